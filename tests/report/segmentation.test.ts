import { describe, expect, it } from 'vitest';
import { figureCourse, figuresBefore, figureText, segmentationFigures, shareOf } from '#lib/report/segmentation.ts';
import { postureOf, production, segmentation } from './postures.ts';

const [pairs, , , mean] = segmentationFigures;
if (pairs === undefined || mean === undefined) throw new Error('no figures');
const { figures } = segmentation();

describe('a figure about who can reach whom', () => {
  it('says how much of how much, and the share', () => {
    expect(figureText(pairs, figures)).toBe('7,056 of 100,806 (6.9%)');
    expect(figureText(mean, figures)).toBe('41.3 of 317 (13%)');
  });

  it('has no share of nothing', () => {
    const empty = { ...figures, classes: 0, pairs: 0, openPairs: 0, meanBlastRadius: null };
    expect([shareOf(pairs, empty), shareOf(mean, empty)]).toEqual([null, null]);
    expect(figureText(pairs, empty)).toBe('–');
  });

  it('is drawn over the period from its begin to its end, with its gap as a gap', () => {
    const posture = postureOf({ clusters: [production()] });
    const course = figureCourse(pairs, segmentation(), posture);
    expect(course.map(({ value }) => (value === null ? null : Math.round(value)))).toEqual([61, 58, null, 33, 7]);
    expect(course[0]?.from).toBe(Date.parse(posture.period.from));
    expect(course.at(-1)?.to).toBe(Date.parse(posture.period.to));
    for (const [index, { to }] of course.entries()) expect(course[index + 1]?.from ?? to).toBe(to);
  });

  it('leaves out what lies outside the period', () => {
    const posture = postureOf({ clusters: [production()] });
    const { trend } = segmentation();
    const late = { trend: trend.map((point) => ({ ...point, at: posture.period.to })) };
    expect(figureCourse(pairs, late, posture)).toEqual([]);
  });
});

it('compares with the first figures that are known', () => {
  expect(figuresBefore(segmentation())?.openPairs).toBe(61_000);
  expect(figuresBefore({ trend: [{ at: '2026-01-01T00:00:00Z', figures: null, gap: true, scan: null }] })).toBeNull();
});
