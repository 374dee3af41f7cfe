import type { PolicyWriter } from '#lib/facts/facts.ts';
import { noneAnywhere } from '../absence.ts';
import { defineControl, fail, pass } from '../control.ts';
import { firstFew, listed, nameOf } from '../wording.ts';

// Kubernetes' roles for general use; who has one was given the right to change policies along with everything else.
const generalRoles = new Set(['cluster-admin', 'admin', 'edit']);

/**
 * Why a right to write policies is broader than anyone is likely to have meant, or undefined. Kubernetes' own administrators and
 * controllers are not judged, and a person or group may hold a role that was made for writing policies.
 */
function tooBroad({ subject, binding, role, everyone, wildcard }: PolicyWriter): string | undefined {
  const where = binding.namespace === null ? 'of every namespace' : `of namespace ${binding.namespace}`;
  if (everyone) return `it stands for many identities at once, and each of them may change policies ${where}`;
  if (subject.kind === 'ServiceAccount' && subject.name === 'default') {
    return `every pod in namespace ${subject.namespace} that names no other account may change policies ${where}`;
  }
  if (binding.namespace !== null) return undefined;
  if (subject.kind === 'ServiceAccount') return 'one compromised pod with this account could open every namespace';
  if (wildcard || generalRoles.has(role.name))
    return `${nameOf(role)} gives it the policies of every namespace along with everything else`;
  return undefined;
}

export default defineControl({
  id: 'broad-policy-writers',
  title: 'Only few, chosen identities may change network policies',
  severity: 'high',
  needs: [
    'roles.rbac.authorization.k8s.io',
    'rolebindings.rbac.authorization.k8s.io',
    'clusterroles.rbac.authorization.k8s.io',
    'clusterrolebindings.rbac.authorization.k8s.io',
  ],
  population: 'rights',
  why: 'Who may create, change or delete policies can open what they close; segmentation is only as strong as the weakest such identity.',
  fix: 'Bind a role that names networkpolicies, in the namespaces concerned, to the few identities that manage them; remove the others from the binding.',
  satisfies: { 'cis-2.0.1': ['5.1.1', '5.1.3'], 'nsa-1.2': ['least-privilege'], 'owasp-k8s-2025': ['K02-policy-writers'] },

  check: ({ policyWriters }) => {
    const judged = policyWriters.filter(({ builtIn }) => !builtIn);
    const bySubject = Map.groupBy(judged, ({ subject }) => `${subject.kind}/${subject.namespace}/${subject.name}`);
    return [...bySubject.values()].flatMap((rights) => {
      const [first] = rights;
      if (first === undefined) return [];
      const evidence = firstFew(rights).map(({ binding, role, verbs }) => ({
        object: binding,
        path: 'roleRef',
        says: `${nameOf(role)}: may ${verbs.join(', ')} policies`,
      }));
      const broad = rights.map(tooBroad).find((reason) => reason !== undefined);
      if (broad !== undefined) return [fail(first.subject, `May change policies too broadly: ${broad}.`, { evidence })];
      const namespaces = [...new Set(rights.map(({ binding }) => binding.namespace))].filter((name) => name !== null);
      const everywhere = rights.some(({ binding }) => binding.namespace === null);
      const where = everywhere
        ? 'every namespace, by a role made for it'
        : `${namespaces.length === 1 ? 'namespace' : 'the namespaces'} ${listed(namespaces)}`;
      return [
        pass(first.subject, `May change policies in ${where}.`, { strength: 3, evidence, restsOn: noneAnywhere('rights') }),
      ];
    });
  },
});
