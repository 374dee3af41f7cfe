import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { reachOf } from '#lib/reachability/reach.ts';
import { type Reachability, reachability } from '#lib/reachability/reachability.ts';
import { type Redundancy, redundancies } from '#lib/reachability/redundant.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { manifestsOf, randomCluster } from '#tests/support/random-cluster.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

/** More of them find more; these take some seconds. */
const runs = Number(process.env.RANDOM_CLUSTERS ?? 100);

const lines = (answers: Reachability): string =>
  [...reachOf(answers).connections]
    .map((line) => JSON.stringify(line))
    .toSorted()
    .join('\n');

function verdicts(yaml: string): Readonly<Record<string, Redundancy>> {
  const { engine, entries } = reachability(policyModel(world(yaml)));
  const judge = redundancies(engine, entries);
  return Object.fromEntries(engine.model.policies.map((policy) => [refText(policy.ref), judge(policy)]));
}

it('is what a policy is if, in random clusters, removing it leaves every connection, and no other one', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(randomCluster, (cluster) => {
      const { ipBlockMatchesPods } = cluster;
      const model = policyModel(world(manifestsOf(cluster)));
      const answers = reachability(model, { ipBlockMatchesPods });
      const all = lines(answers);
      const judge = redundancies(answers.engine, answers.entries);
      for (const policy of model.policies) {
        const { kind } = judge(policy);
        seen.add(kind);
        if (kind === 'forPodsToCome' || kind === 'isDefault') continue;
        const policies = model.policies.filter((other) => other !== policy);
        // Without its addresses the same lines may be listed in fewer pieces: it stays, and selects nothing.
        const idle = { ...policy, subject: { namespaces: { names: [] }, pods: policy.subject.pods } };
        const without = lines(reachability({ ...model, policies: [...policies, idle] }, { ipBlockMatchesPods }));
        if ((without === all) !== (kind === 'redundant' || kind === 'selectsNothing'))
          throw new Error(`${refText(policy.ref)} is called ${kind} in the world\n${manifestsOf(cluster)}`);
      }
    }),
    { numRuns: runs },
  );
  if (runs >= 100) expect([...seen].toSorted()).toEqual(['forPodsToCome', 'isDefault', 'needed', 'redundant', 'selectsNothing']);
}, 120_000);

describe('a policy', () => {
  const pods = deployment('shop', 'web') + deployment('shop', 'db') + deployment('shop', 'cache');
  const deny = (name: string) => networkPolicy('shop', name, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  const both = (name: string, app: string) =>
    networkPolicy('shop', name, { podSelector: { matchLabels: { app } }, policyTypes: ['Ingress', 'Egress'] });

  it('that is there twice is redundant, and its twin is named for it', () => {
    const found = verdicts(pods + deny('one') + deny('two'));
    expect(found).toMatchObject({
      'NetworkPolicy shop/one': { kind: 'redundant', by: [{ ref: { name: 'two' } }], changesOwnEnd: false },
      'NetworkPolicy shop/two': { kind: 'redundant', by: [{ ref: { name: 'one' } }], changesOwnEnd: false },
    });
  });

  it('that two others only together make redundant names both', () => {
    const to = (name: string, cidr: string) =>
      networkPolicy('shop', name, { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr } }] }] });
    expect(verdicts(pods + to('low', '10.0.0.0/9') + to('high', '10.128.0.0/9') + to('whole', '10.0.0.0/8'))).toMatchObject({
      'NetworkPolicy shop/low': { kind: 'redundant', by: [{ ref: { name: 'whole' } }] },
      'NetworkPolicy shop/whole': { kind: 'redundant', by: [{ ref: { name: 'high' } }, { ref: { name: 'low' } }] },
    });
  });

  it('for every pod of a namespace stands for pods to come, even if each that exists has one of its own', () => {
    const own = both('web', 'web') + both('db', 'db') + both('cache', 'cache');
    expect(verdicts(pods + own + deny('default'))).toMatchObject({
      'NetworkPolicy shop/default': { kind: 'forPodsToCome', namespace: 'shop' },
      'NetworkPolicy shop/web': { kind: 'redundant', by: [{ ref: { name: 'default' } }] },
    });
  });

  it('that is the default of a namespace stays, even if one that allows something closes every pod too', () => {
    const dns = { podSelector: {}, policyTypes: ['Ingress', 'Egress'], egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] };
    expect(verdicts(pods + deny('default') + networkPolicy('shop', 'allow-dns', dns))).toMatchObject({
      'NetworkPolicy shop/default': { kind: 'isDefault', by: [{ ref: { name: 'allow-dns' } }] },
      'NetworkPolicy shop/allow-dns': { kind: 'needed' },
    });
  });

  it('that lets the replicas of a workload reach each other is needed, and a pod by itself has none', () => {
    const own = { podSelector: { matchLabels: { app: 'db' } } };
    const peers = networkPolicy('shop', 'db-to-db', {
      ...own,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [own], ports: [{ port: 7000 }] }],
      egress: [{ to: [own], ports: [{ port: 7000 }] }],
    });
    const alone = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'db', namespace: 'shop', labels: { app: 'db' } },
      spec: { containers: [{ name: 'db', image: 'example.org/db:1' }] },
    };
    const replicas = verdicts(pods + deny('default') + peers)['NetworkPolicy shop/db-to-db'];
    expect(replicas).toMatchObject({ kind: 'needed', change: { opens: false, ports: { TCP: [{ from: 7000, to: 7000 }] } } });
    const single = verdicts(`---\n${JSON.stringify(alone)}\n${deny('default')}${peers}`)['NetworkPolicy shop/db-to-db'];
    expect(single?.kind).toBe('redundant');
  });

  it('of the baseline for every namespace stands for namespaces to come, even if each that exists has a default', () => {
    const baseline = {
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'BaselineAdminNetworkPolicy',
      metadata: { name: 'default' },
      spec: { subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] },
    };
    const found = verdicts(`${pods + deny('default')}---\n${JSON.stringify(baseline)}\n`);
    expect(found['BaselineAdminNetworkPolicy default']).toEqual({ kind: 'forPodsToCome', namespace: null });
  });

  it('that opens both ends at once is needed, though without it either end alone would keep the connection closed', () => {
    const peer = (app: string) => [{ podSelector: { matchLabels: { app } } }];
    const webToDb = networkPolicy('shop', 'web-to-db', {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'db'] }] },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: peer('web'), ports: [{ port: 5432 }] }],
      egress: [{ to: peer('db'), ports: [{ port: 5432 }] }],
    });
    expect(verdicts(pods + deny('default') + webToDb)['NetworkPolicy shop/web-to-db']).toMatchObject({
      kind: 'needed',
      change: { opens: false, ports: { TCP: [{ from: 5432, to: 5432 }] } },
    });
  });

  it('of which nothing comes through at the other end is redundant, by the policies there', () => {
    const reach = (name: string, policyTypes: readonly string[], rest: object) =>
      networkPolicy('shop', name, { podSelector: { matchLabels: { app: name } }, policyTypes, ...rest });
    const toDb = [{ to: [{ podSelector: { matchLabels: { app: 'db' } } }], ports: [{ port: 5432 }] }];
    const found = verdicts(
      pods +
        reach('web', ['Egress'], { egress: [] }) +
        networkPolicy('shop', 'web-to-db', {
          podSelector: { matchLabels: { app: 'web' } },
          policyTypes: ['Egress'],
          egress: toDb,
        }) +
        reach('db', ['Ingress'], { ingress: [{ from: [{ podSelector: { matchLabels: { app: 'cache' } } }] }] }),
    );
    expect(found['NetworkPolicy shop/web-to-db']).toMatchObject({
      kind: 'redundant',
      changesOwnEnd: true,
      otherEnds: [{ ref: { name: 'db' } }],
    });
    expect(found['NetworkPolicy shop/db']?.kind).toBe('needed');
  });

  it('that only an Ingress needs is needed, by the controller it lets in', () => {
    const port = { containers: [{ name: 'web', image: 'example.org/web:1', ports: [{ containerPort: 8080 }] }] };
    const objects = [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: 'shop' },
        spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'web', namespace: 'shop' },
        spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
      },
    ];
    const yaml =
      deployment('shop', 'web', { app: 'web' }, port) +
      objects.map((one) => `---\n${JSON.stringify(one)}\n`).join('') +
      networkPolicy('shop', 'deny', { podSelector: {}, policyTypes: ['Ingress'] }) +
      networkPolicy('shop', 'way-in', {
        podSelector: { matchLabels: { app: 'web' } },
        ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 8080 }] }],
      });
    const { 'NetworkPolicy shop/way-in': found } = verdicts(yaml);
    expect(found).toMatchObject({ kind: 'needed', change: { opens: false, other: 'ingress-controller' } });
  });

  it('among more than can be compared is not called anything', () => {
    const many = Array.from({ length: 501 }, (_, index) => deny(`deny-${index}`)).join('');
    expect(new Set(Object.values(verdicts(pods + many)).map(({ kind }) => kind))).toEqual(new Set(['notCompared']));
  });
});
