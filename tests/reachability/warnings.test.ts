import { describe, expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const clusterWide = (version: string, kind: string, name: string, spec: object): string =>
  `---\n${JSON.stringify({ apiVersion: `policy.networking.k8s.io/${version}`, kind, metadata: { name }, spec: { subject: { namespaces: {} }, ...spec } })}\n`;
const from = [{ namespaces: {} }];
const baseline = (action: string) =>
  clusterWide('v1alpha1', 'BaselineAdminNetworkPolicy', 'default', { ingress: [{ action, from }] });
const cluster = (tier: string, action: string) =>
  clusterWide('v1alpha2', 'ClusterNetworkPolicy', 'floor', { tier, priority: 1000, ingress: [{ action, from }] });
const warnings = (...documents: readonly string[]) =>
  reachability(policyModel(world([deployment('shop', 'web'), ...documents].join(''))))
    .warnings()
    .map(({ object, message }) => `${object} ${message}`);

describe('a BaselineAdminNetworkPolicy beside ClusterNetworkPolicies of the baseline tier', () => {
  it('is warned of where they contradict each other, for no API says which is asked first', () => {
    expect(warnings(baseline('Allow'), cluster('Baseline', 'Deny'))).toEqual([
      'BaselineAdminNetworkPolicy default stands in one tier with ClusterNetworkPolicy floor, and they contradict each other: spec.ingress[0] allows from all pods in all namespaces on all ports, spec.ingress[0] of the other denies from all pods in all namespaces on all ports. Which one is asked first no API says; here it is the other',
    ]);
  });

  it('is fine where they say the same, or where the other is of the admin tier', () => {
    expect(warnings(baseline('Deny'), cluster('Baseline', 'Deny'))).toEqual([]);
    expect(warnings(baseline('Allow'), cluster('Admin', 'Deny'))).toEqual([]);
  });
});

describe('pods in the network of a node of which too little is known', () => {
  const agent = deployment('shop', 'agent', { app: 'agent' }, { hostNetwork: true });
  const from = (peer: object) => networkPolicy('shop', 'web', { podSelector: {}, ingress: [{ from: [peer] }] });
  const nodes = { nodes: { matchLabels: { role: 'edge' } } };
  const toNodes = clusterWide('v1alpha2', 'ClusterNetworkPolicy', 'nodes', {
    tier: 'Admin',
    priority: 1,
    egress: [{ action: 'Deny', to: [nodes] }],
  });
  const node = (name: string) =>
    `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] } })}\n`;

  it('are warned of where a rule is about addresses or nodes, and only there', () => {
    const told = (...documents: readonly string[]) => /; (.*)$/.exec(warnings(agent, ...documents)[0] ?? '')?.[1];
    const lost = (kinds: string) => `their node is not known in full, so that rules about ${kinds} may not find them`;
    expect(told(from({ ipBlock: { cidr: '10.0.0.0/8' } }))).toBe(lost('addresses'));
    expect(told(toNodes)).toBe(lost('nodes'));
    expect(told(toNodes, from({ ipBlock: { cidr: '10.0.0.0/8' } }))).toBe(lost('addresses and nodes'));
    expect(told(from({ podSelector: {} }))).toBeUndefined();
    const placed = deployment('shop', 'agent', { app: 'agent' }, { hostNetwork: true, nodeName: 'node-1' });
    const [first] = warnings(placed, node('node-1'), from({ ipBlock: { cidr: '10.0.0.0/8' } }));
    expect(first).toMatch(/as far as policies go$/);
    expect(warnings(placed, node('node-2'), from({ ipBlock: { cidr: '10.0.0.0/8' } }))[0]).toMatch(/may not find them$/);
  });
});
