import type { NamespaceFacts, PolicyFacts } from '#lib/facts/facts.ts';
import { defineControl, fail, notApplicable, pass, type Result, unknown } from '../control.ts';
import { ended, listed } from '../wording.ts';

function judge(policy: PolicyFacts, { name, workloads, leftOut }: NamespaceFacts): Result {
  const evidence = [{ object: policy.ref, path: 'spec.podSelector', says: `selects ${policy.subjectText}` }];
  if (policy.selects.length > 0) return pass(policy, `Selects ${listed(policy.selects)}.`, { strength: 2, evidence });
  if (leftOut[0] !== undefined)
    return unknown(policy, `It may select a workload that is not known: ${ended(leftOut[0])}`, { evidence });
  return policy.selectsEveryPod && workloads.every(({ hostNetwork }) => hostNetwork)
    ? notApplicable(policy, `Waits for the first workload that namespace ${name} will have.`, { evidence })
    : fail(policy, `There are no ${policy.subjectText}.`, { evidence });
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

  check: ({ namespaces }) =>
    namespaces.flatMap((namespace) => [
      ...namespace.policies.map((policy) => judge(policy, namespace)),
      ...(namespace.misunderstood[0] === undefined
        ? []
        : [unknown(namespace, `What one of its policies selects is not known: ${ended(namespace.misunderstood[0])}`)]),
    ]),
});
