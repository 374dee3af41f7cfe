import { describe, expect, test } from 'vitest';
import type { Score } from '#lib/score/score.ts';
import { clusterTrend, dailyTrend, fleetTrend, type History } from '#lib/store/read/step-trend.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1);
const at = (hours: number) => start + hours * hour;
const iso = (hours: number) => new Date(at(hours)).toISOString();
const score = (value: number): Score => ({ value, grade: null, coverage: 1 });

/** A score from each of the hours on; the last one holds. */
const steps = (...points: readonly (readonly [number, number])[]): History['steps'] =>
  points.map(([from, value], index) => ({
    from: at(from),
    to: points[index + 1] === undefined ? null : at(points[index + 1]?.[0] ?? 0),
    scan: index + 1,
    score: score(value),
  }));

const brief = (points: ReturnType<typeof clusterTrend>) =>
  points.map(({ at: time, score: { value }, gap, scan }) => [time, gap ? 'gap' : value, scan]);

describe('the trend of a cluster', () => {
  test('has a point for each change, and for what held at its begin', () => {
    const history = { steps: steps([0, 50], [10, 60], [20, 70], [40, 80]), gaps: [] };
    expect(brief(clusterTrend(history, at(5), at(30)))).toEqual([
      [iso(5), 50, 1],
      [iso(10), 60, 2],
      [iso(20), 70, 3],
    ]);
  });

  test('begins with the first scan, not before', () => {
    expect(brief(clusterTrend({ steps: steps([10, 60]), gaps: [] }, at(0), at(30)))).toEqual([[iso(10), 60, 1]]);
  });

  test('knows nothing in a gap, and the same as before after it', () => {
    const history = { steps: steps([0, 50], [30, 70]), gaps: [{ from: at(10), to: at(20) }] };
    expect(brief(clusterTrend(history, at(0), at(40)))).toEqual([
      [iso(0), 50, 1],
      [iso(10), 'gap', null],
      [iso(20), 50, 1],
      [iso(30), 70, 2],
    ]);
  });

  test('begins in a gap where that is so', () => {
    const history = { steps: steps([0, 50]), gaps: [{ from: at(10), to: at(20) }] };
    expect(brief(clusterTrend(history, at(15), at(40)))).toEqual([
      [iso(15), 'gap', null],
      [iso(20), 50, 1],
    ]);
  });

  test('is nothing where nothing was ever scanned', () => {
    expect(clusterTrend({ steps: [], gaps: [] }, at(0), at(40))).toEqual([]);
  });
});

describe('the trend of the fleet', () => {
  test('is the mean of the clusters that are known at each time', () => {
    const one = { steps: steps([0, 40], [20, 60]), gaps: [] };
    const two = { steps: steps([10, 80]), gaps: [{ from: at(15), to: at(25) }] };
    expect(brief(fleetTrend([one, two], at(0), at(40)))).toEqual([
      [iso(0), 40, null],
      [iso(10), 60, null],
      [iso(15), 40, null],
      [iso(20), 60, null],
      [iso(25), 70, null],
    ]);
  });

  test('is a gap where every cluster is in one', () => {
    const blind = { steps: steps([0, 40]), gaps: [{ from: at(10), to: at(20) }] };
    expect(brief(fleetTrend([blind, blind], at(0), at(40)))).toEqual([
      [iso(0), 40, null],
      [iso(10), 'gap', null],
      [iso(20), 40, null],
    ]);
  });

  test('has at most 500 points, however often its clusters change', () => {
    const busy = { steps: steps(...Array.from({ length: 2_000 }, (_, index) => [index, index % 100] as const)), gaps: [] };
    const trend = fleetTrend([busy, busy], at(0), at(2_000));
    expect(trend).toHaveLength(500);
    expect(trend.at(-1)?.at).toBe(iso(2_000));
  });
});

test('the daily trend keeps the last point of a day', () => {
  const history = { steps: steps([1, 10], [5, 20], [30, 30]), gaps: [] };
  expect(brief(dailyTrend(clusterTrend(history, at(0), at(48))))).toEqual([
    [iso(5), 20, 2],
    [iso(30), 30, 3],
  ]);
});
