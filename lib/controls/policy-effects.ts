import type { Facts } from '#lib/facts/facts.ts';
import type { PolicyEffects } from '#lib/facts/policy-effects.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import { type Result, unknown } from './control.ts';
import { ended } from './wording.ts';

// NetworkPolicies are needed by all controls that ask, so that without them nothing is judged at all.
const otherPolicies = new Set<ResourceName>([
  'adminnetworkpolicies.policy.networking.k8s.io',
  'baselineadminnetworkpolicies.policy.networking.k8s.io',
  'clusternetworkpolicies.policy.networking.k8s.io',
]);

/**
 * One verdict for every policy of any dialect, and one for every dialect that could not be read. `judge` is asked about those that could be
 * understood.
 */
export const judgeEffects = ({ effects, unread }: Facts, judge: (policy: PolicyEffects) => Result): readonly Result[] => [
  ...effects.map((policy) =>
    policy.misunderstood === null ? judge(policy) : unknown(policy, `It could not be understood: ${ended(policy.misunderstood)}`),
  ),
  ...unread
    .filter(({ resource }) => otherPolicies.has(resource))
    .map(({ resource, status, message }) =>
      unknown({ kind: 'Resource', namespace: null, name: resource }, `They could not be read (${status}): ${ended(message)}`),
    ),
];
