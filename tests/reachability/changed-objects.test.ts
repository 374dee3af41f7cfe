import { describe, expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { changedObjects } from '#lib/reachability/changed-objects.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const changes = (before: string, after: string): readonly string[] => {
  const [was, is] = [before, after].map((yaml) => policyModel(world(yaml)));
  if (was === undefined || is === undefined) throw new Error('two worlds');
  return changedObjects(was, is).map(({ what }) => what);
};

describe('of a NetworkPolicy whose rules changed', () => {
  const letting = (...ports: readonly number[]) =>
    networkPolicy('shop', 'db', { podSelector: {}, ingress: ports.map((port) => ({ ports: [{ port }] })) });

  it('the rule is named that says something else', () => {
    expect(changes(letting(1, 2, 3), letting(1, 4, 3))).toEqual(['rule spec.ingress[1] changed']);
  });

  it('a rule that came or went is named, and not those that moved for it', () => {
    expect(changes(letting(1, 2), letting(3, 1, 2))).toEqual(['rule spec.ingress[0] added']);
    expect(changes(letting(3, 1, 2), letting(1, 2))).toEqual(['rule spec.ingress[0] removed']);
    expect(changes(letting(1, 2, 3), letting(2, 3, 4))).toEqual(['rule spec.ingress[2] added; rule spec.ingress[0] removed']);
    expect(changes(letting(1, 1), letting(1))).toEqual(['rule spec.ingress[1] removed']);
  });

  it('the directions are named that it isolates its pods for, or no longer', () => {
    const policy = (spec: object) => networkPolicy('shop', 'db', { podSelector: {}, ...spec });
    expect(changes(policy({}), policy({ egress: [{ ports: [{ port: 1 }] }] }))).toEqual([
      'it isolates for egress now; rule spec.egress[0] added',
    ]);
    expect(changes(policy({}), policy({ policyTypes: ['Egress'] }))).toEqual([
      'it no longer isolates for ingress; it isolates for egress now',
    ]);
  });

  it('their order is no change, for it says nothing', () => {
    expect(changes(letting(1, 2, 3), letting(3, 1, 2))).toEqual([]);
  });
});

describe('of an AdminNetworkPolicy whose rules changed', () => {
  const admin = (...rules: readonly object[]) =>
    `---\n${JSON.stringify({
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name: 'admin' },
      spec: { priority: 1, subject: { namespaces: {} }, ingress: rules.map((rule) => ({ from: [{ namespaces: {} }], ...rule })) },
    })}\n`;
  const [allow, deny] = [
    { action: 'Allow', ports: [{ portNumber: { protocol: 'TCP', port: 80 } }] },
    { action: 'Deny', ports: [{ portRange: { protocol: 'TCP', start: 1, end: 1024 } }] },
  ];

  it('their order is one', () => {
    expect(changes(admin(allow, deny), admin(deny, allow))).toEqual(['the order of its rules changed']);
  });

  it('a rule that was put before the others did not change them', () => {
    expect(changes(admin(deny), admin(allow, deny))).toEqual(['rule spec.ingress[0] added']);
  });

  it('another priority is told', () => {
    expect(changes(admin(deny), admin(deny).replace('"priority":1', '"priority":20'))).toEqual([
      'its priority changed from 1 to 20',
    ]);
  });

  it('another name of a rule is none', () => {
    expect(changes(admin({ ...allow, name: 'web' }), admin({ ...allow, name: 'http' }))).toEqual([]);
  });
});

it('pods that come into the network of their node, or leave it, are told', () => {
  const [pods, onNodes] = [deployment('shop', 'web'), deployment('shop', 'web', { app: 'web' }, { hostNetwork: true })];
  expect(changes(pods, onNodes)).toEqual(["its pods use the node's network now"]);
  expect(changes(onNodes, pods)).toEqual(["its pods no longer use the node's network"]);
});
