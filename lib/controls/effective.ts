import type { Facts } from '#lib/facts/facts.ts';
import { asFarAsKnown } from './absence.ts';
import type { Result } from './control.ts';
import { ended } from './wording.ts';

function messageOf({ outcome, message }: Result, reason: string): string {
  if (outcome === 'unknown') return `Nothing puts policies into force: ${ended(reason)}`;
  return outcome === 'pass' ? `${message.replace(/\.$/, '')}, but on paper only: ${ended(reason)}` : message;
}

/**
 * The effective verdict out of what the policy objects say. The objects' own verdict stays as the literal one, unless the control gives
 * another. Where nothing puts policies into force no object closes anything, so every verdict is a failure, an unknown one included;
 * and a pass is proven the better if what enforces it is known.
 */
export function effective(given: Result, facts: Pick<Facts, 'enforcement' | 'leftOut'>): Result {
  const { enforcement } = facts;
  const byObjects = asFarAsKnown(given, facts);
  if (byObjects.outcome === 'notApplicable') return byObjects;
  const { strength, ...rest } = byObjects;
  const judged: Result = byObjects.outcome === 'unknown' ? rest : { literal: byObjects.outcome, ...rest };
  if (enforcement.verdict !== 'notEnforcing') {
    return byObjects.outcome === 'pass'
      ? { ...judged, strength: strength ?? (enforcement.verdict === 'enforcing' ? 4 : 3) }
      : judged;
  }
  return {
    ...judged,
    outcome: 'fail',
    message: messageOf(byObjects, enforcement.reason),
    evidence: [...byObjects.evidence, ...enforcement.evidence],
  };
}
