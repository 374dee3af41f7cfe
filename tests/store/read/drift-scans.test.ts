import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '#lib/store/clusters.ts';
import { rowsOf, type Store } from '#lib/store/connection.ts';
import { prune } from '#lib/store/prune.ts';
import { readDrift } from '#lib/store/read/drift.ts';
import { findDriftScan, knownScanAt, lastDriftScan, listDriftScans } from '#lib/store/read/drift-scans.ts';
import { readRecentDrift } from '#lib/store/read/recent-drift.ts';
import { saveFailedScan } from '#lib/store/save/save-failed-scan.ts';
import { freshStore } from '#tests/support/postgres.ts';
import { day, newCluster, scan } from '#tests/support/scans.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const workloads = deployment('shop', 'web') + deployment('shop', 'db');
const open = world(workloads);
const closed = world(workloads + networkPolicy('shop', 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }));
const blind = world(workloads, {
  reads: { 'networkpolicies.networking.k8s.io': { status: 'forbidden', message: 'may not list' } },
});

let store: Store;
let prod: Cluster;
let quiet: Cluster;

// 1 open, 2 the same, 3 closed, 4 could not read the policies, 5 failed, 6 open again
beforeAll(async () => {
  store = await freshStore();
  prod = await newCluster(store, 'prod');
  quiet = await newCluster(store, 'quiet');
  for (const [number, seen] of [open, open, closed, blind].entries()) await scan(store, prod.id, day(number + 1), seen);
  await saveFailedScan(store, {
    cluster: prod.id,
    jobId: 'down',
    startedAt: day(5),
    finishedAt: day(5),
    dueSeconds: 86_400,
    error: 'no answer',
  });
  await scan(store, prod.id, day(6), open);
  await scan(store, quiet.id, day(1), open);
  await scan(store, quiet.id, day(2), open);
});
afterAll(() => store.close());

describe('the scans of a time line', () => {
  test('say how many connections each saw open and close, against which scan', async () => {
    const scans = await listDriftScans(store, prod.id, { from: day(0), to: day(9) });
    expect(scans.map(({ number, against }) => [number, against])).toEqual([
      [1, null],
      [2, null],
      [3, 2],
      [4, null],
      [5, null],
      [6, 3],
    ]);
    const [, same, closing, , , opening] = scans.map(({ counts }) => counts);
    expect(same).toEqual({ opened: 0, closed: 0, changed: 0 });
    expect(closing).toMatchObject({ opened: 0, changed: 0 });
    expect(closing?.closed).toBeGreaterThan(1);
    expect(opening).toEqual({ opened: closing?.closed, closed: 0, changed: 0 });
  });

  test('do not say that nothing changed where nobody could see it', async () => {
    const [unread, failed] = await listDriftScans(store, prod.id, { from: day(4), to: day(5) }).then((scans) => scans.slice(-2));
    expect(unread).toMatchObject({
      number: 4,
      status: 'partial',
      counts: null,
      reason: expect.stringContaining('were not read'),
    });
    expect(failed).toMatchObject({ number: 5, status: 'failed', counts: null, reason: 'the scan failed' });
  });

  test('begin with the last one before the time', async () => {
    const scans = await listDriftScans(store, prod.id, { from: day(3), to: day(4) });
    expect(scans.map(({ number }) => number)).toEqual([2, 3, 4]);
  });

  test('are found by their number, in their own cluster only', async () => {
    expect(await findDriftScan(store, prod.id, 3)).toMatchObject({ number: 3, against: 2 });
    expect(await findDriftScan(store, quiet.id, 3)).toBeNull();
  });
});

test('the last scan that changed a connection is told apart from a later one that could not see', async () => {
  expect((await lastDriftScan(store, prod.id))?.number).toBe(6);
  expect(await lastDriftScan(store, quiet.id)).toBeNull();
});

test('the last scan that knew who reached whom stands for one that does not', async () => {
  const known = await Promise.all([1, 3, 4, 5, 6].map((number) => knownScanAt(store, prod.id, number)));
  expect(known).toEqual([1, 3, 3, 3, 6]);
});

describe('what changed recently', () => {
  test('is told of the clusters in which something did, between the scans that the link compares', async () => {
    const { clusters, more } = await readRecentDrift(store, day(5));
    expect(more).toBe(0);
    expect(clusters).toMatchObject([{ cluster: 'prod', from: 3, to: 6, counts: { closed: 0, unknownScans: [] } }]);
    expect(clusters[0]?.counts?.opened).toBeGreaterThan(1);
  });

  test('leaves out what was undone again', async () => {
    const { clusters } = await readRecentDrift(store, day(2), prod.id);
    expect(clusters).toMatchObject([{ from: 2, to: 6, counts: { opened: 0, closed: 0, changed: 0 } }]);
  });

  test('is not known where a scan after the last change could not see', async () => {
    const { id } = await newCluster(store);
    for (const [index, seen] of [open, closed, open, blind].entries()) await scan(store, id, day(index + 1), seen);
    const { clusters } = await readRecentDrift(store, day(0), id);
    expect(clusters).toMatchObject([{ from: 1, to: 4, counts: { opened: 0, closed: 0, unknownScans: [4] } }]);
  });

  test('has no numbers where a scan saw more change than are kept', async () => {
    const { id } = await newCluster(store);
    for (const [index, seen] of [open, closed].entries()) await scan(store, id, day(index + 1), seen);
    await rowsOf(store, 'UPDATE connection_drift SET truncated = true WHERE cluster_id = $1', [id]);
    const { clusters } = await readRecentDrift(store, day(0), id);
    expect(clusters).toMatchObject([{ from: 1, to: 2, counts: null }]);
  });

  test('is nothing where nothing was recorded', async () => {
    expect(await readRecentDrift(store, day(0), quiet.id)).toEqual({ clusters: [], more: 0 });
    expect(await readRecentDrift(store, day(7))).toEqual({ clusters: [], more: 0 });
  });
});

test('a scan that was compared with one that is not kept any more does not know what changed, and names none that is gone', async () => {
  const { id } = await newCluster(store);
  for (const [index, seen] of [open, blind, closed, open].entries()) await scan(store, id, day(index + 1), seen);
  await prune(store, new Date(day(2)));
  expect(await listDriftScans(store, id, { from: day(0), to: day(9) })).toMatchObject([
    { number: 2, against: null },
    { number: 3, against: 2, counts: null, reason: 'scan 1, which it was compared with, is not kept any more' },
    { number: 4, against: 3, reason: null },
  ]);
  expect((await readDrift(store, id, 2, 4)).unknownScans).toEqual([2, 3]);
});
