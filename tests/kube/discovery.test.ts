import { describe, expect, test } from 'vitest';
import { objectsOf } from '#lib/snapshot/snapshot.ts';
import type { ClusterObject } from '#tests/support/api-server.ts';
import type { DiscoveryForm } from '#tests/support/api-server-discovery.ts';
import { changed, html, internalError } from '#tests/support/api-server-faults.ts';
import { ciliumPolicy, pods, policy } from './cluster.ts';
import { apiServer, readFrom } from './reading.ts';

const authorization = (version: string): ClusterObject => ({
  apiVersion: `security.istio.io/${version}`,
  kind: 'AuthorizationPolicy',
  metadata: { name: `a-${version}`, namespace: 'shop' },
  spec: {},
});
const calico: ClusterObject = {
  apiVersion: 'projectcalico.org/v3',
  kind: 'GlobalNetworkPolicy',
  metadata: { name: 'all' },
  spec: { selector: 'all()' },
};
const objects = [...pods(3), policy('p'), ciliumPolicy('c')];
const paths = (server: Awaited<ReturnType<typeof apiServer>>) => server.requests.map(({ path }) => path);

describe('finding out what a server serves', () => {
  test.each<DiscoveryForm>(['v2', 'v2beta1', 'unaggregated'])('from a server that knows %s', async (discovery) => {
    const { snapshot } = await readFrom(await apiServer({ objects, discovery }));
    expect(objectsOf(snapshot, 'pods')).toHaveLength(3);
    expect(snapshot.reads['ciliumnetworkpolicies.cilium.io']).toEqual({ status: 'read', version: 'v2' });
    expect(snapshot.reads['ciliumcidrgroups.cilium.io'].status).toBe('absent');
    expect(snapshot.reads['servers.policy.linkerd.io'].status).toBe('absent');
  });

  test('takes two requests from a server that can aggregate', async () => {
    const server = await apiServer({ objects });
    await readFrom(server);
    expect(paths(server).filter((path) => /^\/apis?(\/[^/?]+){0,2}$/.test(path))).toEqual(['/api', '/apis']);
  });

  test('asks an older server only about groups that a scan reads', async () => {
    const server = await apiServer({ objects, discovery: 'unaggregated' });
    await readFrom(server);
    expect(paths(server)).toContain('/apis/cilium.io/v2');
    expect(paths(server)).not.toContain('/apis/metrics.k8s.io/v1beta1');
  });

  test.each<DiscoveryForm>(['v2', 'unaggregated'])('reads the best version that both understand (%s)', async (discovery) => {
    const both = { 'authorizationpolicies.security.istio.io': ['v1beta1', 'v1'] };
    const newer = await apiServer({ objects: [authorization('v1')], served: both, discovery });
    expect((await readFrom(newer)).snapshot.reads['authorizationpolicies.security.istio.io']).toEqual({
      status: 'read',
      version: 'v1',
    });
    const older = await apiServer({ objects: [authorization('v1beta1')], discovery });
    const { snapshot } = await readFrom(older);
    expect(snapshot.reads['authorizationpolicies.security.istio.io']).toEqual({ status: 'read', version: 'v1beta1' });
    expect(objectsOf(snapshot, 'authorizationpolicies.security.istio.io')).toMatchObject([
      { apiVersion: 'security.istio.io/v1beta1' },
    ]);
  });
});

describe('where a server does not say what it serves', () => {
  test.each([['/api'], ['/apis']])('%s is forbidden: nothing is taken to be absent, all is tried', async (path) => {
    const server = await apiServer({ objects, forbidden: [path] });
    const { snapshot } = await readFrom(server);
    expect(objectsOf(snapshot, 'pods')).toHaveLength(3);
    expect(snapshot.reads['ciliumnetworkpolicies.cilium.io'].status).toBe('read');
    expect(snapshot.reads['servers.policy.linkerd.io'].status).toBe('absent');
  });

  test('and a resource is forbidden too, it is not told to be absent', async () => {
    const server = await apiServer({ objects, forbidden: ['/apis', 'servers.policy.linkerd.io'] });
    expect((await readFrom(server)).snapshot.reads['servers.policy.linkerd.io'].status).toBe('forbidden');
  });

  test('an older version is tried when a newer one is not there', async () => {
    const server = await apiServer({ objects: [authorization('v1beta1')], forbidden: ['/apis'] });
    expect((await readFrom(server)).snapshot.reads['authorizationpolicies.security.istio.io']).toEqual({
      status: 'read',
      version: 'v1beta1',
    });
  });

  test('discovery breaks, or is answered by something else', async () => {
    for (const answer of [internalError(), html()]) {
      const server = await apiServer({ objects, faults: [{ path: /^\/apis$/, answer }] });
      const { snapshot } = await readFrom(server);
      expect(snapshot.reads['ciliumnetworkpolicies.cilium.io'].status).toBe('read');
      expect(objectsOf(snapshot, 'pods')).toHaveLength(3);
    }
  });

  type Body = Record<string, unknown>;
  const groupsOf = (body: Body): readonly Body[] => (body.items ?? body.groups) as Body[];
  const withGroups = (body: Body, groups: unknown): Body =>
    body.kind === 'APIGroupList' ? { ...body, groups } : { ...body, items: groups };

  test.each<[string, (body: Body) => unknown]>([
    ['null for groups', (body) => withGroups(body, null)],
    ['no groups', (body) => withGroups(body, [])],
    [
      'groups without versions',
      (body) =>
        withGroups(
          body,
          groupsOf(body).map((group) => ({ ...group, versions: [] })),
        ),
    ],
    ['a group that is none', (body) => withGroups(body, [...groupsOf(body).slice(1), null])],
    [
      'groups without names',
      (body) =>
        withGroups(
          body,
          groupsOf(body).map(({ metadata: _, name: __, ...group }) => group),
        ),
    ],
  ])('an answer with %s is no answer: nothing is taken to be absent', async (_, change) => {
    for (const discovery of ['v2', 'unaggregated'] as const) {
      const server = await apiServer({ objects, discovery, faults: [{ path: /^\/apis$/, answer: changed(change) }] });
      const { reads } = (await readFrom(server)).snapshot;
      expect(reads['networkpolicies.networking.k8s.io'].status).toBe('read');
      expect(reads['ciliumnetworkpolicies.cilium.io'].status).toBe('read');
    }
  });

  test.each<DiscoveryForm>(['v2', 'unaggregated'])(
    'an aggregated API is down: what it would serve has failed, and is not absent (%s)',
    async (discovery) => {
      const server = await apiServer({ objects: [...objects, calico], down: ['projectcalico.org/v3'], discovery });
      const { snapshot } = await readFrom(server);
      expect(snapshot.reads['globalnetworkpolicies.projectcalico.org']).toMatchObject({
        status: 'failed',
        message: expect.stringMatching(/^The server answered 503: the server is currently unable to handle the request/),
      });
      expect(snapshot.reads['ciliumnetworkpolicies.cilium.io'].status).toBe('read');
    },
  );

  test('a version whose server is down does not hide one that works', async () => {
    const served = { 'authorizationpolicies.security.istio.io': ['v1', 'v1beta1'] };
    const server = await apiServer({ objects: [authorization('v1beta1')], served, down: ['security.istio.io/v1'] });
    expect((await readFrom(server)).snapshot.reads['authorizationpolicies.security.istio.io']).toEqual({
      status: 'read',
      version: 'v1beta1',
    });
  });

  test('a version that we do not understand and that is down is no proof that there is nothing', async () => {
    const server = await apiServer({ objects, down: ['projectcalico.org/v9'] });
    expect((await readFrom(server)).snapshot.reads['globalnetworkpolicies.projectcalico.org'].status).toBe('failed');
  });
});
