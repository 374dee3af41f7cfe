import { describe, expect, test } from 'vitest';
import { objectsOf } from '#lib/snapshot/snapshot.ts';
import { json, status } from '#tests/support/api-server-answers.ts';
import {
  answer,
  type Call,
  changed,
  expired,
  type Fault,
  forbidden,
  html,
  notFound,
  unavailable,
} from '#tests/support/api-server-faults.ts';
import { ciliumPolicy, namespace, pod, pods, policy } from './cluster.ts';
import { apiServer, connectionTo, readFrom } from './reading.ts';

const names = (snapshot: Awaited<ReturnType<typeof readFrom>>['snapshot']) =>
  objectsOf(snapshot, 'pods').map(({ metadata }) => metadata.name);
const podPages = (server: Awaited<ReturnType<typeof apiServer>>) =>
  server.requests.filter(({ path }) => path.startsWith('/api/v1/pods')).map(({ path }) => path);

async function read(faults: readonly Fault[], count = 7) {
  const server = await apiServer({ objects: pods(count), faults });
  return { server, ...(await readFrom(server, { pageSize: 3 })) };
}

describe('pages', () => {
  test('are followed to the last, built-in or custom', async () => {
    const objects = [...pods(7), ...[1, 2, 3, 4].map((index) => ciliumPolicy(`rule-${index}`))];
    const server = await apiServer({ objects });
    const { snapshot } = await readFrom(server, { pageSize: 3 });
    expect(names(snapshot)).toHaveLength(7);
    expect(objectsOf(snapshot, 'ciliumnetworkpolicies.cilium.io')).toHaveLength(4);
    expect(podPages(server).map((path) => path.replace(/continue=.+/, 'continue=…'))).toEqual([
      '/api/v1/pods?limit=3',
      '/api/v1/pods?limit=3&continue=…',
      '/api/v1/pods?limit=3&continue=…',
    ]);
  });

  test('show one moment: what is changed in the middle of a list is not mixed in', async () => {
    const server = await apiServer({ objects: pods(7) });
    let changes = 0;
    const onProgress = ({ step }: { step: string }) => {
      if (step === 'pods' && changes++ === 0) server.change([...pods(3), pod('zzz-new')]);
    };
    const { snapshot } = await readFrom(server, { pageSize: 3, onProgress });
    expect(names(snapshot)).toEqual(pods(7).map(({ metadata }) => metadata?.name));
  });

  test('whose token expired: the list is read again from its start, never with the token inside the 410', async () => {
    const server = await apiServer({ objects: pods(7) });
    let changes = 0;
    const onProgress = ({ step }: { step: string }) => {
      if (step !== 'pods' || changes++ > 0) return;
      server.change([pod('aaa-new'), ...pods(7).slice(1)]);
      server.compact();
    };
    const { snapshot } = await readFrom(server, { pageSize: 3, onProgress });
    expect(names(snapshot)).toEqual([
      'aaa-new',
      ...pods(7)
        .slice(1)
        .map(({ metadata }) => metadata?.name),
    ]);
    expect(snapshot.reads.pods.status).toBe('read');
    const tokens = podPages(server).map((path) => Buffer.from(/continue=(.+)$/.exec(path)?.[1] ?? '', 'base64url').toString());
    expect(tokens.filter((token) => token.includes('"rv":-1'))).toEqual([]);
    expect(podPages(server).filter((path) => !path.includes('continue'))).toHaveLength(2);
  });

  test('that expire again and again make the list fail, and leave no part of it', async () => {
    const { snapshot, server } = await read([{ path: /\/pods/, page: 2, answer: expired() }]);
    expect(snapshot.reads.pods).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/^The list expired while it was read, 4 times: The provided continue/),
    });
    expect(names(snapshot)).toEqual([]);
    expect(podPages(server).filter((path) => !path.includes('continue'))).toHaveLength(4);
  });

  test('of another resourceVersion are not mixed: the list starts again', async () => {
    const other = changed((body) => ({ ...body, metadata: { resourceVersion: '999999' } }));
    const once = await read([{ path: /\/pods/, page: 2, times: 1, answer: other }]);
    expect(names(once.snapshot)).toHaveLength(7);
    const always = await read([{ path: /\/pods/, page: 2, answer: other }]);
    expect(always.snapshot.reads.pods).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('The list changed between two of its pages'),
    });
  });

  test('that repeat an object give it once', async () => {
    const repeated = changed((body) => ({ ...body, items: [pod('pod-0000'), ...(Array.isArray(body.items) ? body.items : [])] }));
    const { snapshot } = await read([{ path: /\/pods/, page: 2, answer: repeated }]);
    expect(names(snapshot)).toEqual(pods(7).map(({ metadata }) => metadata?.name));
  });

  test('that go round in a circle make the list fail', async () => {
    let first: unknown;
    const remember = changed((body) => {
      first = body.metadata;
      return body;
    });
    const { snapshot } = await read([
      { path: /\/pods/, page: 1, answer: remember },
      { path: /\/pods/, answer: changed((body) => ({ ...body, metadata: first })) },
    ]);
    expect(snapshot.reads.pods).toEqual({
      status: 'failed',
      message: 'The server gave the same page of the list again and again.',
    });
  });

  test('that go on for ever without anything new make the list fail', async () => {
    let count = 0;
    const endless = (call: Call) => {
      const metadata = { resourceVersion: '1', continue: `page-${count++}` };
      return answer(json(200, { kind: 'PodList', apiVersion: 'v1', metadata, items: [pod('always')] }))(call);
    };
    const { snapshot, server } = await read([{ path: /\/pods/, answer: endless }]);
    expect(snapshot.reads.pods).toEqual({
      status: 'failed',
      message: 'The server gave the same page of the list again and again.',
    });
    expect(podPages(server).length).toBeLessThan(30);
  });

  test('too large to be taken are asked for again with fewer objects', async () => {
    const huge = Array.from({ length: 24 }, (_, index) => ({
      ...pod(`huge-${index}`),
      metadata: { name: `huge-${index}`, namespace: 'shop', annotations: { note: 'x'.repeat(3_000_000) } },
    }));
    const server = await apiServer({ objects: huge });
    const { snapshot } = await readFrom(server, { pageSize: 24 });
    expect(snapshot.reads.pods.status).toBe('read');
    expect(names(snapshot)).toHaveLength(24);
    const limits = podPages(server).map((path) => /limit=(\d+)/.exec(path)?.[1]);
    expect(limits.slice(0, 3)).toEqual(['24', '3', '2']);
  });

  test('of large objects ask for fewer of them', async () => {
    const large = Array.from({ length: 30 }, (_, index) => ({
      ...pod(`large-${index}`),
      metadata: { name: `large-${index}`, namespace: 'shop', annotations: { note: 'x'.repeat(1_000_000) } },
    }));
    const server = await apiServer({ objects: large });
    const { snapshot } = await readFrom(server, { pageSize: 20 });
    expect(names(snapshot)).toHaveLength(30);
    expect(podPages(server).map((path) => /limit=(\d+)/.exec(path)?.[1])).toEqual(['20', '8', '8']);
  });

  test('without items, as some servers write an empty list, are empty', async () => {
    const { snapshot } = await read([{ path: /\/pods/, answer: changed((body) => ({ ...body, items: null, metadata: {} })) }]);
    expect(snapshot.reads.pods.status).toBe('read');
    expect(names(snapshot)).toEqual([]);
  });

  test.each<[string, (body: Record<string, unknown>) => unknown]>([
    ['another kind', (body) => ({ ...body, kind: 'ServiceList' })],
    ['no metadata', ({ kind, items }) => ({ kind, items })],
  ])('of %s are no answer', async (_, change) => {
    const { snapshot } = await read([{ path: /\/pods/, answer: changed(change) }]);
    expect(snapshot.reads.pods).toEqual({
      status: 'failed',
      message: 'The server answered with JSON that is not what was asked for (asked 6 times).',
    });
  });

  test('that end before what the server says is left make the list fail', async () => {
    const cutShort = changed((body) => ({ ...body, metadata: { resourceVersion: '1000', remainingItemCount: 4 } }));
    const { snapshot } = await read([{ path: /\/pods/, answer: cutShort }]);
    expect(snapshot.reads.pods).toMatchObject({ status: 'failed', message: expect.stringContaining('more of the list') });
    expect(names(snapshot)).toEqual([]);
  });

  test('are asked for compressed', async () => {
    const { server } = await read([]);
    expect(server.requests.every(({ headers }) => headers['accept-encoding'] === 'gzip')).toBe(true);
  });
});

describe('what goes wrong between pages', () => {
  test('a resource that is removed meanwhile is read again, and then absent', async () => {
    const objects = [1, 2, 3, 4].map((index) => ciliumPolicy(`rule-${index}`));
    const halfway = await apiServer({
      objects,
      faults: [{ path: /ciliumnetworkpolicies/, page: 2, times: 1, answer: notFound() }],
    });
    const { snapshot } = await readFrom(halfway, { pageSize: 3 });
    expect(objectsOf(snapshot, 'ciliumnetworkpolicies.cilium.io')).toHaveLength(4);
    const removed = await apiServer({ objects, faults: [{ path: /ciliumnetworkpolicies/, answer: notFound() }] });
    expect((await readFrom(removed)).snapshot.reads['ciliumnetworkpolicies.cilium.io']).toEqual({
      status: 'absent',
      message: '404 page not found',
    });
  });

  test('a 404 that is not from Kubernetes is a failure, not an absence', async () => {
    const { snapshot } = await read([{ path: /\/pods/, answer: html(404) }]);
    expect(snapshot.reads.pods).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/^The server answered 404: <!doctype html>/),
    });
  });

  test('a 403 on the second page makes the list forbidden, and leaves no part of it', async () => {
    const { snapshot } = await read([{ path: /\/pods/, page: 2, answer: forbidden('rights were taken away') }]);
    expect(snapshot.reads.pods).toEqual({ status: 'forbidden', message: 'rights were taken away' });
    expect(names(snapshot)).toEqual([]);
  });

  test('a hiccup on the third page costs that page only', async () => {
    const { snapshot, server } = await read([{ path: /\/pods/, page: 3, times: 2, answer: unavailable() }]);
    expect(names(snapshot)).toHaveLength(7);
    expect(podPages(server)).toHaveLength(5);
  });
});

describe('metadata only', () => {
  const replicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: 'web-1',
      namespace: 'shop',
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'u', controller: true }],
    },
    spec: {
      replicas: 2,
      selector: {},
      template: { metadata: {}, spec: { containers: [{ name: 'main', image: 'registry.example/web:1' }] } },
    },
  };

  test('is asked of ReplicaSets and Jobs, which keep their kind', async () => {
    const server = await apiServer({ objects: [namespace('shop'), replicaSet, policy('p')] });
    const { snapshot } = await readFrom(server);
    const accepts = (plural: string) => server.requests.find(({ path }) => path.includes(plural))?.headers.accept;
    expect(accepts('/replicasets')).toMatch(/^application\/json;as=PartialObjectMetadataList/);
    expect(accepts('/jobs')).toMatch(/as=PartialObjectMetadataList/);
    expect(accepts('/deployments')).toBe('application/json');
    expect(objectsOf(snapshot, 'replicasets.apps')).toMatchObject([
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web-1', owner: { kind: 'Deployment', name: 'web' } } },
    ]);
  });

  test('falls back to whole objects where the server knows no such form', async () => {
    const refused = answer(
      status(406, { message: 'only the following media types are accepted: application/json', reason: 'NotAcceptable' }),
    );
    const server = await apiServer({ objects: [replicaSet], faults: [{ path: /replicasets/, times: 1, answer: refused }] });
    const { snapshot } = await readFrom(await connectionTo(server));
    expect(objectsOf(snapshot, 'replicasets.apps')).toHaveLength(1);
    expect(server.requests.filter(({ path }) => path.includes('replicasets')).map(({ headers }) => headers.accept)).toEqual([
      expect.stringContaining('PartialObjectMetadataList'),
      'application/json',
    ]);
  });
});
