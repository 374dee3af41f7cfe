import { expect, it } from 'vitest';
import { glimpsesOf, otherKindIn } from '#lib/manifests/glimpse.ts';

it('sees the resource and the namespace of a policy that does not parse', () => {
  expect(
    glimpsesOf(
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: a\n  namespace: shop # here\nspec: [\n',
    ),
  ).toEqual([{ resource: 'networkpolicies.networking.k8s.io', namespace: 'shop' }]);
});

it('does not take a label of a selector for the namespace', () => {
  const text =
    'kind: CiliumNetworkPolicy\nmetadata:\n  name: a\nspec: [\n  endpointSelector:\n    matchLabels:\n      namespace: shop\n';
  expect(glimpsesOf(text)).toEqual([{ resource: 'ciliumnetworkpolicies.cilium.io' }]);
});

it('does not settle for a namespace that a template will fill in, or that is there twice', () => {
  const policy = (metadata: string) => `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n${metadata}spec: [\n`;
  const everywhere = [{ resource: 'networkpolicies.networking.k8s.io' }];
  expect(glimpsesOf(policy('  namespace: {{ .Release.Namespace }}\n'))).toEqual(everywhere);
  expect(glimpsesOf(policy('  namespace: a\n  namespace: b\n'))).toEqual(everywhere);
});

it('takes every resource of that kind where the group is not to be seen', () => {
  expect(glimpsesOf('kind: NetworkPolicy\n').map(({ resource }) => resource)).toEqual([
    'networkpolicies.networking.k8s.io',
    'networkpolicies.crd.projectcalico.org',
    'networkpolicies.projectcalico.org',
  ]);
});

it('looks past references to other objects, but not past the items of a list', () => {
  expect(
    glimpsesOf('apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec: [\n  scaleTargetRef:\n    kind: Deployment\n'),
  ).toEqual([]);
  const list =
    'apiVersion: v1\nkind: List\nitems: [\n- apiVersion: apps/v1\n  kind: Deployment\n- apiVersion: v1\n  kind: Service\n';
  expect(glimpsesOf(list).map(({ resource }) => resource)).toEqual(['deployments.apps', 'services']);
});

it('sees them in JSON, on many lines or on one', () => {
  const seen = [{ resource: 'networkpolicies.networking.k8s.io' }];
  expect(glimpsesOf('{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":')).toEqual(seen);
  expect(glimpsesOf('{\n  "apiVersion": "networking.k8s.io/v1",\n  "kind": "NetworkPolicy",\n')).toEqual(seen);
});

it('sees nothing in a text of another sort', () => {
  expect(glimpsesOf('a kind: of\nmagic [')).toEqual([]);
});

it('settles for nothing where a list in JSON breaks off, since the rest of it may be anything', () => {
  const list = '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Service"},';
  expect(glimpsesOf(list)).toEqual([]);
  expect(glimpsesOf(`${list}[}`).map(({ resource }) => resource)).toEqual(['services']);
});

it('tells a kind that no scan reads, where nothing else can be in the document', () => {
  expect(otherKindIn('apiVersion: v1\nkind: Secret\nstringData: {password: [\n')).toBe('Secret');
  expect(otherKindIn('spec: [\n')).toBeUndefined();
  expect(otherKindIn('kind: Secret\nkind: Service\n')).toBeUndefined();
  expect(otherKindIn('kind: Service\nspec: [\n')).toBeUndefined();
  expect(otherKindIn('kind: FQDNNetworkPolicy\nspec: [\n')).toBeUndefined();
  expect(otherKindIn('kind: Rollout\nspec: [\n  containers:\n')).toBeUndefined();
  expect(otherKindIn('kind: Secret\n{{- if .Values.open }}\n')).toBeUndefined();
  expect(otherKindIn('kind: List\nitems: [{kind: Service\n')).toBeUndefined();
});
