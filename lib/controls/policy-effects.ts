import type { Facts } from '#lib/facts/facts.ts';
import type { PolicyEffects } from '#lib/facts/policy-effects.ts';
import { type Result, unknown } from './control.ts';
import { ended } from './wording.ts';

/** One verdict for every policy of any dialect. `judge` is asked about those that could be understood. */
export const judgeEffects = ({ effects }: Facts, judge: (policy: PolicyEffects) => Result): readonly Result[] =>
  effects.map((policy) =>
    policy.misunderstood === null ? judge(policy) : unknown(policy, `It could not be understood: ${ended(policy.misunderstood)}`),
  );
