import type { Facts, NamespaceFacts, WorkloadFacts } from '#lib/facts/facts.ts';
import type { Direction } from '#lib/policy/model.ts';
import { fail, pass, type Result, unknown } from './control.ts';
import { effective } from './effective.ts';
import { beyondPolicies } from './isolation.ts';
import { ended, firstFew, listed, nameOf, rulesText, sentence } from './wording.ts';

function byObjects(workload: WorkloadFacts, namespace: NamespaceFacts, direction: Direction): Result {
  const { state, by, reason } = workload.isolated[direction];
  const rules = workload.allowsAll[direction];
  if (rules.length > 0) {
    const evidence = firstFew(rules).map(({ policy, path, says }) => ({ object: policy, path, says }));
    const [closing] = beyondPolicies(namespace);
    if (closing !== undefined)
      return unknown(workload, `${rulesText(rules)} would leave nothing closed for ${direction}, but ${ended(closing)}`, {
        evidence,
      });
    const says = rules.length === 1 ? rules[0]?.says : 'together allow everything';
    return fail(
      workload,
      `Selected for ${direction} by ${listed(by.map(nameOf))}, yet closed to nothing: ${rulesText(rules)} ${says}.`,
      { evidence },
    );
  }
  if (state === 'unknown') return unknown(workload, sentence(reason ?? 'a policy could not be understood'));
  // Rules only ever add to what is allowed, so one that could not be understood may allow everything.
  const [doubt] = namespace.unknown;
  if (doubt !== undefined) return unknown(workload, `A policy may allow everything, but ${ended(doubt)}`);
  return pass(
    workload,
    `${listed(by.map(nameOf))} ${by.length === 1 ? 'allows' : 'together allow'} less than everything for ${direction}.`,
    {
      evidence: firstFew(by).map((policy) => ({ object: policy, path: `spec.${direction}`, says: 'does not allow everything' })),
    },
  );
}

/** One verdict for every workload that a policy selects: an allow-all rule undoes the isolation that the selection gives. */
export const judgeAllowAll = (facts: Facts, direction: Direction): readonly Result[] =>
  facts.namespaces.flatMap((namespace) =>
    namespace.workloads
      .filter(({ running, hostNetwork, isolated }) => running && !hostNetwork && isolated[direction].state !== 'open')
      .map((workload) => {
        const result = byObjects(workload, namespace, direction);
        // What perhaps no policy selects is not open in spite of one.
        return result.outcome === 'unknown' && workload.isolated[direction].by.length === 0 ? result : effective(result, facts);
      }),
  );
