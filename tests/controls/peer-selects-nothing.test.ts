import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/peer-selects-nothing.ts';
import { runControl } from '#lib/controls/run.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { verdictOn, verdicts, verdictText } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

it('fails policies of every API with a peer that finds nobody, and says what it looks for and why there is none', () => {
  expect(verdicts(control, 'peers-that-nobody-is')).toEqual([
    'fail AdminNetworkPolicy nodes: spec.egress[0].to[0] looks for nodes with pool=database, but no node carries pool=database.',
    'fail ClusterNetworkPolicy no-tests-in-production: spec.ingress[0].from[0] looks for all pods in namespaces with stage=test, but no namespace carries stage=test.',
    'fail NetworkPolicy shop/api: spec.ingress[0].from[1] looks for pods with app=wbe in namespace shop, but no pod in namespace shop carries app=wbe; 2 more peers of its rules find none either.',
    'not applicable NetworkPolicy shop/default-deny: Its rules select nothing by labels.',
    'pass NetworkPolicy shop/web: 2 peers of its rules find pods or nodes that exist.',
    'pass BaselineAdminNetworkPolicy default: 1 peer of its rules finds pods or nodes that exist.',
  ]);
});

it('proves each of them by its place', () => {
  const object = { kind: 'NetworkPolicy', namespace: 'shop', name: 'api' };
  expect(verdictOn(control, 'peers-that-nobody-is', 'NetworkPolicy shop/api').evidence).toEqual([
    {
      object,
      path: 'spec.ingress[0].from[1]',
      says: 'looks for pods with app=wbe in namespace shop: no pod in namespace shop carries app=wbe',
    },
    {
      object,
      path: 'spec.ingress[1].from[0]',
      says: 'looks for all pods in namespaces with team=frontend: no namespace carries team=frontend',
    },
    {
      object,
      path: 'spec.ingress[1].from[1]',
      says: "looks for pods with app=agent in namespaces with team=lab: only lab/agent[Pod] could be meant, and its pods use their node's network, which no selector finds",
    },
  ]);
});

it('does not judge by manifests what may be beside them, and fails what cannot', () => {
  expect(verdicts(control, 'manifests-of-one-team').map((line) => line.split(',')[0])).toEqual([
    'unknown NetworkPolicy shop/allow-dns: Whom it means cannot be told: spec.egress[0].to[0] looks for pods with k8s-app=kube-dns in namespaces with kubernetes.io/metadata.name=kube-system',
    'not applicable NetworkPolicy shop/default-deny: Its rules select nothing by labels.',
    'fail NetworkPolicy shop/web: spec.ingress[1].from[0] looks for pods with app=wbe in namespace shop',
    'pass NetworkPolicy shop/web-to-all: 1 peer of its rules finds pods or nodes that exist.',
  ]);
});

it('passes what it can judge, and says what it could not', () => {
  const from = [{ podSelector: {} }, { namespaceSelector: { matchLabels: { team: 'other' } } }];
  const yaml = deployment('shop', 'web') + networkPolicy('shop', 'web', { podSelector: {}, ingress: [{ from }] });
  expect(control.check(factsOf(world(yaml))).map(verdictText)).toEqual([
    'pass NetworkPolicy shop/web: 1 peer of its rules finds pods or nodes that exist. Not judged: spec.ingress[0].from[1] looks for all pods in namespaces with team=other, but none of the given namespaces carries team=other, and others may be in the cluster.',
  ]);
});

it('cannot tell whom peers mean that a workload left out may be, or in policies that could not be understood', () => {
  const broken = `---\n${JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'wbe', namespace: 'shop' }, spec: { template: { spec: {} } } })}\n`;
  const from = [{ podSelector: { matchLabels: { app: 'wbe' } } }];
  const yaml = deployment('shop', 'web') + networkPolicy('shop', 'web', { podSelector: {}, ingress: [{ from }] });
  const outcome = (text: string) => runControl(control, factsOf(world(text)), []).results.map((result) => result.outcome);
  expect(outcome(yaml)).toEqual(['fail']);
  expect(outcome(yaml + broken)).toEqual(['unknown']);
  expect(verdictOn(control, 'policies-nobody-understands', 'NetworkPolicy shop/broken').outcome).toBe('unknown');
});

it('says of policies of other kinds that could not be read that they are not known', () => {
  const reads = { 'adminnetworkpolicies.policy.networking.k8s.io': { status: 'forbidden', message: 'no' } } as const;
  expect(control.check(factsOf(world(deployment('shop', 'web'), { reads }))).map(verdictText)).toEqual([
    'unknown Resource adminnetworkpolicies.policy.networking.k8s.io: They could not be read (forbidden): no.',
  ]);
});
