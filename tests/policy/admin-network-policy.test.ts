import { describe, expect, it } from 'vitest';
import { adminNetworkPolicy, baselineAdminNetworkPolicy } from '#lib/policy/admin-network-policy.ts';
import { clusterNetworkPolicy } from '#lib/policy/cluster-network-policy.ts';
import { ruleText } from '#lib/policy/describe.ts';
import type { Understood } from '#lib/policy/model.ts';
import type { Json } from '#lib/snapshot/objects.ts';

const object = (kind: string, spec: Json, name = 'default') => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha1',
  kind,
  metadata: { name },
  spec,
});
const subject = { namespaces: {} };
const admin = (spec: Record<string, Json>) => adminNetworkPolicy(object('AdminNetworkPolicy', { priority: 5, subject, ...spec }));
const cluster = (spec: Record<string, Json>) =>
  clusterNetworkPolicy(object('ClusterNetworkPolicy', { tier: 'Admin', priority: 5, subject, ...spec }));

const policyOf = (result: Understood) => {
  if ('invalid' in result) throw new Error(result.invalid.reason);
  return result.policy;
};
const reasonOf = (result: Understood): string => {
  if ('policy' in result) throw new Error('the policy was accepted');
  return result.invalid.reason;
};

describe('an AdminNetworkPolicy', () => {
  it('keeps its priority, its rules in order and their names, and isolates nobody', () => {
    const policy = policyOf(
      admin({
        egress: [
          { name: 'metadata', action: 'Deny', to: [{ networks: ['169.254.169.254/32', 'fd00:ec2::254/128'] }] },
          { action: 'Pass', to: [{ nodes: { matchLabels: { role: 'edge' } } }], ports: [{ namedPort: 'https' }] },
          { action: 'Allow', to: [{ domainNames: ['*.example.org'] }] },
        ],
      }),
    );
    expect(policy).toMatchObject({ layer: 'admin', order: 5, isolates: { ingress: false, egress: false } });
    expect(policy.rules.map(ruleText)).toEqual([
      'denies to 169.254.169.254/32, fd00:ec2::254/128 on all ports',
      'passes to nodes with role=edge on https',
      'allows to *.example.org on all ports',
    ]);
    expect(policy.rules[0]?.name).toBe('metadata');
    expect(policy.partial).toEqual([
      expect.stringMatching(/^spec\.egress\[2\] allows \*\.example\.org: domain names are not evaluated/),
    ]);
  });

  it('takes a selector that is left out for one of everything, and a protocol that is left out for TCP', () => {
    const { rules } = policyOf(
      admin({
        ingress: [
          {
            action: 'Allow',
            from: [{ pods: { podSelector: {} } }],
            ports: [{ portNumber: { port: 80 } }, { portRange: { start: 90, end: 99 } }],
          },
        ],
      }),
    );
    expect(rules.map(ruleText)).toEqual(['allows from all pods in all namespaces on TCP 80, 90-99']);
  });

  it('understands related namespaces, as the first form of the API has them', () => {
    const { rules } = policyOf(
      admin({
        ingress: [
          {
            action: 'Deny',
            from: [{ namespaces: { sameLabels: ['team'] } }, { namespaces: { notSameLabels: ['team', 'env'] } }],
          },
        ],
      }),
    );
    expect(rules.map(ruleText)).toEqual([
      'denies from all pods in namespaces with the same team or all pods in namespaces with another team, env on all ports',
    ]);
  });

  const from = [{ namespaces: {} }];
  it.each<[string, Record<string, Json>, RegExp]>([
    ['a priority above 1000', { priority: 1001 }, /^spec\.priority/],
    ['a priority that is no whole number', { priority: 1.5 }, /^spec\.priority/],
    ['no priority', { priority: null }, /^spec\.priority/],
    ['a subject without a selector', { subject: {} }, /a subject must name one of namespaces, pods/],
    ['a subject with two', { subject: { namespaces: {}, pods: {} } }, /a subject may name only one of namespaces, pods/],
    ['an unknown action', { ingress: [{ action: 'Reject', from }] }, /^spec\.ingress\[0\]\.action/],
    ['a rule without peers', { ingress: [{ action: 'Deny', from: [] }] }, /^spec\.ingress\[0\]\.from/],
    ['a known peer with an unknown field', { ingress: [{ action: 'Deny', from: [{ namespaces: {}, zones: {} }] }] }, /zones/],
    ['a peer that is a list', { ingress: [{ action: 'Deny', from: [[]] }] }, /^spec\.ingress\[0\]\.from\[0\]/],
    ['a peer with two fields', { ingress: [{ action: 'Deny', from: [{ namespaces: {}, pods: {} }] }] }, /only one of/],
    [
      'a CIDR that is none',
      { egress: [{ action: 'Deny', to: [{ networks: ['10.0.0.0/40'] }] }] },
      /"10\.0\.0\.0\/40" is no CIDR/,
    ],
    [
      'domain names in a Deny rule',
      { egress: [{ action: 'Deny', to: [{ domainNames: ['a.example.org'] }] }] },
      /Allow rules only/,
    ],
    [
      'a port with two fields',
      { ingress: [{ action: 'Deny', from, ports: [{ portNumber: { port: 1 }, namedPort: 'a' }] }] },
      /only one of/,
    ],
    [
      'a falling range',
      { ingress: [{ action: 'Deny', from, ports: [{ portRange: { start: 9, end: 8 } }] }] },
      /end 8 is below start 9/,
    ],
  ])('with %s is refused with its place', (_title, spec, reason) => {
    expect(reasonOf(admin(spec))).toMatch(reason);
  });
});

describe('a BaselineAdminNetworkPolicy', () => {
  const spec = { subject, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] };
  it('is of the baseline, and the one named default', () => {
    expect(policyOf(baselineAdminNetworkPolicy(object('BaselineAdminNetworkPolicy', spec)))).toMatchObject({ layer: 'baseline' });
    expect(reasonOf(baselineAdminNetworkPolicy(object('BaselineAdminNetworkPolicy', spec, 'second')))).toMatch(
      /must be named default/,
    );
  });

  it('cannot pass', () => {
    const passing = { subject, ingress: [{ action: 'Pass', from: [{ namespaces: {} }] }] };
    expect(reasonOf(baselineAdminNetworkPolicy(object('BaselineAdminNetworkPolicy', passing)))).toMatch(/action/);
  });
});

describe('a ClusterNetworkPolicy', () => {
  it.each([
    ['Admin', 'admin'],
    ['Baseline', 'baseline'],
  ])('of tier %s is of the layer %s', (tier, layer) => {
    expect(policyOf(cluster({ tier }))).toMatchObject({ layer, order: 5 });
  });

  it('says protocols its own way', () => {
    const protocols = [
      { tcp: { destinationPort: { number: 443 } } },
      { tcp: { destinationPort: { range: { start: 8000, end: 8010 } } } },
      { udp: {} },
      { destinationNamedPort: 'metrics' },
    ];
    const { rules } = policyOf(cluster({ ingress: [{ action: 'Accept', from: [{ namespaces: {} }], protocols }] }));
    expect(rules.map(ruleText)).toEqual(['allows from all pods in all namespaces on TCP 443, 8000-8010; UDP 1-65535; metrics']);
  });

  it.each<[string, Record<string, Json>, RegExp]>([
    ['an unknown tier', { tier: 'Platform' }, /^spec\.tier/],
    [
      'a protocol with two fields',
      { ingress: [{ action: 'Deny', from: [{ namespaces: {} }], protocols: [{ tcp: {}, udp: {} }] }] },
      /only one of/,
    ],
    ['a known peer with an unknown field', { ingress: [{ action: 'Deny', from: [{ namespaces: {}, zones: {} }] }] }, /zones/],
    [
      'domain names in a Pass rule',
      { egress: [{ action: 'Pass', to: [{ domainNames: ['a.example.org'] }] }] },
      /Accept rules only/,
    ],
  ])('with %s is refused with its place', (_title, spec, reason) => {
    expect(reasonOf(cluster(spec))).toMatch(reason);
  });
});

describe.each([
  ['an AdminNetworkPolicy', admin, 'Allow'],
  ['a ClusterNetworkPolicy', cluster, 'Accept'],
])('a peer of %s that names nothing that is known', (_kind, read, allow) => {
  it.each([
    [allow, 'allows from nothing'],
    ['Deny', 'denies from everything'],
    ['Pass', 'denies from everything'],
  ])('closes the whole rule where the action is %s, and no other', (action, text) => {
    const unknown = { action, from: [{ serviceAccounts: {} }, { namespaces: { matchLabels: { a: 'b' } } }] };
    const known = { action: allow, from: [{ namespaces: {} }] };
    const policy = policyOf(read({ ingress: [unknown, known] }));
    expect(policy.rules.map(ruleText)).toEqual([`${text} on all ports`, 'allows from all pods in all namespaces on all ports']);
    expect(policy.partial).toEqual(['spec.ingress[0] has a peer without any field that is known: the rule fails closed']);
  });
});

it('denies all ports where an unknown peer closes a rule about some, and none where the rule would allow', () => {
  const to = [{}];
  const ports = [{ portNumber: { port: 80 } }];
  const policy = policyOf(
    admin({
      egress: [
        { action: 'Pass', to, ports },
        { action: 'Allow', to, ports },
      ],
    }),
  );
  expect(policy.rules.map(ruleText)).toEqual(['denies to everything on all ports', 'allows to nothing on TCP 80']);
});
