import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assess } from '#lib/assess/assess.ts';
import { defaultSettings } from '#lib/assess/settings.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Cluster } from '#lib/store/clusters.ts';
import type { Store } from '#lib/store/connection.ts';
import { readCluster } from '#lib/store/read/cluster.ts';
import { readControlAcrossFleet } from '#lib/store/read/controls.ts';
import { readFleet } from '#lib/store/read/fleet.ts';
import { readNamespaces } from '#lib/store/read/namespaces.ts';
import { readPosture } from '#lib/store/read/posture.ts';
import { readFrameworks } from '#lib/store/read/requirements.ts';
import { readScan } from '#lib/store/read/scan.ts';
import { readTrend } from '#lib/store/read/trend.ts';
import { saveFailedScan } from '#lib/store/save/save-failed-scan.ts';
import { freshStore } from '#tests/support/postgres.ts';
import { day, newCluster, scan } from '#tests/support/scans.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

let store: Store;
let prod: Cluster;
let lab: Cluster;
let empty: Cluster;

const deny = (namespace: string) => networkPolicy(namespace, 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const open = world(deployment('shop', 'web') + deployment('bank', 'vault'));
const closed = world(deployment('shop', 'web') + deployment('bank', 'vault') + deny('shop') + deny('bank'));
const blind = world(deployment('shop', 'web'), {
  reads: { 'networkpolicies.networking.k8s.io': { status: 'forbidden', message: 'may not list' } },
});
const scoreOf = (snapshot: Snapshot) => assess(snapshot, defaultSettings).frameworks[0]?.score;

const query = { framework: 'all', now: day(20), from: day(0), since: day(5) } as const;

beforeAll(async () => {
  store = await freshStore();
  prod = await newCluster(store, 'prod');
  lab = await newCluster(store, 'lab');
  empty = await newCluster(store, 'not scanned yet');
  await scan(store, prod.id, day(1), closed);
  await scan(store, prod.id, day(2), closed);
  // Ten days in which nobody looked, at a schedule of one.
  await scan(store, prod.id, day(12), open);
  for (const number of [13, 14, 15, 16, 17, 18]) await scan(store, prod.id, day(number), open);
  await saveFailedScan(store, {
    cluster: prod.id,
    jobId: 'down',
    startedAt: day(19),
    finishedAt: day(19),
    dueSeconds: 86_400,
    error: 'no answer',
  });
  await scan(store, lab.id, day(1), open, { dueSeconds: null });
  await scan(store, lab.id, day(10), blind, { dueSeconds: null });
});
afterAll(() => store.close());

describe('the fleet', () => {
  test('has the mean score of the clusters that were scanned, now and then', async () => {
    const fleet = await readFleet(store, query);
    const [a, b] = [scoreOf(open)?.value ?? 0, scoreOf(blind)?.value ?? 0];
    expect(fleet.score.value).toBeCloseTo((a + b) / 2, 0);
    expect(fleet.before?.value).toBeCloseTo(((scoreOf(closed)?.value ?? 0) + a) / 2, 0);
    expect(fleet.trend.at(-1)?.score).toEqual(fleet.score);
  });

  test('lists its clusters by name with what is wrong with each', async () => {
    const { clusters } = await readFleet(store, query);
    expect(clusters.map(({ cluster }) => cluster.name)).toEqual(['lab', 'not scanned yet', 'prod']);
    const [first, second, third] = clusters;
    expect(first).toMatchObject({ scan: { number: 2, status: 'partial' }, failure: null, worst: 'high' });
    expect(first?.summary?.unread).toMatchObject([{ resource: 'networkpolicies.networking.k8s.io', status: 'forbidden' }]);
    expect(first?.unconfirmed).toBeGreaterThan(0);
    expect(second).toMatchObject({ scan: null, score: { value: null }, worst: null, sparkline: [] });
    expect(third).toMatchObject({
      scan: { number: 9, status: 'complete' },
      failure: { number: 10, at: day(19), error: 'no answer' },
    });
  });

  test('counts what changed since last week, and not what the first scans found', async () => {
    const { changes, clusters } = await readFleet(store, query);
    expect(changes.opened).toBe(clusters.find(({ cluster }) => cluster.id === prod.id)?.opened);
    expect(changes.opened).toBeGreaterThan(0);
    expect(changes.newlyUnknown.every(({ cluster }) => cluster === lab.id)).toBe(true);
    expect(changes.newlyUnknown.map(({ control }) => control)).toContain('ingress-not-isolated');
  });

  test('has its worst controls with the clusters where they fail or are unknown', async () => {
    const { controls } = await readFleet(store, query);
    expect(controls.find(({ control }) => control === 'ingress-not-isolated')).toMatchObject({
      failing: 2,
      failingClusters: [prod.id],
      unknownClusters: [lab.id],
    });
  });
});

describe('a cluster', () => {
  test('is as its last successful scan saw it, and says that a later one failed', async () => {
    const { score, scan: last, failure, scores, summary } = await readCluster(store, prod.id, query);
    expect(score).toEqual(scoreOf(open));
    expect(last).toMatchObject({ number: 9, at: day(18) });
    expect(failure?.error).toBe('no answer');
    expect(scores.map(({ framework }) => framework)).toContain('cis-2.0.1');
    expect(summary?.inventory).toMatchObject({ namespaces: 2, workloads: 2 });
  });

  test('that does not exist is an error with that status', async () => {
    await expect(readCluster(store, 999, query)).rejects.toMatchObject({ name: 'UserError', status: 404 });
  });

  test('has a gap in its trend from when the scan was due to the next one', async () => {
    const trend = await readTrend(store, { cluster: prod.id, framework: 'all', from: day(0), to: day(20) });
    expect(trend.map(({ at, gap, scan: number }) => [at, gap, number])).toEqual([
      [day(1), false, 1],
      [day(3), true, null],
      [day(12), false, 3],
    ]);
    const later = await readTrend(store, { cluster: prod.id, framework: 'all', from: day(15), to: day(25) });
    expect(later.map(({ at, gap }) => [at, gap])).toEqual([
      [day(15), false],
      [day(19), true],
    ]);
  });

  test('without a schedule has no gaps', async () => {
    const trend = await readTrend(store, { cluster: lab.id, framework: 'all', from: day(0), to: day(90) });
    expect(trend.map(({ gap }) => gap)).toEqual([false, false]);
  });

  test('has the namespaces, controls and requirements that were judged', async () => {
    const assessment = assess(open, defaultSettings);
    expect(await readNamespaces(store, prod.id)).toEqual(assessment.namespaces.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
    const across = await readControlAcrossFleet(store, 'ingress-not-isolated');
    expect(across.map(({ cluster, outcome }) => [cluster, outcome])).toEqual([
      [prod.id, 'fail'],
      [lab.id, 'unknown'],
    ]);
    expect(across[0]?.namespaces.map(({ namespace, counts }) => [namespace, counts.fail])).toEqual([
      ['bank', 1],
      ['shop', 1],
    ]);
    const [cis] = await readFrameworks(store, { framework: 'cis-2.0.1', cluster: prod.id });
    expect(cis?.requirements).toEqual(assessment.frameworks.find(({ framework }) => framework === 'cis-2.0.1')?.requirements);
  });
});

describe('a scan', () => {
  test('says what changed in it', async () => {
    const { scan: row, objects, opened, closed: gone, outcomes, header, scores } = await readScan(store, prod.id, 3);
    expect(row).toMatchObject({ number: 3, added: 0, changed: 0, removed: 2, closed: 0 });
    expect(objects).toEqual([
      { change: 'removed', resource: 'networkpolicies.networking.k8s.io', namespace: 'bank', name: 'deny' },
      { change: 'removed', resource: 'networkpolicies.networking.k8s.io', namespace: 'shop', name: 'deny' },
    ]);
    expect(opened).toHaveLength(row.opened);
    expect(gone).toEqual([]);
    expect(outcomes.find(({ control }) => control === 'ingress-not-isolated')).toMatchObject({ from: 'pass', to: 'fail' });
    expect(header?.origin).toBe('manifests');
    expect(scores.find(({ framework }) => framework === 'all')?.score).toEqual(scoreOf(open));
  });

  test('that changed nothing says so, and one that failed says why', async () => {
    expect(await readScan(store, prod.id, 2)).toMatchObject({ opened: [], closed: [], objects: [], outcomes: [] });
    expect(await readScan(store, prod.id, 10)).toMatchObject({
      scan: { error: 'no answer' },
      header: null,
      summary: null,
      scores: [],
    });
    await expect(readScan(store, prod.id, 99)).rejects.toMatchObject({ status: 404 });
  });

  test('shows at most as much as is asked for', async () => {
    const { scan: row, objects } = await readScan(store, prod.id, 1, 2);
    expect(objects).toHaveLength(2);
    expect(row.added).toBeGreaterThan(2);
  });
});

describe('what a report says of the fleet', () => {
  const ask = (from: string, to: string, cluster?: number) =>
    readPosture(store, {
      framework: 'cis-2.0.1',
      from,
      to,
      timeZone: 'UTC',
      madeAt: day(20),
      ...(cluster === undefined ? {} : { cluster }),
    });

  test('is of the end of its period, with what changed in it', async () => {
    const posture = await ask(day(5), day(15));
    expect(posture).toMatchObject({ scope: { kind: 'fleet', name: 'Fleet', sample: false }, framework: 'cis-2.0.1' });
    const [, , production] = posture.clusters;
    expect(production).toMatchObject({ name: 'prod', scan: { number: 6 }, source: 'manifests /srv/manifests' });
    expect(production?.changes.opened.length).toBe((await readScan(store, prod.id, 3)).scan.opened);
    expect(production?.requirements.length).toBeGreaterThan(0);
    expect(production?.controls.find(({ control }) => control === 'ingress-not-isolated')?.findings).toMatchObject([
      { cluster: 'prod', resource: { namespace: 'bank' }, openedAt: day(12), closedAt: null },
      { cluster: 'prod', resource: { namespace: 'shop' }, openedAt: day(12), closedAt: null },
    ]);
    expect(posture.before).not.toBeNull();
  });

  test('of an earlier end knows nothing of what came later', async () => {
    const [, , production] = (await ask(day(0), day(4))).clusters;
    expect(production).toMatchObject({ scan: { number: 2 }, changes: { opened: [], closed: [] } });
    expect(production?.controls.find(({ control }) => control === 'ingress-not-isolated')).toMatchObject({
      outcome: 'pass',
      findings: [],
    });
  });

  test('names clusters without a scan, and scans that failed after the one it describes', async () => {
    const [, unscanned, production] = (await ask(day(5), day(20))).clusters;
    expect(unscanned).toMatchObject({ name: empty.name, scan: null, score: { value: null }, controls: [] });
    expect(production?.problems).toEqual([{ object: 'scan 10', message: `The last scan, at ${day(19)}, failed: no answer` }]);
  });

  test('of a cluster that does not exist is an error', async () => {
    await expect(ask(day(0), day(1), 999)).rejects.toMatchObject({ status: 404 });
  });
});
