import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assess } from '#lib/assess/assess.ts';
import { defaultSettings } from '#lib/assess/settings.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { rowsOf, type Store } from '#lib/store/connection.ts';
import { prune } from '#lib/store/prune.ts';
import { listFindings } from '#lib/store/read/findings.ts';
import { readPosture } from '#lib/store/read/posture.ts';
import { rebuildSnapshot } from '#lib/store/read/snapshot.ts';
import { failuresOf } from '#lib/store/save/findings.ts';
import { type History, histories } from '#tests/support/histories.ts';
import { freshStore } from '#tests/support/postgres.ts';
import { day, newCluster, scan } from '#tests/support/scans.ts';

let store: Store;
beforeAll(async () => {
  store = await freshStore();
});
afterAll(() => store.close());

async function play(history: History): Promise<{ id: number; scans: Snapshot[] }> {
  const { id } = await newCluster(store);
  const scans = history.flatMap(({ snapshot, repeat }) => Array.from({ length: repeat }, () => snapshot));
  for (const [index, snapshot] of scans.entries()) await scan(store, id, day(index + 1), snapshot);
  return { id, scans };
}

test('whatever is scanned one after the other, every snapshot can be rebuilt', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const { id, scans } = await play(history);
      for (const [index, snapshot] of scans.entries()) expect(await rebuildSnapshot(store, id, index + 1)).toEqual(snapshot);
    }),
    { numRuns: 25 },
  );
});

test('at every scan, exactly the failures are open, and of what is unknown only what was open before', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const { id, scans } = await play(history);
      const { rows } = await listFindings(
        store,
        { clusters: [id], state: 'all', excluded: 'with' },
        { limit: 10_000, offset: 0 },
      );
      let before = new Set<string>();
      for (const [index, snapshot] of scans.entries()) {
        const number = index + 1;
        const assessment = assess(snapshot, defaultSettings);
        const open = rows
          .filter(({ openedScan, closedScan }) => openedScan <= number && (closedScan === null || closedScan > number))
          .map(({ control, resource: { kind, namespace, name } }) => [control, kind, namespace ?? '', name].join('\u0000'));
        const failing = new Set(failuresOf(assessment).map(({ key }) => key));
        const blind = new Set(assessment.controls.filter(({ outcome }) => outcome === 'unknown').map(({ control }) => control));
        expect(new Set(open).size).toBe(open.length);
        const kept = open.filter((key) => !failing.has(key));
        expect(open.filter((key) => failing.has(key)).sort()).toEqual([...failing].sort());
        expect(kept.every((key) => before.has(key) && blind.has(key.split('\u0000')[0] ?? ''))).toBe(true);
        before = new Set(open);
      }
    }),
    { numRuns: 25 },
  );
});

test('a report of any past day says what was judged on that day', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const { id, scans } = await play(history);
      for (const [index, snapshot] of scans.entries()) {
        const at = day(index + 1);
        const assessment = assess(snapshot, defaultSettings);
        const posture = await readPosture(store, {
          cluster: id,
          framework: 'all',
          from: at,
          to: at,
          timeZone: 'UTC',
          madeAt: at,
        });
        const [cluster] = posture.clusters;
        expect(cluster).toMatchObject({
          score: assessment.frameworks[0]?.score,
          inventory: assessment.inventory,
          unread: assessment.unread,
          scan: { number: index + 1, snapshotDigest: assessment.snapshotDigest, resultsDigest: assessment.resultsDigest },
        });
        expect(cluster?.controls.map(({ control, outcome, counts }) => ({ control, outcome, counts }))).toEqual(
          expect.arrayContaining(assessment.controls.map(({ control, outcome, counts }) => ({ control, outcome, counts }))),
        );
      }
    }),
    { numRuns: 10 },
  );
});

test('pruning takes away what ended before, and nothing of what is younger', async () => {
  await rowsOf(store, 'DELETE FROM cluster');
  await fc.assert(
    fc.asyncProperty(histories, fc.nat(), async (history, seed) => {
      const { id, scans } = await play(history);
      const floor = (seed % scans.length) + 1;
      await prune(store, new Date(day(floor)));
      for (const [index, snapshot] of scans.entries()) {
        const rebuilt = rebuildSnapshot(store, id, index + 1);
        if (index + 1 < floor) await expect(rebuilt).rejects.toThrow('There is no scan');
        else expect(await rebuilt).toEqual(snapshot);
      }
      const [left] = await rowsOf<{ ended: number; orphans: number }>(
        store,
        `SELECT (SELECT count(*)::int FROM object_interval WHERE cluster_id = $1 AND to_scan <= $2) AS ended,
           (SELECT count(*)::int FROM object WHERE NOT EXISTS (SELECT FROM object_interval AS o WHERE o.digest = object.digest)
              AND NOT EXISTS (SELECT FROM reach_interval AS r WHERE r.digest = object.digest)
              AND NOT EXISTS (SELECT FROM scan WHERE object.digest IN (header_digest, summary_digest))) AS orphans`,
        [id, floor],
      );
      expect(left).toEqual({ ended: 0, orphans: 0 });
    }),
    { numRuns: 12 },
  );
});
