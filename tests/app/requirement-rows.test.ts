import { describe, expect, it } from 'vitest';
import type { Framework } from '#lib/frameworks/framework.ts';
import type { RequirementResult } from '#lib/score/framework-score.ts';
import type { Cluster } from '#lib/store/clusters.ts';
import type { FrameworkStanding } from '#lib/store/read/requirements.ts';
import { requirementRows } from '../../app/frameworks/[framework]/requirement-rows.ts';

const framework: Framework = {
  id: 'nsa-1.2',
  name: 'Guide',
  edition: '1.2',
  publisher: 'NSA',
  url: 'https://example.org',
  requirements: [
    { id: 'a', title: 'A', section: 's', decided: 'automatic', literal: true },
    { id: 'b', title: 'B', section: 's', decided: 'manual' },
  ],
};
const cluster = (id: number): Cluster => ({
  id,
  name: `cluster ${id}`,
  source: { kind: 'inCluster' },
  cron: null,
  timeZone: 'UTC',
  sample: false,
  createdAt: '2026-01-01T00:00:00.000Z',
});
const counts = { pass: 1, fail: 0, unknown: 0, notApplicable: 0, excluded: 0 };
const standing = (
  id: number,
  outcome: RequirementResult['outcome'],
  literal: RequirementResult['literal'],
): FrameworkStanding => ({
  cluster: id,
  framework: 'nsa-1.2',
  score: { value: 50, grade: 'F', coverage: 1 },
  requirements: [{ requirement: 'a', outcome, literal, controls: ['c'], counts }],
  since: '2026-01-01T00:00:00.000Z',
  sinceScan: 1,
});
const first = (...standings: FrameworkStanding[]) =>
  requirementRows(framework, [cluster(1), cluster(2), cluster(3)], standings)[0];

describe('a requirement over the fleet', () => {
  it('is as good as its worst cluster', () => {
    expect(first(standing(1, 'pass', 'pass'), standing(2, 'fail', 'pass'))).toMatchObject({ outcome: 'fail', literal: 'pass' });
  });

  it('is unknown, and not passed, where one cluster is unknown and the others pass', () => {
    expect(first(standing(1, 'pass', 'pass'), standing(2, 'unknown', 'unknown'))).toMatchObject({
      outcome: 'unknown',
      literal: 'unknown',
    });
  });

  it('has no verdict where no cluster was judged', () => {
    expect(first()).toMatchObject({ outcome: null, literal: null, controls: [] });
  });

  it('adds up resources, and keeps clusters apart', () => {
    const row = first(standing(1, 'pass', 'pass'), standing(3, 'pass', 'pass'));
    expect(row?.counts.pass).toBe(2);
    expect([...(row?.clusters.keys() ?? [])]).toEqual([1, 3]);
  });

  it('stays manual where a person must decide', () => {
    expect(requirementRows(framework, [cluster(1)], [standing(1, 'pass', null)])[1]?.outcome).toBe('manual');
  });
});
