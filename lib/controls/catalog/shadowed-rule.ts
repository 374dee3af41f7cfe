import type { PolicyEffects, ShadowFacts } from '#lib/facts/policy-effects.ts';
import { noneAnywhere } from '../absence.ts';
import { defineControl, type Evidence, fail, notApplicable, pass, type Result, unknown } from '../control.ts';
import { judgeEffects } from '../policy-effects.ts';
import { counted, ended, firstFew, rulesText } from '../wording.ts';

const evidenceOf = (shadowed: readonly ShadowFacts[]): readonly Evidence[] =>
  firstFew(shadowed).flatMap(({ rule, by }) => [
    { object: rule.policy, path: rule.path, says: `${rule.says}, and never decides anything` },
    ...firstFew(by).map(({ policy, path, says }) => ({ object: policy, path, says })),
  ]);

/** `spec.ingress[0] never decides anything: what it speaks about is denied all the same, by AdminNetworkPolicy lockdown (spec.ingress[0])` */
function clause({ rule, by, does, withinPolicy, agrees }: ShadowFacts): string {
  const [other] = by;
  return withinPolicy && agrees && other !== undefined && by.length === 1
    ? `${rule.path} says nothing that ${other.path} does not say too`
    : `${rule.path} never decides anything: what it speaks about is ${does} all the same, by ${rulesText(by)}`;
}

function judge(policy: PolicyEffects): Result {
  const { rules, selectsPods, shadowed, doubts, rulesCompared } = policy;
  if (rules === 0) return notApplicable(policy, 'It has no rules.');
  if (!selectsPods)
    return notApplicable(policy, 'It selects no pod that exists, so none of its rules is ever asked.', {
      restsOn: noneAnywhere('workloads'),
    });
  const evidence = evidenceOf(shadowed);
  // What is said twice in one policy is certain; whether others come first may depend on what could not be understood.
  const [first] = [...shadowed.filter(({ withinPolicy }) => withinPolicy), ...shadowed];
  const doubt = [...(first?.partial ?? []), ...doubts][0];
  if (first !== undefined) {
    if (doubt !== undefined && !(first.withinPolicy && first.partial.length === 0))
      return unknown(policy, `Whether ${first.rule.path} ever decides anything is not known: ${ended(doubt)}`, { evidence });
    const more =
      shadowed.length === 1
        ? ''
        : `; ${counted(shadowed.length - 1, 'more rule')} of it ${shadowed.length === 2 ? 'is' : 'are'} shadowed too`;
    return fail(policy, `${clause(first)}${more}.`, { evidence, restsOn: noneAnywhere('workloads') });
  }
  if (doubt !== undefined) return unknown(policy, `Whether all of its rules ever decide anything is not known: ${ended(doubt)}`);
  if (!rulesCompared) return unknown(policy, `Its ${rules} rules are too many to hold each against each other.`);
  const message =
    rules === 1 ? 'No other rule overrules its one rule wholly.' : `None of its ${rules} rules is overruled wholly by others.`;
  return pass(policy, message, { strength: 3 });
}

export default defineControl({
  id: 'shadowed-rule',
  title: 'No rule is overruled wholly by others',
  severity: 'medium',
  needs: ['namespaces', 'pods', 'networkpolicies.networking.k8s.io'],
  population: 'policies',
  why: 'A rule that others always decide before looks like an allowance or a protection and is neither: an allow below an admin deny opens nothing, a deny below an admin allow closes nothing.',
  fix: 'Remove the rule, or move it before those that decide instead of it: a lower priority, or an exception in the policy of the tier above.',
  satisfies: { 'nsa-1.2': ['periodic-review'] },

  check: (facts) => judgeEffects(facts, judge),
});
