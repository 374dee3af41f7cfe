import type { Facts } from '#lib/facts/facts.ts';
import type { PolicyEffects } from '#lib/facts/policy-effects.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { type Result, unknown } from './control.ts';
import { ended } from './wording.ts';

/** One verdict for every policy of any dialect. `judge` is asked about those that could be understood. */
export const judgeEffects = ({ effects }: Facts, judge: (policy: PolicyEffects) => Result): readonly Result[] =>
  effects.map((policy) =>
    policy.misunderstood === null ? judge(policy) : unknown(policy, `It could not be understood: ${ended(policy.misunderstood)}`),
  );

/** A workload that may be what a policy means, and could not be taken as it was given: a clause, or undefined where there is none. */
export function workloadLeftOut({ leftOut }: Facts): string | undefined {
  const found = leftOut.find(({ population }) => population === 'workloads');
  return found && `${refText(found.ref)} could not be taken as it was given: ${found.says}`;
}
