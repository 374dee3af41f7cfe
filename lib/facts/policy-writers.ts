import { type ObjectRef, type PolicyRule, type Role, type RoleBinding, refOf } from '#lib/snapshot/objects.ts';
import { resources } from '#lib/snapshot/resources.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import type { PolicyWriter } from './facts.ts';

/** Resources that decide about traffic: who writes them can open what they close. */
const policyResources = resources.filter(
  ({ plural, group }) =>
    plural.endsWith('networkpolicies') || (plural === 'authorizationpolicies' && group === 'security.istio.io'),
);
const writeVerbs = ['create', 'update', 'patch', 'delete', 'deletecollection'] as const;

// Roles that every cluster has but manifests seldom carry (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles).
const wellKnown: ReadonlyMap<string, readonly PolicyRule[]> = new Map([
  ['cluster-admin', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]],
  ['admin', [{ apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: [...writeVerbs] }]],
  ['edit', [{ apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: [...writeVerbs] }]],
]);

const names = (given: readonly string[] | undefined, wanted: string): boolean =>
  given?.some((name) => name === '*' || name === wanted) ?? false;

function grants(rules: readonly PolicyRule[]): Pick<PolicyWriter, 'verbs' | 'resources' | 'wildcard'> {
  const hits = rules.flatMap((rule) => {
    const verbs = writeVerbs.filter((verb) => names(rule.verbs, verb));
    const written = policyResources.filter(({ group, plural }) => names(rule.apiGroups, group) && names(rule.resources, plural));
    const wildcard = [rule.apiGroups, rule.resources].every((given) => given?.includes('*'));
    return verbs.length === 0 ? [] : written.map(({ name }) => ({ name, verbs, wildcard }));
  });
  return {
    verbs: writeVerbs.filter((verb) => hits.some(({ verbs }) => verbs.includes(verb))),
    resources: [...new Set(hits.map(({ name }) => name))],
    wildcard: hits.some(({ wildcard }) => wildcard),
  };
}

const everyone = new Set(['system:authenticated', 'system:unauthenticated', 'system:serviceaccounts', 'system:anonymous']);
const isEveryone = (name: string): boolean => everyone.has(name) || name.startsWith('system:serviceaccounts:');

/**
 * Kubernetes' own administrators and controllers, by the names that are reserved for them. The account `default` is nobody's own: every
 * pod that names no other has it. And what lies in kube-system need not be Kubernetes' own: none of its controllers may do everything,
 * but what was installed there by hand often may.
 */
const isBuiltIn = ({ kind, name, namespace }: ObjectRef, mayEverything: boolean): boolean =>
  kind === 'ServiceAccount'
    ? namespace === 'kube-system' && name !== 'default' && !mayEverything
    : !isEveryone(name) && (name.startsWith('system:') || name === 'kubeadm:cluster-admins');

type Subject = RoleBinding['subjects'][number];

/** A user `system:serviceaccount:NAMESPACE:NAME` is that service account. */
function subjectRef(subject: Subject, binding: RoleBinding): ObjectRef {
  const [, namespace, name] = (subject.kind === 'User' && /^system:serviceaccount:([^:]+):([^:]+)$/.exec(subject.name)) || [];
  if (namespace !== undefined && name !== undefined) return { kind: 'ServiceAccount', namespace, name };
  return {
    kind: subject.kind,
    namespace: subject.kind === 'ServiceAccount' ? (subject.namespace ?? binding.metadata.namespace ?? 'default') : null,
    name: subject.name,
  };
}

/** Everyone whom a binding gives the right to change policies; one entry per subject and binding. */
export function policyWritersOf(snapshot: Snapshot): readonly PolicyWriter[] {
  const roles = new Map<string, Role>();
  const roleKey = (kind: string, namespace: string | undefined, name: string): string =>
    kind === 'Role' ? `${namespace ?? 'default'}/${name}` : name;
  for (const role of objectsOf(snapshot, 'clusterroles.rbac.authorization.k8s.io'))
    roles.set(roleKey('ClusterRole', undefined, role.metadata.name), role);
  for (const role of objectsOf(snapshot, 'roles.rbac.authorization.k8s.io'))
    roles.set(roleKey('Role', role.metadata.namespace, role.metadata.name), role);

  const bindings: readonly RoleBinding[] = [
    ...objectsOf(snapshot, 'clusterrolebindings.rbac.authorization.k8s.io'),
    ...objectsOf(snapshot, 'rolebindings.rbac.authorization.k8s.io'),
  ];
  return bindings.flatMap((binding) => {
    const { kind, name } = binding.roleRef;
    const role = roles.get(roleKey(kind, binding.metadata.namespace, name));
    const rules = role === undefined ? (kind === 'ClusterRole' ? wellKnown.get(name) : undefined) : role.rules;
    const { verbs, resources: written, wildcard } = grants(rules ?? []);
    if (verbs.length === 0) return [];
    const roleRef = { kind, namespace: kind === 'Role' ? (binding.metadata.namespace ?? 'default') : null, name };
    return binding.subjects.map((subject): PolicyWriter => {
      const ref = subjectRef(subject, binding);
      return {
        subject: ref,
        verbs,
        resources: written,
        wildcard,
        binding: refOf(binding),
        role: roleRef,
        everyone: ref.kind !== 'ServiceAccount' && isEveryone(ref.name),
        builtIn: isBuiltIn(ref, wildcard && !name.startsWith('system:')),
      };
    });
  });
}
