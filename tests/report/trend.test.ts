import { describe, expect, it } from 'vitest';
import type { TrendPoint } from '#lib/assess/posture.ts';
import { trendOf } from '#lib/report/trend.ts';
import { neverScanned } from './postures.ts';

const period = { from: '2025-01-01T00:00:00Z', to: '2025-01-11T00:00:00Z' };
const day = (date: number) => `2025-01-${String(date).padStart(2, '0')}T00:00:00Z`;
const point = (date: number, value: number | null): TrendPoint => ({
  at: day(date),
  score: { value: value ?? 50, grade: null, coverage: 1 },
  gap: value === null,
  scan: date,
});
const cluster = (...trend: readonly TrendPoint[]) => ({ ...neverScanned(), trend });
const stepsOf = (...clusters: readonly ReturnType<typeof cluster>[]) =>
  trendOf({ clusters, period }).map(({ from, to, value, partial }) => [
    new Date(from).getUTCDate(),
    new Date(to).getUTCDate(),
    value,
    ...(partial ? ['partial'] : []),
  ]);

describe('the course of the score', () => {
  it('goes in steps, begins with what held before the period, and has gaps as gaps', () => {
    const before: TrendPoint = { ...point(1, 40), at: '2024-12-20T00:00:00Z' };
    expect(stepsOf(cluster(before, point(3, 60), point(5, null), point(8, 70)))).toEqual([
      [1, 3, 40],
      [3, 5, 60],
      [5, 8, null],
      [8, 11, 70],
    ]);
  });

  it('knows nothing before the first scan, and joins steps of the same value', () => {
    expect(stepsOf(cluster(point(4, 60), point(6, 60)))).toEqual([
      [1, 4, null],
      [4, 11, 60],
    ]);
  });

  it('is the mean of a fleet, marked while a cluster that was known is not', () => {
    expect(stepsOf(cluster(point(1, 40), point(6, null), point(8, 40)), cluster(point(3, 80)), cluster())).toEqual([
      [1, 3, 40],
      [3, 6, 60],
      [6, 8, 80, 'partial'],
      [8, 11, 60],
    ]);
  });

  it('is empty for a single moment', () => {
    expect(trendOf({ clusters: [cluster(point(1, 40))], period: { from: period.from, to: period.from } })).toEqual([]);
  });

  it('takes points in any order', () => {
    expect(stepsOf(cluster(point(8, 70), point(3, 60)))).toEqual([
      [1, 3, null],
      [3, 8, 60],
      [8, 11, 70],
    ]);
  });
});
