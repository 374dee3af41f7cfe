import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomes, severities } from '#lib/controls/control.ts';
import { fleetScoreOf, gradeOf, noScore, scoreOf } from '#lib/score/score.ts';

const control = (severity: (typeof severities)[number], pass: number, fail: number, unknown = 0) => ({
  severity,
  outcome:
    fail > 0 ? ('fail' as const) : unknown > 0 ? ('unknown' as const) : pass > 0 ? ('pass' as const) : ('notApplicable' as const),
  counts: { pass, fail, unknown, notApplicable: 0, excluded: 0 },
});

describe('the score of controls', () => {
  it('is the share of passing resources, weighted by severity', () => {
    expect(scoreOf([control('critical', 1, 0), control('high', 1, 1), control('low', 0, 3)]).value).toBe(76.4);
  });

  it('is no number where nothing was evaluated', () => {
    expect(scoreOf([])).toEqual(noScore);
    expect(scoreOf([control('high', 0, 0)])).toEqual(noScore);
    expect(scoreOf([control('high', 0, 0, 4)])).toEqual({ value: null, grade: null, coverage: 0 });
  });

  it('has the coverage of what could be evaluated', () => {
    expect(scoreOf([control('high', 3, 0, 1), control('high', 0, 0, 5)])).toMatchObject({ value: 100, coverage: 0.375 });
  });

  it('counts a control that could not be read at all as not covered', () => {
    expect(scoreOf([control('high', 1, 0), { ...control('high', 0, 0), outcome: 'unknown' }])).toMatchObject({
      value: 100,
      coverage: 0.5,
    });
  });

  it('never reads 100 while something fails', () => {
    expect(scoreOf([control('low', 99_999, 1)]).value).toBe(99.9);
  });

  it('has no grade where less than half is covered', () => {
    expect(gradeOf(100, 0.49)).toBeNull();
    expect(gradeOf(90, 0.5)).toBe('A');
    expect(gradeOf(89.9, 1)).toBe('B');
    expect(gradeOf(0, 1)).toBe('F');
  });

  it('stays between 0 and 100, and never rises when a pass becomes a failure', () => {
    const counts = fc.record({
      pass: fc.nat(50),
      fail: fc.nat(50),
      unknown: fc.nat(50),
      notApplicable: fc.nat(5),
      excluded: fc.nat(5),
    });
    const any = fc.record({ severity: fc.constantFrom(...severities), outcome: fc.constantFrom(...outcomes), counts });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 8 }), (controls) => {
        const { value, coverage } = scoreOf(controls);
        if (value !== null) expect(value).toBeGreaterThanOrEqual(0);
        if (value !== null) expect(value).toBeLessThanOrEqual(100);
        if (coverage !== null) expect(coverage).toBeLessThanOrEqual(1);
        const worse = controls.map((one) => ({
          ...one,
          counts: { ...one.counts, pass: 0, fail: one.counts.fail + one.counts.pass },
        }));
        expect(scoreOf(worse).value ?? 0).toBeLessThanOrEqual(value ?? 0);
      }),
    );
  });
});

describe('the score of a fleet', () => {
  it('is the mean of the clusters that have one, with the coverage of all', () => {
    expect(fleetScoreOf([{ value: 80, grade: 'B', coverage: 1 }, { value: 60, grade: 'D', coverage: 1 }, noScore])).toEqual({
      value: 70,
      grade: 'C',
      coverage: 0.666,
    });
  });

  it('is nothing without clusters', () => {
    expect(fleetScoreOf([])).toEqual(noScore);
    expect(fleetScoreOf([noScore]).value).toBeNull();
  });
});
