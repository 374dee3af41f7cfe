import type { Facts, NamespaceFacts, WorkloadFacts } from '#lib/facts/facts.ts';
import type { Direction } from '#lib/policy/model.ts';
import { type Evidence, fail, notApplicable, pass, type Result, unknown } from './control.ts';
import { effective } from './effective.ts';
import { pathInPods } from './pod-template.ts';
import { closingPolicy } from './remediation.ts';
import { firstFew, listed, nameOf, sentence } from './wording.ts';

/** Why what a rule of a NetworkPolicy allows may be closed all the same: another NetworkPolicy can only add to it. */
export const beyondPolicies = ({ unknown, misunderstood }: NamespaceFacts): readonly string[] =>
  unknown.filter((says) => !misunderstood.includes(says));

const openTo = {
  ingress: 'whatever reaches the pod network can connect to it',
  egress: 'it can connect to every pod and to every address outside',
} as const;

/** The labels that no policy looks for, beside what the policies of the namespace look for instead (the first few). */
function whyOpen(
  { ref, labels }: WorkloadFacts,
  { ref: namespace, policies }: NamespaceFacts,
  direction: Direction,
): readonly Evidence[] {
  const own = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const others = policies.filter(({ isolates }) => isolates[direction]);
  return [
    { object: ref, path: pathInPods(ref, 'metadata.labels'), says: own.length === 0 ? 'no labels' : own.toSorted().join(', ') },
    ...(others.length === 0 ? [{ object: namespace, says: `no NetworkPolicy in it covers ${direction}` }] : []),
    ...firstFew(others).map((policy) => ({
      object: policy.ref,
      path: 'spec.podSelector',
      says: `selects ${policy.subjectText}`,
    })),
  ];
}

function byObjects(workload: WorkloadFacts, namespace: NamespaceFacts, direction: Direction): Result {
  const { state, by, reason } = workload.isolated[direction];
  const selecting = firstFew(by).map((policy) => ({
    object: policy,
    path: 'spec.podSelector',
    says: `selects its pods for ${direction}`,
  }));
  switch (state) {
    case 'isolated':
      return pass(workload, `Isolated for ${direction} by ${listed(by.map(nameOf))}.`, {
        evidence: selecting,
        // Selected, but an allow-all rule leaves nothing denied: the object is there and no more is proven.
        ...(workload.allowsAll[direction].length > 0 ? { strength: 2 } : {}),
      });
    case 'unknown':
      return unknown(workload, sentence(reason ?? 'a policy could not be understood'), { evidence: selecting });
    case 'open': {
      const which =
        by.length === 0
          ? `No policy selects it for ${direction}`
          : `${listed(by.map(nameOf))} ${by.length === 1 ? 'selects' : 'select'} only some of its pods for ${direction}`;
      return fail(workload, `${which}: ${openTo[direction]}.`, {
        evidence: [...selecting, ...whyOpen(workload, namespace, direction)],
        remediation: closingPolicy(workload, namespace, direction),
      });
    }
  }
}

/**
 * One verdict for every running workload: whether some policy closes the direction for all of its pods. Pods in the node's network are
 * out of every policy's reach (https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods);
 * `host-network-pod` judges them.
 */
export const judgeIsolation = (facts: Facts, direction: Direction): readonly Result[] =>
  facts.namespaces.flatMap((namespace) =>
    namespace.workloads
      .filter(({ running }) => running)
      .map((workload) =>
        workload.hostNetwork
          ? notApplicable(
              workload,
              "Its pods use the node's network, which no NetworkPolicy governs; host-network-pod judges that.",
            )
          : effective(byObjects(workload, namespace, direction), facts),
      ),
  );
