import type { Severity } from '#lib/controls/control.ts';
import type { ControlResult } from '#lib/controls/run.ts';

export type Grade = 'A' | 'B' | 'C' | 'D' | 'F';

/** `value` 0–100, null where nothing could be evaluated; `coverage` 0–1, null where there was nothing to evaluate. */
export interface Score {
  readonly value: number | null;
  readonly grade: Grade | null;
  readonly coverage: number | null;
}

/** How much a control counts, by its severity. */
export const weights: Readonly<Record<Severity, number>> = { critical: 10, high: 6, medium: 3, low: 1 };

/** The lowest value of each grade. */
export const grades: readonly { readonly grade: Grade; readonly from: number }[] = [
  { grade: 'A', from: 90 },
  { grade: 'B', from: 80 },
  { grade: 'C', from: 70 },
  { grade: 'D', from: 60 },
  { grade: 'F', from: 0 },
];

/** Below this coverage a score has no grade: too little is known. */
export const leastCoverage = 0.5;

export const noScore: Score = { value: null, grade: null, coverage: null };

// Rounded down, so that only a perfect result reads 100 and only a complete one 1.
const down = (value: number, digits: number): number => Math.floor(value * 10 ** digits + 1e-9) / 10 ** digits;

export const gradeOf = (value: number | null, coverage: number | null): Grade | null =>
  value === null || coverage === null || coverage < leastCoverage
    ? null
    : (grades.find(({ from }) => value >= from)?.grade ?? null);

type Judged = Pick<ControlResult, 'severity' | 'outcome' | 'counts'>;

/**
 * The score of a set of controls: the mean of each one's share of passing resources, weighted by severity, over those that could be
 * evaluated at all; and the share of the weight that could be evaluated. What a setting excludes and what is not applicable counts in
 * neither.
 */
export function scoreOf(results: readonly Judged[]): Score {
  let scored = 0;
  let compliant = 0;
  let applicable = 0;
  let covered = 0;
  for (const { severity, outcome, counts } of results) {
    const weight = weights[severity];
    const evaluated = counts.pass + counts.fail;
    if (evaluated === 0 && outcome !== 'unknown') continue;
    applicable += weight;
    covered += evaluated === 0 ? 0 : (weight * evaluated) / (evaluated + counts.unknown);
    if (evaluated === 0) continue;
    scored += weight;
    compliant += (weight * counts.pass) / evaluated;
  }
  if (applicable === 0) return noScore;
  const value = scored === 0 ? null : down((100 * compliant) / scored, 1);
  const coverage = down(covered / applicable, 3);
  return { value, grade: gradeOf(value, coverage), coverage };
}

/** Of a fleet: the mean of its clusters' values; a cluster without a score adds nothing to the value and no coverage. */
export function fleetScoreOf(scores: readonly Score[]): Score {
  if (scores.length === 0) return noScore;
  const values = scores.flatMap(({ value }) => (value === null ? [] : [value]));
  const value = values.length === 0 ? null : down(values.reduce((sum, next) => sum + next, 0) / values.length, 1);
  const coverage = down(scores.reduce((sum, next) => sum + (next.coverage ?? 0), 0) / scores.length, 3);
  return { value, grade: gradeOf(value, coverage), coverage };
}
