import type { PolicyEffects, PortNameFacts } from '#lib/facts/policy-effects.ts';
import { noneAnywhere } from '../absence.ts';
import { defineControl, fail, notApplicable, pass, type Result, unknown } from '../control.ts';
import { judgeEffects } from '../policy-effects.ts';
import { counted, firstFew, listed } from '../wording.ts';

const evidenceOf = (names: readonly PortNameFacts[]) =>
  firstFew(names).map(({ rule, name, lacking }) => ({
    object: rule.policy,
    path: rule.path,
    says: `${rule.says}; ${listed(lacking)} ${lacking.length === 1 ? 'declares' : 'declare'} no port ${name}`,
  }));

const noWorkload = noneAnywhere('workloads');

function judge(policy: PolicyEffects): Result {
  // Where no pod is there to ask, policy-selects-nothing and peer-selects-nothing speak.
  const asked = policy.portNames.filter(({ lookedUpOn }) => lookedUpOn > 0);
  if (policy.portNames.length === 0) return notApplicable(policy, 'Its rules call no port by name.');
  if (asked.length === 0)
    return notApplicable(policy, 'There is no pod on which the port names of its rules could be looked up.', {
      restsOn: noWorkload,
    });
  const nowhere = asked.filter(({ lookedUpOn, lacking }) => lacking.length === lookedUpOn);
  const [first] = nowhere.filter(({ mayBeElsewhere }) => !mayBeElsewhere);
  const evidence = evidenceOf(nowhere);
  if (first !== undefined) {
    const { rule, name, lacking } = first;
    const none = lacking.length === 1 ? `${lacking[0]} does not declare` : `none of ${listed(lacking)} declares`;
    const others = nowhere.filter(({ mayBeElsewhere }) => !mayBeElsewhere).length - 1;
    const more =
      others === 0
        ? ''
        : `; ${counted(others, 'more port name')} of its rules ${others === 1 ? 'stands' : 'stand'} for nothing either`;
    return fail(policy, `${rule.path} names port ${name}, which ${none}${more}.`, { evidence, restsOn: noWorkload });
  }
  const [open] = nowhere;
  if (open !== undefined) {
    const { rule, name } = open;
    return unknown(
      policy,
      `${rule.path} names port ${name}, which no given pod declares; pods that the cluster itself runs, and no manifest tells of, may.`,
      { evidence },
    );
  }
  const partly = asked.filter(({ lacking }) => lacking.length > 0);
  const found = `${counted(asked.length, 'port name')} of its rules ${asked.length === 1 ? 'is' : 'are'} declared by pods`;
  const [some] = partly;
  const rest = some === undefined ? '' : `, though ${some.name} not by ${listed(some.lacking)}`;
  return pass(policy, `${found}${rest}.`, { strength: 3, evidence: evidenceOf(partly) });
}

export default defineControl({
  id: 'unresolved-named-port',
  title: 'Every port name in a rule stands for a port of some pod',
  severity: 'medium',
  needs: ['namespaces', 'pods', 'networkpolicies.networking.k8s.io'],
  population: 'policies',
  why: 'A port name that no container declares stands for nothing: what the rule should allow is cut off, and what it should deny stays open, without any error.',
  fix: 'Give the container port that name (and the protocol of the rule), or write the number into the rule.',
  satisfies: { 'nsa-1.2': ['periodic-review'] },

  check: (facts) => judgeEffects(facts, judge),
});
