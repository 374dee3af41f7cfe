import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { assess } from '#lib/assess/assess.ts';
import type { ConnectionDrift } from '#lib/assess/drift.ts';
import type { DriftLines } from '#lib/assess/drift-causes.ts';
import { defaultSettings } from '#lib/assess/settings.ts';
import { portsText } from '#lib/policy/ports.ts';
import type { PartialAnswer } from '#lib/reachability/reach.ts';
import { type Recalled, recalled } from '#lib/reachability/record.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { removeCluster } from '#lib/store/clusters.ts';
import { inTransaction, rowsOf, type Store } from '#lib/store/connection.ts';
import { prune } from '#lib/store/prune.ts';
import { readDrift } from '#lib/store/read/drift.ts';
import { readReach } from '#lib/store/read/reach.ts';
import { readMatrix } from '#lib/store/read/segmentation.ts';
import { lockCluster } from '#lib/store/save/scan-row.ts';
import { connectionDrift } from '#tests/support/drift.ts';
import { type History, histories } from '#tests/support/histories.ts';
import { freshStore } from '#tests/support/postgres.ts';
import { day, everyRow, newCluster, scan } from '#tests/support/scans.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

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

const answers = (found: Recalled | null) =>
  found?.classes.map((one) => ({
    ...one,
    from: found.from(one.index).map(({ index, ports }) => [index, portsText(ports)]),
    into: found.into(one.index).map(({ index, ports }) => [index, portsText(ports)]),
  }));

/** Every connection that differs, a line each. */
const linesOf = (groups: readonly Pick<DriftLines, 'src' | 'dst' | 'before' | 'after'>[]): readonly string[] =>
  groups
    .flatMap(({ src, dst, before, after }) => src.flatMap((from) => dst.map((to) => JSON.stringify([from, to, before, after]))))
    .toSorted();

const isEqual = (lines: readonly DriftLines[], { groups }: ConnectionDrift): boolean =>
  isDeepStrictEqual(linesOf(lines), linesOf(groups));

/** What must be told of a scan, from its own snapshot. */
function expected(snapshot: Snapshot) {
  const { reach } = assess(snapshot, defaultSettings);
  if (reach === null) return { answers: undefined, matrix: null };
  const { records, segmentation, matrix, partial } = reach;
  return { answers: answers(recalled(records)), matrix: { figures: segmentation, matrix, partial } };
}

describe('whatever is scanned one after the other', () => {
  test('every scan tells who reached whom in it, and none that could not know', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const { id, scans } = await play(history);
        for (const [index, snapshot] of scans.entries()) {
          const wanted = expected(snapshot);
          expect(answers(await readReach(store, id, index + 1))).toEqual(wanted.answers);
          expect(await readMatrix(store, id, index + 1)).toEqual(wanted.matrix);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('drift between any two scans says what a comparison of the two would', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const { id, scans } = await play(history);
        for (const [first, before] of scans.entries()) {
          for (const [last, after] of scans.entries()) {
            if (first >= last) continue;
            const found = await readDrift(store, id, first + 1, last + 1);
            const wanted = connectionDrift(before, after);
            const between = scans.slice(first, last + 1);
            if ('reason' in wanted) expect(found.unknownScans).not.toEqual([]);
            else if (between.some(({ reads }) => reads.services.status !== 'read'))
              expect(found.unknownScans.length > 0 || isEqual(found.lines, wanted)).toBe(true);
            else {
              expect(found.unknownScans).toEqual([]);
              expect(linesOf(found.lines)).toEqual(linesOf(wanted.groups));
              expect(found).toMatchObject({ opened: wanted.opened, closed: wanted.closed, changed: wanted.changed });
              expect(found.lines.every(({ causes }) => causes.length > 0)).toBe(true);
            }
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});

const apps = deployment('shop', 'web') + deployment('shop', 'cart') + deployment('bank', 'vault');
const closed = networkPolicy('bank', 'deny', { podSelector: {}, policyTypes: ['Ingress'] });
const unread = (snapshot: Snapshot, resource: 'pods' | 'namespaces' | 'networkpolicies.networking.k8s.io'): Snapshot => ({
  ...snapshot,
  reads: { ...snapshot.reads, [resource]: { status: 'forbidden', message: 'no' } },
  objects: { ...snapshot.objects, [resource]: [] },
});

const rowsIn = async (table: 'reach_interval' | 'segmentation_interval' | 'connection_drift') => (await everyRow(store))[table];

describe('who reaches whom', () => {
  test('is kept by namespace: a change in one adds a row of it, and of no other', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), world(apps));
    const before = await rowsIn('reach_interval');
    await scan(store, id, day(2), world(apps + deployment('shop', 'search')));
    const after = await rowsIn('reach_interval');
    expect(after).toHaveLength(before.length + 1);
    const begun = await rowsOf<{ namespace: string }>(
      store,
      'SELECT namespace FROM reach_interval WHERE cluster_id = $1 AND from_scan = 2',
      [id],
    );
    expect(begun).toEqual([{ namespace: 'shop' }]);
  });

  test('is compared anew where a policy changes, and not where only the number of pods does', async () => {
    const { id } = await newCluster(store);
    const pod = (name: string) => `---
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: shop
  labels: { app: web }
  ownerReferences: [{ apiVersion: apps/v1, kind: StatefulSet, name: web, uid: u, controller: true }]
spec: { containers: [{ name: main, image: example.org/app:1 }] }
status: { phase: Running }
`;
    const deny = networkPolicy('shop', 'deny', { podSelector: {}, policyTypes: ['Ingress'] });
    await scan(store, id, day(1), world(pod('web-0'), { origin: 'live' }));
    await scan(store, id, day(2), world(pod('web-0') + pod('web-1'), { origin: 'live' }));
    await scan(store, id, day(3), world(pod('web-0') + pod('web-1') + deny, { origin: 'live' }));
    const digests = await rowsOf<{ digest: string }>(
      store,
      'SELECT reach_digest AS digest FROM scan WHERE cluster_id = $1 ORDER BY number',
      [id],
    );
    expect(digests[1]).toEqual(digests[0]);
    expect(digests[2]).not.toEqual(digests[0]);
    expect((await readDrift(store, id, 1, 2)).lines).toEqual([]);
    expect((await readDrift(store, id, 2, 3)).closed).toBeGreaterThan(0);
    expect((await readReach(store, id, 1))?.classes[0]?.pods).toBe(1);
    expect((await readReach(store, id, 2))?.classes[0]?.pods).toBe(2);
  });

  test.each(['pods', 'namespaces', 'networkpolicies.networking.k8s.io'] as const)(
    'is not known while %s cannot be read, and what changed meanwhile is told by the next scan that can',
    async (resource) => {
      const { id } = await newCluster(store);
      await scan(store, id, day(1), world(apps));
      await scan(store, id, day(2), unread(world(apps), resource));
      await scan(store, id, day(3), unread(world(apps), resource));
      await scan(store, id, day(4), world(apps + closed));
      expect(await readReach(store, id, 2)).toBeNull();
      expect(await readMatrix(store, id, 3)).toBeNull();
      expect(await readDrift(store, id, 1, 2)).toMatchObject({ lines: [], unknownScans: [2] });
      expect(await readDrift(store, id, 2, 3)).toMatchObject({ lines: [], unknownScans: [2, 3] });
      expect(await readDrift(store, id, 3, 4)).toMatchObject({ lines: [], unknownScans: [3, 4] });
      const whole = await readDrift(store, id, 1, 4);
      expect(whole).toMatchObject({ opened: 0, unknownScans: [] });
      expect(whole.lines[0]?.causes).toMatchObject([{ object: { kind: 'NetworkPolicy', name: 'deny' }, scan: 4, at: day(4) }]);
    },
  );

  test('is kept with the reasons why it is not the whole truth', async () => {
    const { id } = await newCluster(store);
    const cilium = `---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: l7, namespace: shop }
spec: { endpointSelector: {} }
`;
    await scan(store, id, day(1), world(apps + cilium));
    const partial: readonly PartialAnswer[] | undefined = (await readMatrix(store, id, 1))?.partial;
    expect(partial).toEqual([
      { policy: 'CiliumNetworkPolicy shop/l7', reason: 'CiliumNetworkPolicy of cilium.io is not evaluated' },
    ]);
  });
});

describe('after an update from a version that did not keep it', () => {
  /** As such a version leaves a scan behind. */
  async function forget(cluster: number): Promise<void> {
    await rowsOf(store, 'UPDATE scan SET reach_digest = NULL WHERE cluster_id = $1', [cluster]);
    for (const table of ['reach_interval', 'segmentation_interval', 'connection_drift'])
      await rowsOf(store, `DELETE FROM ${table} WHERE cluster_id = $1`, [cluster]);
  }

  test('earlier scans tell nothing, and an unchanged rescan tells all', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), world(apps));
    await forget(id);
    expect(await readReach(store, id, 1)).toBeNull();
    expect((await scan(store, id, day(2), world(apps))).unchanged).toBe(false);
    expect((await readReach(store, id, 2))?.classes).toHaveLength(3);
    expect(await readReach(store, id, 1)).toBeNull();
    expect(await readDrift(store, id, 1, 2)).toMatchObject({ lines: [], unknownScans: [] });
    expect((await scan(store, id, day(3), world(apps))).unchanged).toBe(true);
  });

  test('the first scan is compared with the last one before, and the others stay unknown', async () => {
    const { id } = await newCluster(store);
    for (const number of [1, 2]) await scan(store, id, day(number), world(apps));
    await forget(id);
    await scan(store, id, day(3), world(apps + closed));
    expect((await readDrift(store, id, 2, 3)).unknownScans).toEqual([]);
    expect((await readDrift(store, id, 2, 3)).closed).toBeGreaterThan(0);
    expect((await readDrift(store, id, 1, 3)).unknownScans).toEqual([1]);
  });
});

describe('a scan whose predecessor cannot be rebuilt', () => {
  test('is saved, and says why it does not know what changed', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), world(apps));
    await rowsOf(store, `UPDATE scan SET snapshot_digest = 'lost' WHERE cluster_id = $1`, [id]);
    await scan(store, id, day(2), world(apps + closed));
    const [row] = await rowsOf<{ reason: string; opened: null; groups: unknown[] }>(
      store,
      'SELECT reason, opened, groups FROM connection_drift WHERE cluster_id = $1',
      [id],
    );
    expect(row).toMatchObject({ opened: null, groups: [] });
    expect(row?.reason).toMatch(/^scan 1 could not be compared with: The snapshot of scan 1 .* cannot be rebuilt/);
    expect(await readDrift(store, id, 1, 2)).toMatchObject({ lines: [], unknownScans: [2] });
    expect((await readReach(store, id, 2))?.classes).toHaveLength(3);
  });

  test('leaves open what happened in the scans between the two', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), world(apps));
    await scan(store, id, day(2), unread(world(apps), 'pods'));
    await rowsOf(store, `UPDATE scan SET snapshot_digest = 'lost' WHERE cluster_id = $1`, [id]);
    await scan(store, id, day(3), world(apps + closed));
    expect(await readDrift(store, id, 1, 3)).toMatchObject({ lines: [], unknownScans: [2, 3] });
  });
});

describe('scans of one cluster that are saved at the same time', () => {
  /** Saves them while none of them can know of another one: each has compared itself with what was there before all of them. */
  async function atOnce(id: number, snapshots: readonly Snapshot[]): Promise<readonly number[]> {
    const saves = await inTransaction(store, async (client) => {
      await lockCluster(client, id);
      const begun = snapshots.map((snapshot) => scan(store, id, day(2), snapshot));
      await vi.waitFor(async () => {
        const [row] = await rowsOf<{ waiting: number }>(
          store,
          `SELECT count(*)::int AS waiting FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = $1`,
          [id],
        );
        expect(row?.waiting).toBe(snapshots.length);
      }, 20_000);
      return begun;
    });
    return (await Promise.all(saves)).map(({ number }) => number);
  }

  test('are told apart: each says what changed since the one that precedes it', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), world(apps));
    const snapshots = [closed, deployment('shop', 'search'), ''].map((more) => world(apps + more));
    const numbers = await atOnce(id, snapshots);
    expect(numbers.toSorted()).toEqual([2, 3, 4]);
    const inOrder = [1, 2, 3, 4].map((number) => snapshots[numbers.indexOf(number)] ?? world(apps));
    for (const [index, after] of inOrder.entries()) {
      const before = inOrder[index - 1];
      if (before === undefined) continue;
      const wanted = connectionDrift(before, after);
      if ('reason' in wanted) throw new Error(wanted.reason);
      const found = await readDrift(store, id, index, index + 1);
      expect(found.unknownScans).toEqual([]);
      expect(linesOf(found.lines)).toEqual(linesOf(wanted.groups));
    }
  });

  test('are told apart when they are the first ones of their cluster', async () => {
    const { id } = await newCluster(store);
    await atOnce(id, [world(apps), world(apps + closed)]);
    expect(await readDrift(store, id, 1, 2)).toMatchObject({ unknownScans: [] });
    expect((await readDrift(store, id, 1, 2)).lines).not.toEqual([]);
  });
});

describe('what ended', () => {
  test('is pruned, with its bodies, and what holds still tells', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), world(apps));
    await scan(store, id, day(2), world(apps + closed));
    await scan(store, id, day(3), world(apps + closed + deployment('shop', 'search')));
    const bodies = () =>
      rowsOf(store, 'SELECT digest FROM reach_interval JOIN object USING (digest) WHERE cluster_id = $1', [id]);
    const before = await readReach(store, id, 3);
    const length = (await bodies()).length;
    await prune(store, new Date(day(3)));
    expect(answers(await readReach(store, id, 3))).toEqual(answers(before));
    expect((await bodies()).length).toBe(2);
    expect(length).toBeGreaterThan(2);
    expect(await rowsOf(store, 'SELECT FROM connection_drift WHERE cluster_id = $1', [id])).toEqual([]);
    const [left] = await rowsOf<{ count: number }>(
      store,
      'SELECT count(*)::int AS count FROM segmentation_interval WHERE cluster_id = $1',
      [id],
    );
    expect(left).toEqual({ count: 1 });
  });

  test('takes nothing along of what is told about the scans that are kept', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(), async (history, seed) => {
        const { id, scans } = await play(history);
        const floor = (seed % scans.length) + 1;
        const kept = scans.map((_, index) => index + 1).filter((number) => number >= floor);
        const told = async () => {
          const ofScans = kept.map(async (number) => [
            answers(await readReach(store, id, number)),
            await readMatrix(store, id, number),
          ]);
          const pairs = kept.flatMap((from) => kept.filter((to) => from < to).map((to) => [from, to] as const));
          const ofPairs = pairs.map(async ([from, to]) => {
            const { lines, unknownScans } = await readDrift(store, id, from, to);
            return [linesOf(lines), unknownScans.length > 0];
          });
          return Promise.all([...ofScans, ...ofPairs]);
        };
        const before = await told();
        await prune(store, new Date(day(floor)));
        expect(await told()).toEqual(before);
        const [left] = await rowsOf<{ ended: number }>(
          store,
          `SELECT (SELECT count(*) FROM reach_interval WHERE cluster_id = $1 AND to_scan <= $2)::int
             + (SELECT count(*) FROM segmentation_interval WHERE cluster_id = $1 AND to_scan <= $2)::int
             + (SELECT count(*) FROM connection_drift WHERE cluster_id = $1 AND (scan <= $2 OR against < $2))::int AS ended`,
          [id, floor],
        );
        expect(left).toEqual({ ended: 0 });
        await removeCluster(store, id);
      }),
      { numRuns: 12 },
    );
  });

  test('goes with its cluster', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), world(apps));
    await scan(store, id, day(2), world(apps + closed));
    const of = async () => {
      const [row] = await rowsOf<{ count: number }>(
        store,
        `SELECT (SELECT count(*) FROM reach_interval WHERE cluster_id = $1) + (SELECT count(*) FROM segmentation_interval WHERE cluster_id = $1)
           + (SELECT count(*) FROM connection_drift WHERE cluster_id = $1) AS count`,
        [id],
      );
      return Number(row?.count);
    };
    expect(await of()).toBeGreaterThan(3);
    await removeCluster(store, id);
    expect(await of()).toBe(0);
  });
});
