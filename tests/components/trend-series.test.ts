import { describe, expect, it } from 'vitest';
import { figureCorners, trendCorners } from '#components/chart/trend-series.ts';
import type { SegmentationPoint, TrendPoint } from '#lib/assess/posture.ts';
import type { Segmentation } from '#lib/reachability/segmentation.ts';

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

describe('the corners of the figures of segmentation', () => {
  const figures: Segmentation = {
    classes: 11,
    openPairs: 55,
    pairs: 110,
    openFromOutside: 0,
    openToOutside: 0,
    openFromInternet: 0,
    openToInternet: 0,
    meanBlastRadius: 2.5,
    worstBlastRadius: 10,
    worst: 'shop/web[Deployment]',
  };
  const figurePoint = (at: string, known: Segmentation | null): SegmentationPoint => ({
    at,
    figures: known,
    gap: false,
    scan: 1,
  });

  it('are percentages of the pairs, and of the workloads besides the one whose reach it is', () => {
    expect(figureCorners([figurePoint('2026-01-01', figures)], '2026-01-01')).toEqual([
      { at: time('2026-01-01'), open: 50, mean: 25, worst: 100, scan: 1 },
    ]);
  });

  it('are drawn up to where the figures are not known any more, and break there', () => {
    const corners = figureCorners([figurePoint('2026-01-01', figures), figurePoint('2026-01-03', null)], '2026-01-05');
    expect(corners.map(({ at, open }) => [at, open])).toEqual([
      [time('2026-01-01'), 50],
      [time('2026-01-03'), 50],
      [time('2026-01-03'), null],
      [time('2026-01-05'), null],
    ]);
  });

  it('are none of a cluster with one workload, which has nobody to reach', () => {
    const [corner] = figureCorners([figurePoint('2026-01-01', { ...figures, classes: 1, pairs: 0, openPairs: 0 })], '2026-01-01');
    expect(corner).toMatchObject({ open: null, worst: null });
  });
});
