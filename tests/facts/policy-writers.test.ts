import { expect, it } from 'vitest';
import { policyWritersOf } from '#lib/facts/policy-writers.ts';
import { world } from '#tests/support/world.ts';

const rbac = 'rbac.authorization.k8s.io';
const role = (name: string, rules: readonly object[]) =>
  `---\n${JSON.stringify({ apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name }, rules })}\n`;
const binding = (name: string, to: string, subject: object) =>
  `---\n${JSON.stringify({ apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: { name }, roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: to }, subjects: [subject] })}\n`;
const user = { kind: 'User', name: 'ana', apiGroup: rbac };

it.each([
  ['a policy verb', [{ apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['get', 'patch'] }], ['patch']],
  ['stars', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], ['create', 'update', 'patch', 'delete', 'deletecollection']],
  [
    'reading alone',
    [{ apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['get', 'list', 'watch'] }],
    undefined,
  ],
  ['another resource', [{ apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: ['*'] }], undefined],
  ['the wrong group', [{ apiGroups: [''], resources: ['networkpolicies'], verbs: ['*'] }], undefined],
])('%s', (_title, rules, verbs) => {
  const [writer] = policyWritersOf(world(role('r', rules) + binding('b', 'r', user)));
  expect(writer?.verbs).toEqual(verbs);
});

it("knows Kubernetes' own roles where manifests do not carry them", () => {
  const writers = policyWritersOf(
    world(binding('b', 'cluster-admin', { kind: 'Group', name: 'system:authenticated', apiGroup: rbac })),
  );
  expect(writers).toMatchObject([{ everyone: true, builtIn: false, role: { name: 'cluster-admin' } }]);
});

it('tells administrators by design from others', () => {
  const masters = binding('m', 'cluster-admin', { kind: 'Group', name: 'system:masters', apiGroup: rbac });
  const account = binding('s', 'cluster-admin', { kind: 'ServiceAccount', name: 'ci', namespace: 'build' });
  expect(policyWritersOf(world(masters + account)).map(({ subject, builtIn }) => [subject.name, builtIn])).toEqual([
    ['system:masters', true],
    ['ci', false],
  ]);
});

it('does not take for Kubernetes what merely lies beside it and may do everything', () => {
  const inSystem = (name: string) => ({ kind: 'ServiceAccount', name, namespace: 'kube-system' });
  const agent = role('agent', [{ apiGroups: ['cilium.io'], resources: ['ciliumnetworkpolicies'], verbs: ['update'] }]);
  const collector = role('system:controller:gc', [{ apiGroups: ['*'], resources: ['*'], verbs: ['delete'] }]);
  const bindings = [
    binding('t', 'cluster-admin', inSystem('tiller')),
    binding('a', 'agent', inSystem('cni')),
    binding('g', 'system:controller:gc', inSystem('gc')),
  ];
  const writers = policyWritersOf(world(agent + collector + bindings.join('')));
  expect(Object.fromEntries(writers.map(({ subject, builtIn }) => [subject.name, builtIn]))).toEqual({
    tiller: false,
    cni: true,
    gc: true,
  });
});

it('gives nothing by a binding to a role that does not exist', () => {
  expect(policyWritersOf(world(binding('b', 'nothing', user)))).toEqual([]);
});

it.each(['constructor', 'toString', 'valueOf'])('knows no role called %s by chance', (name) => {
  expect(policyWritersOf(world(binding('b', name, user)))).toEqual([]);
});
