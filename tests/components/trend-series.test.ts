import { describe, expect, it } from 'vitest';
import { trendCorners } from '#components/chart/trend-series.ts';
import type { TrendPoint } from '#lib/assess/posture.ts';

const point = (at: string, value: number, scan: number): TrendPoint => ({
  at,
  score: { value, grade: 'C', coverage: 0.999 },
  gap: false,
  scan,
});
const gap = (at: string): TrendPoint => ({ at, score: { value: null, grade: null, coverage: null }, gap: true, scan: null });
const time = (at: string) => Date.parse(at);

describe('the corners of a trend', () => {
  it('hold the last score until the end of the axis', () => {
    const corners = trendCorners([point('2026-01-01', 40, 1), point('2026-01-05', 60, 2)], '2026-01-09');
    expect(corners.map(({ at, score, scan }) => [at, score, scan])).toEqual([
      [time('2026-01-01'), 40, 1],
      [time('2026-01-05'), 60, 2],
      [time('2026-01-09'), 60, 2],
    ]);
  });

  it('draw a step up to a gap, break there, and begin anew after it', () => {
    const corners = trendCorners([point('2026-01-01', 40, 1), gap('2026-01-03'), point('2026-01-05', 60, 2)], '2026-01-05');
    expect(corners.map(({ at, score }) => [at, score])).toEqual([
      [time('2026-01-01'), 40],
      [time('2026-01-03'), 40],
      [time('2026-01-03'), null],
      [time('2026-01-05'), 60],
    ]);
  });

  it('stay broken to the end where the gap goes on', () => {
    const last = trendCorners([point('2026-01-01', 40, 1), gap('2026-01-03')], '2026-01-09').at(-1);
    expect(last).toMatchObject({ at: time('2026-01-09'), score: null });
  });

  it('never round coverage up to complete', () => {
    expect(trendCorners([point('2026-01-01', 40, 1)], '2026-01-01')[0]?.coverage).toBe(99);
  });

  it('are none where there is no point', () => {
    expect(trendCorners([], '2026-01-09')).toEqual([]);
  });
});
