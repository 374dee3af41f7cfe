import { expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import type { Json } from '#lib/snapshot/objects.ts';
import { world } from '#tests/support/world.ts';

const oddities = (apiVersion: string, kind: string, spec?: Json): readonly string[] => {
  const object = { apiVersion, kind, metadata: { name: 'p', ...(kind === 'NetworkPolicy' ? { namespace: 'shop' } : {}) }, spec };
  const { warnings, policies, invalid } = policyModel(world(JSON.stringify(object)));
  expect([policies.length, invalid]).toEqual([1, []]);
  return warnings.map(({ object: name, message }) => `${name} ${message}`);
};
const ofPolicy = (spec?: Json) => oddities('networking.k8s.io/v1', 'NetworkPolicy', spec);
const block = (ipBlock: Json): Json => ({ podSelector: {}, ingress: [{ from: [{ ipBlock }] }] });
const never = {
  matchExpressions: [
    { key: 'app', operator: 'Exists' },
    { key: 'app', operator: 'DoesNotExist' },
  ],
};
const cidr = 'spec.ingress[0].from[0].ipBlock.cidr';

it.each<[string, Json | undefined, readonly string[]]>([
  ['nothing odd', block({ cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.2.0.0/16'] }), []],
  ['nothing odd about IPv6', block({ cidr: 'fd00::/8', except: ['fd00:1::/32'] }), []],
  ['no spec', undefined, ['has no spec: it selects every pod of its namespace and closes them for ingress']],
  ['a null spec', null, ['has no spec: it selects every pod of its namespace and closes them for ingress']],
  ['no podSelector', { ingress: [{}] }, ['has no podSelector: it selects every pod of its namespace']],
  [
    'bits behind the prefix',
    block({ cidr: '10.1.2.3/8' }),
    [`${cidr} 10.1.2.3/8 does not begin with the first address of its range: it counts as 10.0.0.0-10.255.255.255`],
  ],
  [
    'the same of IPv6',
    block({ cidr: 'fd00::1/8' }),
    [
      `${cidr} fd00::1/8 does not begin with the first address of its range: it counts as fd00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff`,
    ],
  ],
  ['a whole range of its own', block({ cidr: '0.0.0.0/0' }), []],
  ['a single address', block({ cidr: '192.0.2.255/32' }), []],
  [
    'IPv4 in the guise of IPv6',
    block({ cidr: '::ffff:10.0.0.0/104' }),
    [`${cidr} ::ffff:10.0.0.0/104 is IPv4 written as IPv6: implementations may take it for either, here it is IPv6`],
  ],
  [
    'a range given twice',
    block({ cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.1.0.0/16'] }),
    ['spec.ingress[0].from[0].ipBlock.except[1] 10.1.0.0/16 is named once more'],
  ],
  ['a subject that nobody can be', { podSelector: never }, ['can never select a pod: no labels meet app, !app']],
  [
    'a peer that nobody can be',
    { podSelector: {}, egress: [{ to: [{ podSelector: {} }, { podSelector: never }] }] },
    ['spec.egress[0].to[1] can never match: no labels meet app, !app'],
  ],
  [
    'rules of a direction that it leaves alone',
    { podSelector: {}, policyTypes: ['Ingress'], egress: [{}] },
    ['spec.egress has rules, but policyTypes names Ingress alone: they count for nothing'],
  ],
  [
    'rules of the other such direction',
    { podSelector: {}, policyTypes: ['Egress'], ingress: [{}], egress: [] },
    ['spec.ingress has rules, but policyTypes names Egress alone: they count for nothing'],
  ],
  ['an empty list for such a direction', { podSelector: {}, policyTypes: ['Ingress'], egress: [] }, []],
  [
    'rules of both directions, and types that are left to their default',
    { podSelector: {}, policyTypes: [], ingress: [{}], egress: [{}] },
    [],
  ],
])('a NetworkPolicy with %s counts, and what is odd is told', (_title, spec, told) => {
  expect(ofPolicy(spec)).toEqual(told.map((text) => `NetworkPolicy shop/p ${text}`));
});

it('policies of the admin tiers are told of more rules than a server takes, and of networks given twice', () => {
  const rule = { action: 'Deny', to: [{ networks: ['10.0.0.0/8', '10.0.0.0/8'] }] };
  const spec = { tier: 'Admin', priority: 1, subject: { namespaces: {} } };
  const told = (count: number) =>
    oddities('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', {
      ...spec,
      egress: Array.from({ length: count }, () => rule),
    });
  expect(told(1)).toEqual(['ClusterNetworkPolicy p spec.egress[0].to[0].networks[1] 10.0.0.0/8 is named once more']);
  expect(told(26)).toHaveLength(6);
  expect(told(26).at(-1)).toBe('ClusterNetworkPolicy p and 22 more things that are odd');
});
