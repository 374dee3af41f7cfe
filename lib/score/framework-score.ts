import type { Control, FrameworkId, Outcome } from '#lib/controls/control.ts';
import { type ControlResult, type Counts, outcomeOf } from '#lib/controls/run.ts';
import type { Framework, Requirement } from '#lib/frameworks/framework.ts';
import { type Score, scoreOf } from './score.ts';

export interface RequirementResult {
  readonly requirement: string;
  readonly outcome: Outcome | 'manual' | 'outOfReach';
  /** The literal verdict, where the requirement has one. */
  readonly literal: 'pass' | 'fail' | 'unknown' | null;
  /** Ids of the controls that decide it, or hint where a person decides. */
  readonly controls: readonly string[];
  readonly counts: Counts;
}

/** `framework` is `all` for the score over every control. */
export interface FrameworkResult {
  readonly framework: FrameworkId | 'all';
  readonly score: Score;
  readonly requirements: readonly RequirementResult[];
}

const sum = (results: readonly ControlResult[], name: keyof Counts): number =>
  results.reduce((total, { counts }) => total + counts[name], 0);

/** A control that could not be read at all, or a resource of which not even the words can be judged, leaves the literal verdict open. */
function literalOf(results: readonly ControlResult[]): RequirementResult['literal'] {
  const literals = results.flatMap(({ literal }) => (literal === null ? [] : [literal]));
  if (literals.some(({ fail }) => fail > 0)) return 'fail';
  const open = results.some(
    ({ outcome, reason, literal, counts: { pass, fail, unknown, notApplicable } }) =>
      (outcome === 'unknown' && reason !== null) ||
      (literal !== null && literal.pass + literal.fail < pass + fail + unknown + notApplicable),
  );
  if (open) return 'unknown';
  return literals.length === 0 ? null : 'pass';
}

function requirementResult(requirement: Requirement, results: readonly ControlResult[]): RequirementResult {
  const counts: Counts = {
    pass: sum(results, 'pass'),
    fail: sum(results, 'fail'),
    unknown: sum(results, 'unknown'),
    notApplicable: sum(results, 'notApplicable'),
    excluded: sum(results, 'excluded'),
  };
  const wholly = results.some(({ outcome }) => outcome === 'unknown') ? 1 : 0;
  return {
    requirement: requirement.id,
    outcome:
      requirement.decided === 'automatic' ? outcomeOf({ ...counts, unknown: counts.unknown + wholly }) : requirement.decided,
    literal: requirement.literal === true ? literalOf(results) : null,
    controls: results.map(({ control }) => control),
    counts,
  };
}

/** One framework on one cluster: requirement by requirement, and the score of all controls that decide any of them. */
export function frameworkResult(
  framework: Framework,
  controls: readonly Control[],
  results: readonly ControlResult[],
): FrameworkResult {
  const byId = new Map(results.map((result) => [result.control, result]));
  const deciding = (requirement: string): readonly ControlResult[] =>
    controls.flatMap(({ id, satisfies }) => {
      const found = satisfies[framework.id]?.includes(requirement) ? byId.get(id) : undefined;
      return found === undefined ? [] : [found];
    });
  const automatic = framework.requirements.filter(({ decided }) => decided === 'automatic');
  return {
    framework: framework.id,
    score: scoreOf([...new Set(automatic.flatMap(({ id }) => deciding(id)))]),
    requirements: framework.requirements.map((requirement) => requirementResult(requirement, deciding(requirement.id))),
  };
}
