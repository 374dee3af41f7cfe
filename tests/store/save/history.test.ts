import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assess } from '#lib/assess/assess.ts';
import { defaultSettings } from '#lib/assess/settings.ts';
import { sealSnapshot } from '#lib/snapshot/canonical.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { rowsOf, type Store } from '#lib/store/connection.ts';
import { prune } from '#lib/store/prune.ts';
import { listFindings } from '#lib/store/read/findings.ts';
import { readPosture } from '#lib/store/read/posture.ts';
import { rebuildSnapshot } from '#lib/store/read/snapshot.ts';
import { failuresOf } from '#lib/store/save/findings.ts';
import { freshStore } from '#tests/support/postgres.ts';
import { day, newCluster, scan } from '#tests/support/scans.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

let store: Store;
beforeAll(async () => {
  store = await freshStore();
});
afterAll(() => store.close());

/** What may or may not be there in a scan, in one of several forms. */
const pieces: readonly (readonly string[])[] = [
  ['', deployment('shop', 'web'), deployment('shop', 'web', { app: 'web', tier: 'front' })],
  ['', deployment('shop', 'cart'), deployment('shop', 'cart', { app: 'cart' }, { hostNetwork: true })],
  ['', deployment('bank', 'vault')],
  ['', deployment('default', 'lost')],
  ['', networkPolicy('shop', 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })],
  ['', networkPolicy('shop', 'some', { podSelector: { matchLabels: { app: 'web' } }, ingress: [{}] })],
  ['', networkPolicy('bank', 'deny', { podSelector: {} }), networkPolicy('bank', 'deny', { podSelector: {}, ingress: [{}] })],
];
const readable: readonly ResourceName[] = ['networkpolicies.networking.k8s.io', 'deployments.apps', 'pods', 'services'];

/** The same cluster as somebody sees it who may not read some of its resources. */
const hidden = (snapshot: Snapshot, names: readonly ResourceName[], status: 'forbidden' | 'failed'): Snapshot =>
  sealSnapshot({
    ...snapshot,
    reads: { ...snapshot.reads, ...Object.fromEntries(names.map((name) => [name, { status, message: 'no' }])) },
    objects: Object.fromEntries(Object.entries(snapshot.objects).filter(([name]) => !names.some((other) => other === name))),
  });

const snapshots = fc
  .record({
    forms: fc.tuple(...pieces.map((forms) => fc.nat(forms.length - 1))),
    unread: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.subarray([...readable], { minLength: 1 }) },
    ),
    status: fc.constantFrom('forbidden' as const, 'failed' as const),
  })
  .map(({ forms, unread, status }) =>
    hidden(world(forms.map((form, index) => pieces[index]?.[form] ?? '').join('')), unread, status),
  );

const histories = fc.array(fc.record({ snapshot: snapshots, repeat: fc.integer({ min: 1, max: 2 }) }), {
  minLength: 1,
  maxLength: 7,
});

async function play(history: readonly { snapshot: Snapshot; repeat: number }[]): Promise<{ id: number; scans: Snapshot[] }> {
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
