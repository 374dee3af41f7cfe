import type { TrendPoint } from '#lib/assess/posture.ts';

/** One corner of a step line. `at` is milliseconds since 1970; without a score the line is broken. `scan` began the step. */
export interface TrendCorner {
  readonly at: number;
  readonly score: number | null;
  readonly coverage: number | null;
  readonly grade: string | null;
  readonly scan: number | null;
}

/**
 * The corners of a trend's lines. A point holds until the next, so the last one is drawn on to `until`, and where a gap begins the
 * line is drawn up to it before it breaks: charts draw from corner to corner and know nothing of holding.
 */
export function trendCorners(points: readonly TrendPoint[], until: string): TrendCorner[] {
  const corners: TrendCorner[] = [];
  for (const { at, score, gap, scan } of points) {
    const moment = Date.parse(at);
    const last = corners.at(-1);
    if (gap) {
      if (last !== undefined && last.score !== null) corners.push({ ...last, at: moment });
      corners.push({ at: moment, score: null, coverage: null, grade: null, scan: null });
    } else {
      const coverage = score.coverage === null ? null : Math.floor(score.coverage * 100);
      corners.push({ at: moment, score: score.value, coverage, grade: score.grade, scan });
    }
  }
  const last = corners.at(-1);
  const end = Date.parse(until);
  if (last !== undefined && last.at < end) corners.push({ ...last, at: end });
  return corners;
}
