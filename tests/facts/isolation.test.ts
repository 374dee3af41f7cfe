import { describe, expect, it } from 'vitest';
import { factsOf } from '#lib/facts/derive.ts';
import type { Problem } from '#lib/snapshot/snapshot.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const workload = (yaml: string, id = 'shop/web[Deployment]') => {
  const found = factsOf(world(yaml)).workloads.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};
const web = deployment('shop', 'web');

describe('isolation', () => {
  it('is open without a policy', () => {
    expect(workload(web).isolated).toMatchObject({ ingress: { state: 'open', by: [] }, egress: { state: 'open', by: [] } });
  });

  it('names every policy that selects the workload in the direction', () => {
    const { isolated } = workload(
      web +
        networkPolicy('shop', 'deny', { podSelector: {} }) +
        networkPolicy('shop', 'web', { podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] } }) +
        networkPolicy('shop', 'db', { podSelector: { matchLabels: { app: 'db' } } }) +
        networkPolicy('other', 'deny', { podSelector: {} }),
    );
    expect(isolated.ingress.by.map(({ name }) => name)).toEqual(['deny', 'web']);
    expect(isolated.egress.state).toBe('open');
  });

  it('is unknown where only a policy that cannot be understood may give it', () => {
    const broken = networkPolicy('shop', 'broken', {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'Like', values: ['web'] }] },
    });
    expect(workload(web + broken).isolated.ingress).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('NetworkPolicy shop/broken'),
    });
    expect(workload(web + broken + networkPolicy('shop', 'deny', { podSelector: {} })).isolated.ingress.state).toBe('isolated');
    expect(workload(deployment('other', 'web') + broken, 'other/web[Deployment]').isolated.ingress.state).toBe('open');
  });

  it("never holds for pods in the node's network", () => {
    const host = deployment('shop', 'web', { app: 'web' }, { hostNetwork: true });
    const { isolated, hostNetwork } = workload(host + networkPolicy('shop', 'deny', { podSelector: {} }));
    expect(hostNetwork).toBe(true);
    expect(isolated.ingress.state).toBe('open');
  });

  it('needs every pod of the workload, where pods of one owner differ', () => {
    const pod = (name: string, color: string) =>
      `---\n${JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name,
          namespace: 'shop',
          labels: { color },
          ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', controller: true, uid: '1' }],
        },
        spec: { containers: [{ name: 'main', image: 'example.org/db:1' }] },
        status: { phase: 'Running' },
      })}\n`;
    const pods = pod('db-0', 'blue') + pod('db-1', 'green');
    const blue = networkPolicy('shop', 'blue', { podSelector: { matchLabels: { color: 'blue' } } });
    const id = 'shop/db[StatefulSet]';
    expect(workload(pods + blue, id)).toMatchObject({
      pods: 2,
      isolated: { ingress: { state: 'open', reason: 'only some of its pods are selected' } },
    });
    expect(workload(pods + blue + networkPolicy('shop', 'all', { podSelector: {} }), id).isolated.ingress.state).toBe('isolated');
  });
});

describe('what opens a workload to everything', () => {
  const open = (rules: object) => {
    const policy = networkPolicy('shop', 'open', { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ...rules });
    const { allowsAll } = workload(web + policy);
    return { ingress: allowsAll.ingress.map(({ path }) => path), egress: allowsAll.egress.map(({ path }) => path) };
  };
  const everyNamespace = { namespaceSelector: {} };
  const everyAddress = { ipBlock: { cidr: '0.0.0.0/0' } };

  it.each<[string, object, readonly string[]]>([
    ['an empty rule', { ingress: [{}] }, ['spec.ingress[0]']],
    ['an empty rule among narrow ones', { ingress: [{ from: [{ podSelector: {} }] }, {}] }, ['spec.ingress[1]']],
    ['all pods and all addresses in one rule', { ingress: [{ from: [everyNamespace, everyAddress] }] }, ['spec.ingress[0]']],
    [
      'all pods and all addresses in two rules',
      { ingress: [{ from: [everyNamespace] }, { from: [everyAddress] }] },
      ['spec.ingress[0]', 'spec.ingress[1]'],
    ],
    [
      'addresses in two halves',
      {
        ingress: [
          { from: [everyNamespace, { ipBlock: { cidr: '0.0.0.0/1' } }] },
          { from: [{ ipBlock: { cidr: '128.0.0.0/1' } }] },
        ],
      },
      ['spec.ingress[0]', 'spec.ingress[1]'],
    ],
    [
      'ports in two halves',
      { ingress: [{ ports: [{ protocol: 'UDP' }, { port: 1, endPort: 8080 }] }, { ports: [{ port: 8081, endPort: 65_535 }] }] },
      ['spec.ingress[0]', 'spec.ingress[1]'],
    ],
  ])('is %s', (_title, rules, paths) => {
    expect(open(rules).ingress).toEqual(paths);
  });

  it.each<[string, object]>([
    ['no rule', { ingress: [] }],
    ['all pods of the namespace', { ingress: [{ from: [{ podSelector: {} }] }] }],
    ['all pods but no addresses', { ingress: [{ from: [everyNamespace] }] }],
    [
      'all addresses but one',
      { ingress: [{ from: [everyNamespace, { ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.1/32'] } }] }] },
    ],
    ['all TCP ports', { ingress: [{ ports: [{ protocol: 'TCP' }] }] }],
    ['everything, but outwards', { egress: [{}] }],
  ])('is not %s', (_title, rules) => {
    expect(open(rules).ingress).toEqual([]);
  });

  it('is judged for each direction by itself', () => {
    expect(open({ egress: [{}] }).egress).toEqual(['spec.egress[0]']);
  });
});

describe('policies of other layers and dialects', () => {
  const admin = (kind: 'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy', ingress: object) =>
    `---\n${JSON.stringify({
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind,
      metadata: { name: 'default' },
      spec: {
        ...(kind === 'AdminNetworkPolicy' ? { priority: 5 } : {}),
        subject: { namespaces: {} },
        ingress: [{ from: [{ namespaces: {} }], ...ingress }],
      },
    })}\n`;

  it('count a baseline that denies every pod as isolation', () => {
    expect(workload(web + admin('BaselineAdminNetworkPolicy', { action: 'Deny' })).isolated.ingress).toMatchObject({
      state: 'isolated',
      by: [{ kind: 'BaselineAdminNetworkPolicy', name: 'default' }],
    });
  });

  it('do not count one that denies some ports only', () => {
    const some = { action: 'Deny', ports: [{ portNumber: { protocol: 'TCP', port: 22 } }] };
    expect(workload(web + admin('BaselineAdminNetworkPolicy', some)).isolated.ingress.state).toBe('open');
  });

  it('do not count a denial of what an earlier rule has passed on', () => {
    const everyone = { from: [{ namespaces: {} }] };
    const policy = (name: string, priority: number, ...actions: readonly string[]) =>
      `---\n${JSON.stringify({
        apiVersion: 'policy.networking.k8s.io/v1alpha1',
        kind: 'AdminNetworkPolicy',
        metadata: { name },
        spec: { priority, subject: { namespaces: {} }, ingress: actions.map((action) => ({ action, ...everyone })) },
      })}\n`;
    const stateOf = (...policies: readonly string[]) => workload(web + policies.join('')).isolated.ingress.state;
    expect(stateOf(policy('one', 5, 'Pass', 'Deny'))).toBe('open');
    expect(stateOf(policy('one', 5, 'Deny', 'Pass'))).toBe('isolated');
    expect(stateOf(policy('late', 6, 'Deny'), policy('early', 5, 'Pass'))).toBe('open');
    expect(stateOf(policy('late', 6, 'Pass'), policy('early', 5, 'Deny'))).toBe('isolated');
    expect(stateOf(policy('one', 5, 'Pass'), admin('BaselineAdminNetworkPolicy', { action: 'Deny' }))).toBe('isolated');
  });

  describe('closed to everything but the own namespace', () => {
    const egressOf = (egress: readonly object[], more = '') =>
      workload(
        web +
          more +
          deployment('other', 'db') +
          `---\n${JSON.stringify({
            apiVersion: 'policy.networking.k8s.io/v1alpha2',
            kind: 'ClusterNetworkPolicy',
            metadata: { name: 'own-namespace' },
            spec: {
              tier: 'Admin',
              priority: 5,
              subject: { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } },
              egress,
            },
          })}\n`,
      ).isolated.egress;
    const elsewhere = {
      namespaces: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['shop'] }] },
    };

    it('is isolated', () => {
      const state = egressOf([{ action: 'Deny', to: [elsewhere, { networks: ['0.0.0.0/0'] }] }]);
      expect(state).toMatchObject({ state: 'isolated', by: [{ kind: 'ClusterNetworkPolicy', name: 'own-namespace' }] });
    });

    it('is isolated in several rules', () => {
      const halves = [{ networks: ['0.0.0.0/1'] }, elsewhere, { networks: ['128.0.0.0/1'] }];
      expect(egressOf(halves.map((peer) => ({ action: 'Deny', to: [peer] }))).state).toBe('isolated');
    });

    it('is not isolated while addresses outside stay open', () => {
      expect(egressOf([{ action: 'Deny', to: [elsewhere] }]).state).toBe('open');
    });

    it('is not isolated while one other namespace stays open', () => {
      const accept = { action: 'Pass', to: [{ namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } }] };
      expect(egressOf([accept, { action: 'Deny', to: [elsewhere, { networks: ['0.0.0.0/0'] }] }]).state).toBe('open');
    });

    it('is isolated where what is left out is allowed by a rule', () => {
      const accept = { action: 'Accept', to: [{ namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } }] };
      expect(egressOf([accept, { action: 'Deny', to: [elsewhere, { networks: ['0.0.0.0/0'] }] }]).state).toBe('isolated');
    });
  });

  it('are allow-all where selectors take all pods between them', () => {
    const { allowsAll } = workload(
      web +
        networkPolicy('shop', 'halves', {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [
            { to: [{ namespaceSelector: { matchLabels: { team: 'a' } } }, { ipBlock: { cidr: '0.0.0.0/0' } }] },
            { to: [{ namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['a'] }] } }] },
          ],
        }),
    );
    // Without a namespace of team a, the second half takes every pod that there is and that nothing names.
    expect(allowsAll.egress.map(({ path }) => path)).toEqual(['spec.egress[0]', 'spec.egress[1]']);
  });

  it.each([
    ['the name that every namespace carries', { operator: 'Exists' }],
    ['all namespaces but their own', { operator: 'NotIn', values: ['shop'] }],
  ])('are allow-all where they take %s, and every address', (_, name) => {
    const namespaceSelector = { matchExpressions: [{ key: 'kubernetes.io/metadata.name', ...name }] };
    const peers = [{ namespaceSelector }, { ipBlock: { cidr: '0.0.0.0/0' } }];
    const spec = { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{ from: peers }], egress: [{ to: peers }] };
    const { allowsAll } = workload(
      web + deployment('shop', 'db') + deployment('bank', 'vault') + networkPolicy('shop', 'wide', spec),
    );
    expect(allowsAll.ingress.map(({ path }) => path)).toEqual(['spec.ingress[0]']);
    expect(allowsAll.egress.map(({ path }) => path)).toEqual(['spec.egress[0]']);
  });

  it('leave isolation unknown where a dialect is not evaluated and nothing else isolates', () => {
    const cilium = `---\n${JSON.stringify({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'deny', namespace: 'shop' },
      spec: { endpointSelector: {}, ingress: [] },
    })}\n`;
    expect(workload(web + cilium).isolated.ingress).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('CiliumNetworkPolicy shop/deny is not evaluated'),
    });
    expect(workload(web + cilium + networkPolicy('shop', 'deny', { podSelector: {} })).isolated.ingress.state).toBe('isolated');
    expect(workload(deployment('other', 'web') + cilium, 'other/web[Deployment]').isolated.ingress.state).toBe('open');
  });

  it('leave isolation unknown where they are of a kind that is not known, in their namespace or anywhere', () => {
    const snapshot = world(web + deployment('bank', 'vault'));
    const antrea = { object: 'NetworkPolicy shop/a', message: 'is a policy of a kind that is not known', policy: true } as const;
    const states = (problem: Problem) =>
      factsOf({ ...snapshot, problems: [problem] }).workloads.map(({ isolated }) => isolated.ingress.state);
    expect(states({ ...antrea, namespace: 'shop' })).toEqual(['open', 'unknown']);
    expect(states(antrea)).toEqual(['unknown', 'unknown']);
  });

  it('leave isolation unknown where they are for namespaces whose labels could not be read', () => {
    const forbidden = { status: 'forbidden', message: 'no' } as const;
    const deny = `---\n${JSON.stringify({
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name: 'all-but-dev' },
      spec: {
        priority: 5,
        subject: { namespaces: { matchExpressions: [{ key: 'stage', operator: 'NotIn', values: ['dev'] }] } },
        ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
      },
    })}\n`;
    expect(factsOf(world(web + deny)).workloads[0]?.isolated.ingress.state).toBe('isolated');
    expect(factsOf(world(web + deny, { reads: { namespaces: forbidden } })).workloads[0]?.isolated.ingress).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('whom AdminNetworkPolicy all-but-dev concerns is not known'),
    });
  });

  it('leave in doubt what a document that could not be taken may have held', () => {
    const unparsed = { object: 'shop.yaml:7', message: 'does not parse' };
    const stateOf = (yaml: string, note?: true) => {
      const snapshot = { ...world(yaml), problems: [{ ...unparsed, ...(note === undefined ? {} : { note }) }] };
      return factsOf(snapshot).workloads[0]?.isolated.ingress;
    };
    const deny = networkPolicy('shop', 'deny', { podSelector: {} });
    expect(stateOf(web)).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('shop.yaml:7, which may hold policies'),
    });
    expect(stateOf(web + deny)?.state).toBe('isolated');
    expect(stateOf(web, true)?.state).toBe('open');
  });

  it('leave in doubt whom they mean by labels of a namespace that could not be taken', () => {
    const problem = { object: 'Namespace shop', message: 'metadata.labels is odd.', resource: 'namespaces' } as const;
    const stateOf = (key: string) => {
      const subject = { namespaces: { matchLabels: { [key]: 'shop' } } };
      const policy = {
        apiVersion: 'policy.networking.k8s.io/v1alpha1',
        kind: 'AdminNetworkPolicy',
        metadata: { name: 'lock' },
        spec: { priority: 1, subject, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] },
      };
      const snapshot = world(`${web}---\n${JSON.stringify(policy)}\n`);
      return factsOf({ ...snapshot, problems: [problem] }).workloads[0]?.isolated.ingress;
    };
    expect(stateOf('team')).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('Namespace shop could not be taken as it was given, so that whom policies mean'),
    });
    expect(stateOf('kubernetes.io/metadata.name')?.state).toBe('isolated');
  });

  it('leave isolation unknown where they could not be read', () => {
    const forbidden = { status: 'forbidden', message: 'no' } as const;
    const snapshot = world(web, { reads: { 'ciliumnetworkpolicies.cilium.io': forbidden } });
    expect(factsOf(snapshot).workloads[0]?.isolated.ingress).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('forbidden'),
    });
  });
});
