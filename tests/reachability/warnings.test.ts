import { describe, expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { deployment, world } from '#tests/support/world.ts';

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
