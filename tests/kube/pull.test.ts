import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pullSnapshot } from '#lib/kube/pull.ts';
import { digestOf } from '#lib/snapshot/canonical.ts';
import { objectsOf } from '#lib/snapshot/snapshot.ts';
import { html, notFound, redirect, reset, silence, unavailable } from '#tests/support/api-server-faults.ts';
import { ciliumConfig, ciliumPolicy, namespace, pod, pods, policy } from './cluster.ts';
import { apiServer, connectionTo, readFrom, thrownBy } from './reading.ts';

const shop = [namespace('shop'), namespace('data'), ...pods(7), policy('deny-all'), ciliumPolicy('l7'), ciliumConfig()];

describe('what a snapshot of a live cluster holds', () => {
  test('everything that is served, with the version it was read in', async () => {
    const { snapshot } = await readFrom(await apiServer({ objects: shop }));
    expect(snapshot).toMatchObject({ origin: 'live', serverVersion: 'v1.36.2', problems: [] });
    expect(snapshot.reads.pods).toEqual({ status: 'read', version: 'v1' });
    expect(snapshot.reads['ciliumnetworkpolicies.cilium.io']).toEqual({ status: 'read', version: 'v2' });
    expect(objectsOf(snapshot, 'pods')).toHaveLength(7);
    expect(objectsOf(snapshot, 'configmaps').map(({ data }) => data)).toEqual([{ 'enable-policy': 'default' }]);
  });

  test('kind and version of objects whose list does not say them', async () => {
    const { snapshot } = await readFrom(await apiServer({ objects: shop }));
    expect(objectsOf(snapshot, 'networkpolicies.networking.k8s.io')).toMatchObject([
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'deny-all', namespace: 'shop' } },
    ]);
  });

  test('an API that is not served is absent, and a list of it is not asked for', async () => {
    const server = await apiServer({ objects: shop });
    const { snapshot } = await readFrom(server);
    expect(snapshot.reads['servers.policy.linkerd.io']).toEqual({
      status: 'absent',
      message: 'The server does not have servers.policy.linkerd.io.',
    });
    expect(server.requests.filter(({ path }) => path.includes('linkerd'))).toEqual([]);
  });

  test('a cluster without any policy API is read all the same', async () => {
    const { snapshot } = await readFrom(
      await apiServer({ objects: [pod('a')], served: { 'networkpolicies.networking.k8s.io': [] } }),
    );
    expect(snapshot.reads['networkpolicies.networking.k8s.io'].status).toBe('absent');
    expect(snapshot.reads.pods.status).toBe('read');
  });

  test('a policy that is served only in a version we do not understand has failed, and is not simply absent', async () => {
    const future = { ...ciliumPolicy('future'), apiVersion: 'cilium.io/v9' };
    const { snapshot } = await readFrom(await apiServer({ objects: [future] }));
    expect(snapshot.reads['ciliumnetworkpolicies.cilium.io']).toEqual({
      status: 'failed',
      message: 'The server has ciliumnetworkpolicies.cilium.io only as v9; understood is v2.',
    });
  });

  test('nothing but what the table of resources names is asked for, and Secrets never', async () => {
    const server = await apiServer({
      objects: [...shop, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'shop' } }],
    });
    await readFrom(server);
    expect(server.requests.filter(({ path }) => /secret|watch/i.test(path))).toEqual([]);
    expect(server.requests.filter(({ path }) => /configmaps/.test(path)).map(({ path }) => path)).toContain(
      '/api/v1/namespaces/kube-system/configmaps/cilium-config',
    );
    expect(server.requests.filter(({ path }) => /configmaps\?|configmaps$/.test(path))).toEqual([]);
  });

  test('objects that no server should hold are told as problems, and the rest is read', async () => {
    const broken = [
      { apiVersion: 'v1', kind: 'Pod' },
      { ...pod('labels'), metadata: { name: 'labels', namespace: 'shop', labels: { app: 7 } } },
      { ...policy('selector'), spec: { podSelector: 'all' } },
      { ...pod('名前'), metadata: { name: '名前', namespace: 'shop' } },
    ];
    const { snapshot } = await readFrom(await apiServer({ objects: [...shop, ...broken] }));
    expect(objectsOf(snapshot, 'pods').length).toBeGreaterThanOrEqual(7);
    expect(snapshot.reads.pods.status).toBe('read');
    expect(snapshot.problems.length).toBeGreaterThanOrEqual(2);
    for (const { message } of snapshot.problems) expect(message).not.toBe('');
  });

  test('finished pods are kept: later stages decide about them', async () => {
    const done = { ...pod('job'), status: { phase: 'Succeeded' } };
    const { snapshot } = await readFrom(await apiServer({ objects: [done] }));
    expect(objectsOf(snapshot, 'pods')).toMatchObject([{ status: { phase: 'Succeeded' } }]);
  });
});

describe('what may not be read', () => {
  test('a forbidden list is forbidden, in the words of the server, and the others are read', async () => {
    const { snapshot } = await readFrom(
      await apiServer({ objects: shop, forbidden: ['pods', 'ciliumnetworkpolicies.cilium.io'] }),
    );
    expect(snapshot.reads.pods).toEqual({
      status: 'forbidden',
      message:
        'pods is forbidden: User "system:serviceaccount:bulkhead:bulkhead" cannot list resource "pods" in API group "" at the cluster scope',
    });
    expect(snapshot.reads['ciliumnetworkpolicies.cilium.io'].status).toBe('forbidden');
    expect(snapshot.reads.namespaces.status).toBe('read');
    expect(objectsOf(snapshot, 'pods')).toEqual([]);
  });

  test('a user without any rights gets a snapshot in which everything is forbidden', async () => {
    const connection = await connectionTo(await apiServer({ objects: shop }), { user: {} });
    const { snapshot } = await readFrom(connection);
    expect(new Set(Object.values(snapshot.reads).map(({ status }) => status))).toEqual(new Set(['forbidden']));
    expect(snapshot.serverVersion).toBe('v1.36.2');
  });

  test('a version that may not be read is left out', async () => {
    const { snapshot } = await readFrom(await apiServer({ objects: shop, forbidden: ['/version'] }));
    expect(snapshot.serverVersion).toBeUndefined();
    expect(snapshot.reads.pods.status).toBe('read');
  });

  test('one forbidden ConfigMap does not hide the others', async () => {
    const faults = [{ path: /canal-config/, answer: html(403) }];
    const { snapshot } = await readFrom(await apiServer({ objects: shop, faults }));
    expect(snapshot.reads.configmaps.status).toBe('forbidden');
    expect(snapshot.reads.configmaps).toMatchObject({ message: expect.stringMatching(/^kube-system\/canal-config: /) });
    expect(objectsOf(snapshot, 'configmaps')).toHaveLength(1);
  });
});

describe('the first contact', () => {
  const fails = async (server: Awaited<ReturnType<typeof apiServer>>, options = {}): Promise<unknown> =>
    thrownBy(() => readFrom(server, options));
  const everywhere = /./;

  test.each([
    ['a sign-in page', html(), /is not a Kubernetes API server, .*not JSON: <!doctype html>/],
    ['a redirect', redirect('https://sso.example/'), /is not a Kubernetes API server, .*points to https:\/\/sso\.example\//],
    ['another web server', notFound(), /is not a Kubernetes API server, .*404 page not found/],
    ['a page that forbids', html(403), /is not a Kubernetes API server/],
    ['a server that cannot', unavailable(), /not a working one: The server answered 503: .*\(asked 6 times\)\.$/],
    ['a server that hangs up', reset(), /closed the connection before the answer was complete \(asked 6 times\)\.$/],
  ])('tells %s from an API server', async (_, answer, message) => {
    const server = await apiServer({ faults: [{ path: everywhere, answer }] });
    const error = await fails(server);
    expect(error).toMatchObject({ name: 'UserError', exitCode: 3, status: 502, message: expect.stringMatching(message) });
    expect(error).toMatchObject({ message: expect.stringContaining(server.url) });
  });

  test('tells a server that never answers', async () => {
    const server = await apiServer({ faults: [{ path: everywhere, answer: silence() }] });
    expect(await fails(server, { requestTimeoutMs: 50 })).toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/did not answer within 0\.05 s/),
    });
    expect(await fails(server, { deadlineMs: 50 })).toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/time limit of 0\.05 s/),
    });
  });

  test('tells a token that is not known', async () => {
    const server = await apiServer({ objects: shop });
    const connection = await connectionTo(server, { user: { token: 'wrong' } });
    const error = await thrownBy(() => readFrom(connection));
    expect(error).toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/does not accept the credentials of context "test" .*\(401: Unauthorized\)/),
    });
    expect(String(error)).not.toContain('wrong"');
    // A refused token is not tried over and over: accounts get locked that way.
    expect(server.requests).toHaveLength(1);
  });
});

describe('the whole scan', () => {
  test('the same content in any order and any page size has the same digest', async () => {
    const objects = [
      ...shop,
      ...['web', 'api', 'db'].flatMap((space) => [namespace(space), policy('deny', space), pod('only', space)]),
    ];
    const { snapshot } = await readFrom(await apiServer({ objects }));
    const expected = digestOf(snapshot);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(objects, { minLength: objects.length }),
        fc.integer({ min: 1, max: 20 }),
        async (shuffled, pageSize) => {
          const { snapshot: other } = await readFrom(await apiServer({ objects: shuffled }), { pageSize });
          expect(digestOf(other)).toBe(expected);
        },
      ),
      { numRuns: 15 },
    );
  });

  test('progress counts up to the end', async () => {
    const steps: { done: number; total: number; objects: number; step: string }[] = [];
    await readFrom(await apiServer({ objects: shop }), { pageSize: 2, onProgress: (step) => steps.push(step) });
    const last = steps.at(-1);
    expect(last?.done).toBe(last?.total);
    expect(last?.objects).toBe(shop.length);
    expect(steps.map(({ done }) => done)).toEqual(steps.map(({ done }) => done).toSorted((a, b) => a - b));
    expect(steps.filter(({ step }) => step === 'pods').length).toBeGreaterThan(4);
  });

  test('no more lists are read at once than asked for', async () => {
    const server = await apiServer({ objects: shop });
    const connection = await connectionTo(server);
    let open = 0;
    let most = 0;
    const counting = {
      ...connection,
      get: async (...call: Parameters<typeof connection.get>) => {
        open += 1;
        most = Math.max(most, open);
        return connection.get(...call).finally(() => {
          open -= 1;
        });
      },
    };
    await pullSnapshot(counting, { concurrency: 3 });
    expect(most).toBe(3);
  });

  test('a scan that is stopped throws the reason and asks nothing more', async () => {
    const server = await apiServer({ objects: shop });
    const stop = new AbortController();
    const reason = new Error('stopped by a person');
    const onProgress = ({ done }: { done: number }) => {
      if (done === 3) stop.abort(reason);
    };
    expect(await thrownBy(() => readFrom(server, { signal: stop.signal, onProgress }))).toBe(reason);
    const asked = server.requests.length;
    await new Promise((later) => setTimeout(later, 50));
    expect(server.requests).toHaveLength(asked);
  });

  test('what is not read when the time is over has failed, and the rest counts', async () => {
    const faults = [{ path: /\/api\/v1\/pods/, answer: silence() }];
    const { snapshot } = await readFrom(await apiServer({ objects: shop, faults }), { deadlineMs: 1500 });
    expect(snapshot.reads.pods).toEqual({ status: 'failed', message: 'The time limit of 1.5 s for the whole scan was over.' });
    expect(snapshot.reads.namespaces.status).toBe('read');
  });

  test('a list that breaks does not end the scan', async () => {
    const faults = [{ path: /networkpolicies/, answer: reset() }];
    const { snapshot } = await readFrom(await apiServer({ objects: shop, faults }));
    expect(snapshot.reads['networkpolicies.networking.k8s.io']).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/closed the connection before the answer was complete \(asked 6 times\)\.$/),
    });
    expect(snapshot.reads.pods.status).toBe('read');
  });
});
