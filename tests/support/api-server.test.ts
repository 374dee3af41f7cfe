import { describe, expect, test } from 'vitest';
import type { Connection } from '#lib/kube/connection.ts';
import { ciliumPolicy, pod, pods, policy } from '#tests/kube/cluster.ts';
import { apiServer, connectionTo } from '#tests/kube/reading.ts';

// What the double promises: the habits of a real API server (1.36) that a reader could trip over.

async function ask(connection: Connection, path: string, accept?: string) {
  const { status, headers, body } = await connection.get(path, accept === undefined ? {} : { accept });
  const text = body.toString();
  const json = () => JSON.parse(text);
  return { status, headers, text, json };
}

const admin = async (options: Parameters<typeof apiServer>[0] = {}) => connectionTo(await apiServer(options));

describe('lists', () => {
  test('are sorted by namespace and name, bytewise', async () => {
    const server = await admin({ objects: [pod('b', 'a'), pod('a', 'a-b'), pod('a', 'a'), pod('B', 'a')] });
    const { items } = (await ask(server, '/api/v1/pods')).json();
    expect(
      items.map(({ metadata }: { metadata: { namespace: string; name: string } }) => `${metadata.namespace}/${metadata.name}`),
    ).toEqual(['a-b/a', 'a/B', 'a/a', 'a/b']);
  });

  test('of built-in kinds do not say what their items are, those of custom resources do', async () => {
    const server = await admin({ objects: [policy('p'), ciliumPolicy('c')] });
    const builtIn = (await ask(server, '/apis/networking.k8s.io/v1/networkpolicies?limit=5')).json();
    expect(Object.keys(builtIn)).toEqual(['kind', 'apiVersion', 'metadata', 'items']);
    expect(builtIn.items[0]).not.toHaveProperty('kind');
    expect(builtIn.metadata).toEqual({ resourceVersion: '1000' });
    const custom = (await ask(server, '/apis/cilium.io/v2/ciliumnetworkpolicies?limit=5')).json();
    expect(Object.keys(custom)).toEqual(['apiVersion', 'items', 'kind', 'metadata']);
    expect(custom.items[0]).toMatchObject({ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy' });
    expect(custom.metadata).toEqual({ continue: '', resourceVersion: '1000' });
  });

  test('have items with uid, resourceVersion, creationTimestamp and managedFields', async () => {
    const { items } = (await ask(await admin({ objects: [policy('p')] }), '/apis/networking.k8s.io/v1/networkpolicies')).json();
    expect(Object.keys(items[0].metadata)).toEqual(
      expect.arrayContaining(['uid', 'resourceVersion', 'creationTimestamp', 'managedFields']),
    );
  });

  test('are empty in a namespace that does not exist', async () => {
    expect((await ask(await admin({ objects: pods(2) }), '/api/v1/namespaces/none/pods')).json().items).toEqual([]);
  });

  test('come in pages that count what remains', async () => {
    const server = await admin({ objects: pods(5) });
    const first = (await ask(server, '/api/v1/pods?limit=2')).json();
    expect(first.metadata.remainingItemCount).toBe(3);
    // Another limit is no matter: the token holds none.
    const second = (await ask(server, `/api/v1/pods?limit=9&continue=${first.metadata.continue}`)).json();
    expect(second.items).toHaveLength(3);
    expect(second.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion });
    for (const all of ['limit=0', 'limit=99', ''])
      expect((await ask(server, `/api/v1/pods?${all}`)).json().items).toHaveLength(5);
    expect((await ask(server, '/api/v1/pods?limit=abc')).status).toBe(400);
    expect((await ask(server, '/api/v1/pods?continue=zzz')).status).toBe(400);
  });

  test('give metadata alone on request', async () => {
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
    const list = (await ask(await admin({ objects: pods(1) }), '/api/v1/pods', accept)).json();
    expect(list).toMatchObject({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' });
    expect(Object.keys(list.items[0])).toEqual(['kind', 'apiVersion', 'metadata']);
  });
});

describe('refusals', () => {
  test('a token that is not known is 401 everywhere, no token is 403 but for /version', async () => {
    const server = await apiServer({ objects: pods(1) });
    const wrong = await connectionTo(server, { user: { token: 'wrong' } });
    for (const path of ['/version', '/api', '/api/v1/pods']) expect((await ask(wrong, path)).status).toBe(401);
    const nobody = await connectionTo(server, { user: {} });
    const statuses = await Promise.all(
      ['/version', '/apis', '/api/v1/pods', '/no/such/path'].map(async (path) => (await ask(nobody, path)).status),
    );
    expect(statuses).toEqual([200, 403, 403, 403]);
  });

  test('rights come before existence', async () => {
    const server = await admin({ forbidden: ['servers.policy.linkerd.io'] });
    expect((await ask(server, '/apis/policy.linkerd.io/v1beta3/servers')).status).toBe(403);
    expect((await ask(server, '/apis/policy.linkerd.io/v1beta3/serverauthorizations')).status).toBe(404);
  });

  test('404 has three shapes', async () => {
    const server = await admin({ objects: [ciliumPolicy('c')] });
    const custom = await ask(server, '/apis/cilium.io/v9/ciliumnetworkpolicies');
    expect([custom.text, custom.headers['content-type']]).toEqual(['404 page not found\n', 'text/plain; charset=utf-8']);
    const builtIn = await ask(server, '/apis/apps/v9/deployments');
    expect(builtIn.json()).toMatchObject({ message: 'the server could not find the requested resource', details: {}, code: 404 });
    const object = await ask(server, '/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies/none');
    expect(object.json()).toMatchObject({
      message: 'networkpolicies.networking.k8s.io "none" not found',
      details: { name: 'none', group: 'networking.k8s.io', kind: 'networkpolicies' },
    });
  });

  test('an expired token is 410 and offers one that would go on with what is there now', async () => {
    const server = await apiServer({ objects: pods(4) });
    const connection = await connectionTo(server);
    const first = (await ask(connection, '/api/v1/pods?limit=2')).json();
    const next = `/api/v1/pods?limit=2&continue=${first.metadata.continue}`;
    server.change([pod('aaa'), ...pods(4), pod('zzz')]);
    expect((await ask(connection, next)).json().items).toHaveLength(2);
    server.compact();
    const expired = await ask(connection, next);
    expect(expired.status).toBe(410);
    expect(expired.json()).toMatchObject({ kind: 'Status', reason: 'Expired', code: 410 });
    const rest = (await ask(connection, `/api/v1/pods?limit=9&continue=${expired.json().metadata.continue}`)).json();
    expect(rest.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).toEqual([
      'pod-0002',
      'pod-0003',
      'zzz',
    ]);
  });
});

describe('the wire', () => {
  const note = (length: number) => [
    { ...pod('big'), metadata: { name: 'big', namespace: 'shop', annotations: { note: 'x'.repeat(length) } } },
  ];

  test('only bodies above 131,072 bytes are compressed', async () => {
    const small = await ask(await admin({ objects: note(120_000) }), '/api/v1/pods');
    expect(small.headers['content-encoding']).toBeUndefined();
    const large = await ask(await admin({ objects: note(140_000) }), '/api/v1/pods');
    expect(large.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(large.json().items).toHaveLength(1);
  });

  test('small answers tell their length, others come in chunks', async () => {
    const server = await admin({ objects: note(10_000) });
    expect((await ask(server, '/version')).headers['content-length']).toBeDefined();
    expect((await ask(server, '/api/v1/pods')).headers).toMatchObject({ 'transfer-encoding': 'chunked' });
  });
});
