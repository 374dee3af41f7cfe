import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { reachOf } from '#lib/reachability/reach.ts';
import { type Reachability, reachability } from '#lib/reachability/reachability.ts';
import { shadows } from '#lib/reachability/shadowed.ts';
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

/** `spec.ingress[1] by AdminNetworkPolicy admin spec.ingress[0]`, policy by policy. */
function told(yaml: string): readonly string[] {
  const { engine } = reachability(policyModel(world(yaml)));
  const judge = shadows(engine);
  return engine.model.policies.flatMap((policy) =>
    judge(policy).rules.map(({ rule, by }) => {
      const others = by.map((one) => `${one.policy === policy ? 'its own' : refText(one.policy.ref)} ${one.rule.path}`);
      return `${refText(policy.ref)} ${rule.path} by ${others.join(' and ')}`;
    }),
  );
}

it('is what a rule is only if, in random clusters, every connection stays without it', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(randomCluster, (cluster) => {
      const { ipBlockMatchesPods } = cluster;
      const model = policyModel(world(manifestsOf(cluster)));
      const answers = reachability(model, { ipBlockMatchesPods });
      const all = lines(answers);
      const judge = shadows(answers.engine);
      for (const policy of model.policies) {
        for (const { rule, by } of judge(policy).rules) {
          seen.add(policy.layer);
          if (by.length === 0) throw new Error(`nothing shadows ${rule.path} of ${refText(policy.ref)}\n${manifestsOf(cluster)}`);
          const less = { ...policy, rules: policy.rules.filter((one) => one !== rule) };
          // Without its addresses the same lines may be listed in fewer pieces: the rule stays, and applies to nobody.
          const idle = { ...policy, rules: [rule], subject: { namespaces: { names: [] }, pods: policy.subject.pods } };
          const policies = [...model.policies.map((one) => (one === policy ? less : one)), idle];
          if (lines(reachability({ ...model, policies }, { ipBlockMatchesPods })) !== all)
            throw new Error(`${rule.path} of ${refText(policy.ref)} is called shadowed in the world\n${manifestsOf(cluster)}`);
        }
      }
    }),
    { numRuns: runs },
  );
  if (runs >= 100) expect([...seen].toSorted()).toEqual(['admin', 'baseline', 'networkPolicy']);
}, 120_000);

describe('a rule', () => {
  const pods = deployment('shop', 'web') + deployment('shop', 'db') + deployment('office', 'mail');
  const rest = (objects: readonly object[]) => objects.map((one) => `---\n${JSON.stringify(one)}\n`).join('');
  const version = 'policy.networking.k8s.io/v1alpha1';
  const subject = { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'db' } } } };
  const web = { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'web' } } } };
  const admin = (name: string, priority: number, ingress: readonly object[]) => ({
    apiVersion: version,
    kind: 'AdminNetworkPolicy',
    metadata: { name },
    spec: { priority, subject, ingress },
  });
  const fromWeb = networkPolicy('shop', 'db', {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 5432 }] }],
  });

  it('of a NetworkPolicy is shadowed by an admin deny of all its peers and ports', () => {
    const lockdown = rest([admin('lockdown', 5, [{ action: 'Deny', from: [web] }])]);
    expect(told(pods + fromWeb + lockdown)).toEqual([
      'NetworkPolicy shop/db spec.ingress[0] by AdminNetworkPolicy lockdown spec.ingress[0]',
    ]);
  });

  it('is not shadowed by what denies only some of its ports, or passes them on', () => {
    const some = rest([admin('some', 5, [{ action: 'Deny', from: [web], ports: [{ portRange: { start: 1, end: 5431 } }] }])]);
    const passed = rest([
      admin('passed', 5, [{ action: 'Pass', from: [web] }]),
      admin('denied', 6, [{ action: 'Deny', from: [web] }]),
    ]);
    expect(told(pods + fromWeb + some)).toEqual([]);
    expect(told(pods + fromWeb + passed)).toEqual([
      'AdminNetworkPolicy denied spec.ingress[0] by AdminNetworkPolicy passed spec.ingress[0]',
    ]);
  });

  it('is shadowed by two that only together decide all of it', () => {
    const halves = rest([
      admin('low', 5, [{ action: 'Deny', from: [web], ports: [{ portRange: { start: 1, end: 5431 } }] }]),
      admin('high', 6, [
        { action: 'Deny', from: [web], ports: [{ portRange: { start: 5432, end: 65_535 } }] },
        { action: 'Allow', from: [web], ports: [{ portRange: { start: 100, end: 9000 } }] },
      ]),
    ]);
    expect(told(pods + halves)).toEqual([
      'AdminNetworkPolicy high spec.ingress[1] by AdminNetworkPolicy low spec.ingress[0] and its own spec.ingress[0]',
    ]);
  });

  it('of the baseline is not shadowed by NetworkPolicies, which may go', () => {
    const baseline = { apiVersion: version, kind: 'BaselineAdminNetworkPolicy', metadata: { name: 'default' } };
    const spec = { subject, ingress: [{ action: 'Deny', from: [web] }] };
    expect(told(pods + fromWeb + rest([{ ...baseline, spec }]))).toEqual([]);
    const shadowed = rest([admin('open', 5, [{ action: 'Allow', from: [web] }]), { ...baseline, spec }]);
    expect(told(pods + shadowed)).toEqual([
      'BaselineAdminNetworkPolicy default spec.ingress[0] by AdminNetworkPolicy open spec.ingress[0]',
    ]);
  });

  it('of a NetworkPolicy is shadowed by a wider one of the same policy, wherever that stands, and by the first of two alike', () => {
    const rule = (name: string, ...ports: number[]) => ({
      from: [{ podSelector: { matchLabels: { app: name } } }],
      ports: ports.map((port) => ({ port })),
    });
    const policy = (...ingress: object[]) =>
      networkPolicy('shop', 'db', { podSelector: { matchLabels: { app: 'db' } }, ingress });
    expect(told(pods + policy(rule('web', 80), rule('web', 80, 81)))).toEqual([
      'NetworkPolicy shop/db spec.ingress[0] by its own spec.ingress[1]',
    ]);
    expect(told(pods + policy(rule('web', 80), rule('web', 80)))).toEqual([
      'NetworkPolicy shop/db spec.ingress[1] by its own spec.ingress[0]',
    ]);
    expect(told(pods + policy(rule('web', 80), rule('web', 81)))).toEqual([]);
    expect(told(pods + policy(rule('nobody', 80), rule('web', 80)))).toEqual([]);
  });

  it('with a port name is judged by what the name stands for on every pod', () => {
    const port = (name: string, containerPort: number) => ({
      containers: [{ name: 'main', image: 'example.org/app:1', ports: [{ name, containerPort }] }],
    });
    const named = networkPolicy('shop', 'all', {
      podSelector: {},
      ingress: [{ ports: [{ port: 'http' }] }, { ports: [{ port: 80 }] }],
    });
    const same =
      deployment('shop', 'a', { app: 'a' }, port('http', 80)) + deployment('shop', 'b', { app: 'b' }, port('http', 80));
    expect(told(same + named)).toEqual(['NetworkPolicy shop/all spec.ingress[1] by its own spec.ingress[0]']);
    expect(told(same + deployment('shop', 'c', { app: 'c' }, port('http', 81)) + named)).toEqual([]);
  });

  it('is judged for addresses of both families', () => {
    const out = (to: readonly object[]) => networkPolicy('shop', 'out', { podSelector: {}, policyTypes: ['Egress'], egress: to });
    const block = (cidr: string, except: readonly string[] = []) => ({ ipBlock: { cidr, except } });
    expect(
      told(pods + out([{ to: [block('0.0.0.0/0'), block('::/0')] }, { to: [block('10.0.0.0/8'), block('fd00::/8')] }])),
    ).toEqual(['NetworkPolicy shop/out spec.egress[1] by its own spec.egress[0]']);
    expect(told(pods + out([{ to: [block('0.0.0.0/0')] }, { to: [block('10.0.0.0/8'), block('fd00::/8')] }]))).toEqual([]);
    expect(told(pods + out([{ to: [block('0.0.0.0/0', ['10.1.0.0/16'])] }, { to: [block('10.0.0.0/8')] }]))).toEqual([]);
  });

  it('stands among too many to be compared with each other', () => {
    const ingress = Array.from({ length: 201 }, (_, index) => ({ ports: [{ port: index + 1 }] }));
    const { engine } = reachability(policyModel(world(pods + networkPolicy('shop', 'many', { podSelector: {}, ingress }))));
    expect(engine.model.policies.map(shadows(engine))).toEqual([{ rules: [], compared: false }]);
  });
});
