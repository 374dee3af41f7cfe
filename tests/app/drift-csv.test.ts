import { describe, expect, it } from 'vitest';
import type { DriftLines } from '#lib/assess/drift-causes.ts';
import { driftRows } from '../../app/clusters/[cluster]/drift/csv-rows.ts';

const line: DriftLines = {
  type: 'removed',
  src: ['shop/web[Deployment]', 'shop/api[Deployment]'],
  dst: ['shop/db[StatefulSet]'],
  before: { TCP: ['5432'] },
  after: 'None',
  causes: [
    {
      object: { kind: 'NetworkPolicy', namespace: 'shop', name: 'deny' },
      change: 'added',
      what: 'policy added',
      scan: 3,
      at: '2026-01-03T06:00:00.000Z',
    },
  ],
};

describe('what changed between two scans, as a file', () => {
  it('has a row for every source with every destination, with the changes that made it', () => {
    const rows = [...driftRows({ lines: [line], truncated: [], unknownScans: [] })];
    expect(rows.map(({ change, src, dst, scans }) => [change, src, dst, scans])).toEqual([
      ['closed', 'shop/web[Deployment]', 'shop/db[StatefulSet]', '3'],
      ['closed', 'shop/api[Deployment]', 'shop/db[StatefulSet]', '3'],
    ]);
    expect(rows[0]?.causes).toBe('NetworkPolicy shop/deny: policy added (scan 3, 2026-01-03T06:00:00.000Z)');
  });

  it('says first of which scans not all is known', () => {
    expect([...driftRows({ lines: [], truncated: [3], unknownScans: [2] })]).toEqual([
      { change: 'not known', scans: '3', causes: 'more connections changed in this scan than are kept' },
      { change: 'not known', scans: '2', causes: 'what this scan changed is not known' },
    ]);
  });
});
