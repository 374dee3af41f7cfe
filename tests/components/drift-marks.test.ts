import { describe, expect, it } from 'vitest';
import { axisFrom, driftMarks, markText } from '#components/reach/drift-marks.ts';
import type { DriftScan } from '#lib/store/read/drift-scans.ts';

const begin = Date.parse('2026-05-01T00:00:00.000Z');
const hour = 3_600_000;
const axis = { from: new Date(begin).toISOString(), to: new Date(begin + 1000 * hour).toISOString() };

const scan = (number: number, hours: number, more: Partial<DriftScan> = {}): DriftScan => ({
  number,
  at: new Date(begin + hours * hour).toISOString(),
  status: 'complete',
  against: null,
  counts: { opened: 0, closed: 0, changed: 0 },
  reason: null,
  ...more,
});

const opening = (number: number, hours: number, opened: number) =>
  scan(number, hours, { against: number - 1, counts: { opened, closed: 0, changed: 0 } });

describe('the time line', () => {
  it('has a mark for each scan in its time, where it was made', () => {
    const marks = driftMarks([scan(1, -5), scan(2, 0), opening(3, 250, 7), scan(4, 1000), scan(5, 1001)], axis);
    expect(marks.map(({ first, at, opened, against }) => [first.number, at, opened, against])).toEqual([
      [2, 0, 0, null],
      [3, 0.25, 7, 2],
      [4, 1, 0, null],
    ]);
  });

  it('begins with the first scan of a cluster that is younger than the time asked for', () => {
    expect(axisFrom([scan(1, 40), scan(2, 50)], axis)).toEqual({ from: scan(1, 40).at, to: axis.to });
    expect(axisFrom([scan(1, -40), scan(2, 50)], axis)).toEqual(axis);
    expect(axisFrom([], axis)).toEqual(axis);
  });

  it('puts scans together where there are too many, and loses no connection and no doubt', () => {
    const scans = Array.from({ length: 1001 }, (_, hours) =>
      hours === 500 ? scan(501, 500, { counts: null, reason: 'the scan failed' }) : opening(hours + 1, hours, 2),
    );
    const marks = driftMarks(scans, axis);
    expect(marks.length).toBeLessThanOrEqual(180);
    expect(marks.reduce((sum, mark) => sum + mark.opened, 0)).toBe(2000);
    expect(marks.reduce((sum, mark) => sum + mark.scans, 0)).toBe(1001);
    expect(marks.filter(({ reason }) => reason !== null)).toHaveLength(1);
    const [first] = marks;
    expect([first?.against, first?.last.number]).toEqual([0, first?.scans]);
  });

  it('is empty where there was no scan', () => expect(driftMarks([], axis)).toEqual([]));
});

it('a mark says what it stands for', () => {
  const text = (scans: readonly DriftScan[]) => driftMarks(scans, axis).map(markText);
  expect(text([opening(3, 0, 1282)])).toEqual(['Scan 3, 2026-05-01 00:00 UTC: 1,282 opened, 0 closed, 0 on other ports.']);
  expect(text([scan(3, 0)])).toEqual(['Scan 3, 2026-05-01 00:00 UTC: no connection changed.']);
  expect(text([scan(3, 0, { counts: null, reason: 'the scan failed' })])).toEqual([
    'Scan 3, 2026-05-01 00:00 UTC: what changed is not known, because the scan failed.',
  ]);
});
