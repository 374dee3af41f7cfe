import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadSampleFleet } from '#lib/sample/load.ts';
import { lastDay, sampleStories } from '#lib/sample/stories.ts';
import { addCluster, listClusters, removeCluster, removeSampleClusters } from '#lib/store/clusters.ts';
import { rowsOf, type Store } from '#lib/store/connection.ts';
import { readDrift } from '#lib/store/read/drift.ts';
import { readReach } from '#lib/store/read/reach.ts';
import { listScans } from '#lib/store/read/scans.ts';
import { rebuildSnapshot } from '#lib/store/read/snapshot.ts';
import { freshStore } from '#tests/support/postgres.ts';
import { everyRow } from '#tests/support/scans.ts';

/** One with the whole fleet, which tests only read. */
let loaded: Store;
beforeAll(async () => {
  loaded = await freshStore();
  expect(await loadSampleFleet(loaded)).toBe(true);
});
afterAll(() => loaded.close());

let store: Store;
beforeEach(async () => {
  store = await freshStore();
});
afterEach(() => store.close());

const names = sampleStories.map(({ name }) => name).toSorted();

/** Loads until so many days of all clusters together are saved, as if the process had been killed there. */
async function loadAndStop(days: number): Promise<void> {
  const stop = new AbortController();
  let left = days;
  const onProgress = () => {
    left -= 1;
    if (left === 0) stop.abort(new Error('stopped'));
  };
  await expect(loadSampleFleet(store, { signal: stop.signal, onProgress })).rejects.toThrow('stopped');
}

async function scansOf(name: string) {
  const cluster = (await listClusters(loaded)).find((one) => one.name === name);
  if (cluster === undefined) throw new Error(`no cluster ${name}`);
  return { cluster, scans: (await listScans(loaded, { cluster: cluster.id, limit: 1000, offset: 0 })).rows.toReversed() };
}

/** All that is kept, without what differs between two loads: times, and the ids that the database gives. */
const content = async (from: Store) => ({
  scans: await rowsOf(
    from,
    `SELECT name, number, status, snapshot_digest, results_digest, objects, findings, opened, closed, added, changed, removed
     FROM scan JOIN cluster ON cluster.id = cluster_id ORDER BY name, number`,
  ),
  findings: await rowsOf(
    from,
    `SELECT cluster.name AS cluster, control, kind, namespace, finding.name, opened_scan, closed_scan
     FROM finding JOIN cluster ON cluster.id = cluster_id ORDER BY 1, 2, 3, 4, 5, 6`,
  ),
  reach: await rowsOf(
    from,
    `SELECT name, namespace, digest, from_scan, to_scan FROM reach_interval JOIN cluster ON cluster.id = cluster_id ORDER BY 1, 2, 4`,
  ),
  drift: await rowsOf(
    from,
    `SELECT name, scan, against, opened, closed, changed, groups FROM connection_drift JOIN cluster ON cluster.id = cluster_id
     ORDER BY name, scan`,
  ),
});

describe('the sample fleet in an empty database', () => {
  test('is four clusters that say they are a sample, with a schedule', async () => {
    const clusters = await listClusters(loaded);
    expect(clusters.map(({ name }) => name)).toEqual(names);
    for (const { sample, cron, source, name } of clusters)
      expect({ sample, cron, source }).toEqual({ sample: true, cron: '0 4 * * *', source: { kind: 'sample', story: name } });
  });

  test('has a scan a day over ninety days up to now', async () => {
    const { scans } = await scansOf('shop-production');
    const days = scans.map(({ startedAt }) => Date.parse(startedAt) / 86_400_000);
    expect(days).toHaveLength(lastDay + 1);
    for (const [index, day] of days.entries()) if (index > 0) expect(day - (days[index - 1] ?? 0)).toBe(1);
    const sinceLast = Date.now() / 86_400_000 - (days.at(-1) ?? 0);
    expect(sinceLast).toBeGreaterThanOrEqual(0);
    expect(sinceLast).toBeLessThan(1.1);
  });

  test('shows the trouble that the scanner of the legacy cluster had', async () => {
    const { scans } = await scansOf('legacy');
    expect(scans.filter(({ status }) => status === 'partial')).toHaveLength(3);
    expect(scans.filter(({ status, error }) => status === 'failed' && error !== null)).toHaveLength(3);
    const gaps = scans.flatMap(
      ({ startedAt }, index) => Date.parse(startedAt) - Date.parse(scans[index - 1]?.startedAt ?? startedAt),
    );
    expect(Math.max(...gaps)).toBe(10 * 86_400_000);
  });

  test('opens findings and closes them on the days on which the manifests do', async () => {
    const { cluster, scans } = await scansOf('shop-production');
    const rows = await rowsOf<{ opened: number; closed: number | null }>(
      loaded,
      `SELECT opened_scan AS opened, closed_scan AS closed FROM finding
       WHERE cluster_id = $1 AND control = 'node-port-service' AND name = 'checkout-debug'`,
      [cluster.id],
    );
    expect(rows).toEqual([{ opened: 46, closed: 50 }]);
    expect(scans[45]?.opened).toBeGreaterThan(10);
    expect(scans[49]?.closed).toBeGreaterThan(10);
  });

  test('tells which connections each of these days opened and closed, and by which object', async () => {
    const { cluster } = await scansOf('shop-production');
    const drift = (from: number, to: number) => readDrift(loaded, cluster.id, from, to);
    const incident = await drift(45, 46);
    const causes = incident.lines.flatMap((line) => line.causes.map(({ object }) => `${object.kind} ${object.name}`));
    expect(incident.opened).toBeGreaterThan(10);
    expect(causes).toContain('NetworkPolicy incident-4512-allow-all');
    expect((await drift(49, 50)).closed).toBeGreaterThan(10);
    expect(await drift(46, 49)).toMatchObject({ lines: [], unknownScans: [] });
    // Of all that was opened, one namespace was forgotten.
    const left = (await drift(45, 50)).lines.flatMap((line) => line.causes.map(({ object }) => object.namespace));
    expect(new Set(left)).toEqual(new Set(['orders']));
    const days = await rowsOf<{ scan: number }>(loaded, 'SELECT scan FROM connection_drift WHERE cluster_id = $1', [cluster.id]);
    expect(days.length).toBeGreaterThan(10);
  });

  test('does not know who reached whom while its scanner was refused the policies, and tells again after', async () => {
    const { cluster } = await scansOf('legacy');
    expect(await readReach(loaded, cluster.id, 27)).toBeNull();
    expect((await readReach(loaded, cluster.id, 30))?.classes.length).toBeGreaterThan(10);
    expect((await readDrift(loaded, cluster.id, 26, 28)).unknownScans).toEqual([27, 28]);
    expect(await readDrift(loaded, cluster.id, 26, 30)).toMatchObject({ lines: [], unknownScans: [] });
  });

  test('adds nothing but the scan itself on days without a change', async () => {
    const { cluster, scans } = await scansOf('shop-staging');
    expect(scans.filter(({ added, changed, removed }) => added + changed + removed > 0)).toHaveLength(13);
    const begun = await rowsOf<{ scan: number }>(
      loaded,
      'SELECT DISTINCT from_scan AS scan FROM object_interval WHERE cluster_id = $1 ORDER BY 1',
      [cluster.id],
    );
    expect(begun.length).toBeLessThanOrEqual(13);
  });

  test('can be rebuilt as it was on any day', async () => {
    const { cluster } = await scansOf('legacy');
    const snapshot = await rebuildSnapshot(loaded, cluster.id, 28);
    expect(snapshot.reads['networkpolicies.networking.k8s.io'].status).toBe('forbidden');
  });

  test('stays as it is when it is loaded again', async () => {
    const before = await everyRow(loaded);
    expect(await loadSampleFleet(loaded)).toBe(false);
    expect(await loadSampleFleet(loaded, { asked: true })).toBe(false);
    expect(await everyRow(loaded)).toEqual(before);
  });
});

test('a fleet that was removed does not come back, and its removal leaves other clusters alone', async () => {
  await loadAndStop(150);
  await loadSampleFleet(store);
  const own = await addCluster(store, { name: 'own', source: { kind: 'manifests', path: '/srv/own' } });
  expect(await removeSampleClusters(store)).toHaveLength(4);
  expect(await loadSampleFleet(store)).toBe(false);
  expect(await listClusters(store)).toEqual([own]);
  const { scan, finding, object_interval: objects } = await everyRow(store);
  expect([...scan, ...finding, ...objects]).toEqual([]);
});

test('a load that was interrupted anywhere is completed, as if it had not been', async () => {
  await loadAndStop(1);
  await loadAndStop(130);
  expect(await loadSampleFleet(store)).toBe(true);
  expect(await content(store)).toEqual(await content(loaded));
});

test('two processes that load at the same time load one fleet', async () => {
  await loadAndStop(1);
  await Promise.all([loadSampleFleet(store), loadSampleFleet(store)]);
  const { scans } = await content(store);
  expect(scans).toHaveLength(3 * (lastDay + 1) + lastDay + 1 - 9);
});

test('a database with clusters of its own gets the fleet only when someone asks, under names that are free', async () => {
  await addCluster(store, { name: 'legacy', source: { kind: 'inCluster' } });
  expect(await loadSampleFleet(store)).toBe(false);
  expect(await listClusters(store)).toHaveLength(1);
  expect(await loadSampleFleet(store, { asked: true })).toBe(true);
  const sample = (await listClusters(store)).filter((cluster) => cluster.sample);
  expect(sample.map(({ name }) => name)).toEqual(names.map((name) => (name === 'legacy' ? 'legacy (sample)' : name)));
});

test('a cluster that somebody removes while it is loaded stays removed, and the others are completed', async () => {
  let removed = false;
  await loadSampleFleet(store, {
    onProgress: ({ cluster, done }) => {
      if (cluster !== 'shop-staging' || done < 10 || removed) return;
      removed = true;
      void listClusters(store).then((clusters) => {
        const staging = clusters.find(({ name }) => name === cluster);
        return staging && removeCluster(store, staging.id);
      });
    },
  });
  expect((await listClusters(store)).map(({ name }) => name)).toEqual(names.filter((name) => name !== 'shop-staging'));
  const { scans } = await content(store);
  expect(scans).toHaveLength(2 * (lastDay + 1) + lastDay + 1 - 9);
});
