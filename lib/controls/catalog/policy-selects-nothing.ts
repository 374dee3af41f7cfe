import type { NamespaceFacts, PolicyFacts } from '#lib/facts/facts.ts';
import { noneIn } from '../absence.ts';
import { defineControl, fail, notApplicable, pass, type Result, unknown } from '../control.ts';
import { ended, listed } from '../wording.ts';

function judge(policy: PolicyFacts, { name, workloads }: NamespaceFacts): Result {
  const evidence = [{ object: policy.ref, path: 'spec.podSelector', says: `selects ${policy.subjectText}` }];
  if (policy.selects.length > 0) return pass(policy, `Selects ${listed(policy.selects)}.`, { strength: 2, evidence });
  const restsOn = noneIn(name, 'workloads', 'templates');
  return policy.selectsEveryPod && workloads.every(({ hostNetwork }) => hostNetwork)
    ? notApplicable(policy, `Waits for the first workload that namespace ${name} will have.`, { evidence, restsOn })
    : fail(policy, `There are no ${policy.subjectText}.`, { evidence, restsOn });
}

export default defineControl({
  id: 'policy-selects-nothing',
  title: 'Every policy selects a workload',
  severity: 'low',
  needs: [
    'pods',
    'networkpolicies.networking.k8s.io',
    'deployments.apps',
    'statefulsets.apps',
    'daemonsets.apps',
    'cronjobs.batch',
  ],
  population: 'policies',
  why: 'A policy whose selector matches nothing protects nothing; often a label was renamed, and what it protected now stands open.',
  fix: "Correct the podSelector to the workload's labels, or delete the policy.",
  satisfies: { 'nsa-1.2': ['policy-selectors'] },
  others: 'Checks that count policies take it as protection of the namespace.',

  check: ({ namespaces, effects }) => [
    ...namespaces.flatMap((namespace) => namespace.policies.map((policy) => judge(policy, namespace))),
    ...effects.flatMap(({ ref, misunderstood }) =>
      ref.kind !== 'NetworkPolicy' || misunderstood === null
        ? []
        : [unknown(ref, `It could not be understood: ${ended(misunderstood)}`)],
    ),
  ],
});
