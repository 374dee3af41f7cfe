import type { SegmentationPoint, TrendPoint } from '#lib/assess/posture.ts';

/** One corner of step lines. `at` is milliseconds since 1970; where nothing is known the lines are broken. `scan` began the step. */
export type Corner<Values> = Values & { readonly at: number; readonly scan: number | null };

interface Point {
  /** RFC 3339. */
  readonly at: string;
  readonly gap: boolean;
  readonly scan: number | null;
}

/**
 * The corners of a trend's lines. A point holds until the next, so the last one is drawn on to `until`, and where a gap begins the
 * lines are drawn up to it before they break: charts draw from corner to corner and know nothing of holding. `nothing` stands where no
 * value is known.
 */
function heldCorners<P extends Point, Values>(
  points: readonly P[],
  valuesOf: (point: P) => Values | null,
  nothing: Values,
  until: string,
): Corner<Values>[] {
  const corners: Corner<Values>[] = [];
  let broken = true;
  for (const point of points) {
    const at = Date.parse(point.at);
    const values = point.gap ? null : valuesOf(point);
    const last = corners.at(-1);
    if (values === null && last !== undefined && !broken) corners.push({ ...last, at });
    corners.push(values === null ? { ...nothing, at, scan: null } : { ...values, at, scan: point.scan });
    broken = values === null;
  }
  const last = corners.at(-1);
  const end = Date.parse(until);
  if (last !== undefined && last.at < end) corners.push({ ...last, at: end });
  return corners;
}

interface ScoreValues {
  readonly score: number | null;
  readonly coverage: number | null;
  readonly grade: string | null;
}
export type TrendCorner = Corner<ScoreValues>;

const scoreValues = ({ score: { value, coverage, grade } }: TrendPoint): ScoreValues => ({
  score: value,
  coverage: coverage === null ? null : Math.floor(coverage * 100),
  grade,
});

export const trendCorners = (points: readonly TrendPoint[], until: string): TrendCorner[] =>
  heldCorners(points, scoreValues, { score: null, coverage: null, grade: null }, until);

/** In percent: of the pairs of workloads, and of the workloads besides the one whose reach it is. */
interface FigureValues {
  readonly open: number | null;
  readonly mean: number | null;
  readonly worst: number | null;
}
export type FigureCorner = Corner<FigureValues>;

const percentOf = (part: number | null, whole: number): number | null =>
  part === null || whole <= 0 ? null : Math.floor((part / whole) * 1000 + 1e-9) / 10;

const figureValues = ({ figures }: SegmentationPoint): FigureValues | null =>
  figures && {
    open: percentOf(figures.openPairs, figures.pairs),
    mean: percentOf(figures.meanBlastRadius, figures.classes - 1),
    worst: percentOf(figures.worstBlastRadius, figures.classes - 1),
  };

export const figureCorners = (points: readonly SegmentationPoint[], until: string): FigureCorner[] =>
  heldCorners(points, figureValues, { open: null, mean: null, worst: null }, until);
