import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { assess } from '#lib/assess/assess.ts';
import { defaultSettings } from '#lib/assess/settings.ts';
import { loadSampleFleet } from '#lib/sample/load.ts';
import { startDatabase } from '#lib/server/database.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { addCluster } from '#lib/store/clusters.ts';
import { openStore, rowsOf, type Store } from '#lib/store/connection.ts';
import { migrate } from '#lib/store/migrate.ts';
import { readCluster } from '#lib/store/read/cluster.ts';
import { readControlAcrossFleet, readControls } from '#lib/store/read/controls.ts';
import { readDrift } from '#lib/store/read/drift.ts';
import { readFinding } from '#lib/store/read/finding.ts';
import { listFindings } from '#lib/store/read/findings.ts';
import { readFleet } from '#lib/store/read/fleet.ts';
import { readNamespaces } from '#lib/store/read/namespaces.ts';
import { readNeighbourhood } from '#lib/store/read/neighbourhood.ts';
import { readPosture } from '#lib/store/read/posture.ts';
import { listWorkloads, readReach } from '#lib/store/read/reach.ts';
import { readFrameworks } from '#lib/store/read/requirements.ts';
import { readScan } from '#lib/store/read/scan.ts';
import { listScans } from '#lib/store/read/scans.ts';
import { readMatrix } from '#lib/store/read/segmentation.ts';
import { rebuildSnapshot } from '#lib/store/read/snapshot.ts';
import { saveScan } from '#lib/store/save/save-scan.ts';
import { largeSnapshot } from './assess.ts';
import { generatedObjects, snapshotOfObjects } from './generated-cluster.ts';

async function took(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** The second best of five: the first may still have to read the disk, and others may be at work. */
async function usual(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) times.push(await took(work));
  return times.toSorted((a, b) => a - b)[1] ?? Number.NaN;
}

const line = (what: string, ms: number, most: number) =>
  console.log(`${what.padEnd(64)} ${ms.toFixed(0).padStart(6)} ms   (at most ${most.toLocaleString('en')})`);

/** Every read that a page makes. */
async function measureReads(store: Store, cluster: number, most: number): Promise<void> {
  const now = new Date().toISOString();
  const from = new Date(Date.now() - 90 * 86_400_000).toISOString();
  const since = new Date(Date.now() - 7 * 86_400_000).toISOString();
  const query = { framework: 'all', now, from, since } as const;
  const page = { limit: 50, offset: 0 };
  const { rows, total } = await listFindings(store, {}, page);
  const reads: [string, () => Promise<unknown>][] = [
    ['fleet overview', () => readFleet(store, query)],
    ['cluster overview', () => readCluster(store, cluster, query)],
    ['namespaces of a cluster', () => readNamespaces(store, cluster)],
    ['controls of a cluster', () => readControls(store, cluster)],
    ['a control across the fleet', () => readControlAcrossFleet(store, 'ingress-not-isolated')],
    ['a framework over the fleet', () => readFrameworks(store, { framework: 'cis-2.0.1' })],
    [`findings, first page of ${total}`, () => listFindings(store, {}, page)],
    [
      'findings with a text, last page',
      () => listFindings(store, { text: 'app' }, { limit: 50, offset: Math.max(0, total - 50) }),
    ],
    ['a finding', () => readFinding(store, rows[0]?.id ?? 0)],
    ['scans', () => listScans(store, { cluster, ...page })],
    ['a scan and what it changed', () => readScan(store, cluster, 1)],
  ];
  for (const [what, read] of reads) line(what, await usual(read), most);
}

async function measureLarge(store: Store, name: string, snapshot: Snapshot): Promise<number> {
  const assessment = assess(snapshot, defaultSettings);
  const { id } = await addCluster(store, { name, source: { kind: 'inCluster' } });
  const save = () => {
    const at = new Date().toISOString();
    return saveScan(store, {
      cluster: id,
      jobId: randomUUID(),
      startedAt: at,
      finishedAt: at,
      dueSeconds: 3_600,
      snapshot,
      assessment,
    });
  };
  const findings = assessment.controls.reduce((sum, { counts }) => sum + counts.fail, 0);
  console.log(`\n${name}; ${findings.toLocaleString('en')} findings`);
  line('saving the first scan', await took(save), 3_000);
  line('saving an unchanged rescan', await usual(save), 300);
  line('rebuilding its snapshot', await usual(() => rebuildSnapshot(store, id, 1)), 3_000);
  const now = new Date().toISOString();
  const posture = () => readPosture(store, { cluster: id, framework: 'all', from: now, to: now, timeZone: 'UTC', madeAt: now });
  line('everything for a report of it', await usual(posture), 1_500);
  return id;
}

/** Who reaches whom in a cluster of 10 workloads a namespace, each with a policy: what is kept, read and found to have changed. */
async function measureReach(store: Store, workloads: number): Promise<void> {
  const objects = [...generatedObjects({ workloads, perNamespace: 10 })];
  const changed = objects.map((object) =>
    object.kind === 'NetworkPolicy' && object.metadata.name === 'app-7'
      ? { ...object, spec: { podSelector: { matchLabels: { app: 'app-7' } }, policyTypes: ['Ingress', 'Egress'] } }
      : object,
  );
  const { id } = await addCluster(store, { name: `${workloads} workloads`, source: { kind: 'inCluster' } });
  const save = (snapshot: Snapshot) => {
    const assessment = assess(snapshot, defaultSettings);
    const at = new Date().toISOString();
    const visit = { cluster: id, jobId: randomUUID(), startedAt: at, finishedAt: at, dueSeconds: 3_600 };
    return took(() => saveScan(store, { ...visit, snapshot, assessment }));
  };
  const [first, second] = [await save(snapshotOfObjects(objects)), await save(snapshotOfObjects(changed))];
  const [size] = await rowsOf<{ rows: number; bytes: string; largest: number; kept: string; matrix: number }>(
    store,
    `SELECT count(*)::int AS rows, sum(length(text)) AS bytes, max(length(text)) AS largest, sum(pg_column_size(text)) AS kept,
       (SELECT max(length(matrix::text)) FROM segmentation_interval WHERE cluster_id = $1) AS matrix
     FROM reach_interval JOIN object USING (digest) WHERE cluster_id = $1`,
    [id],
  );
  const megabytes = (bytes: string | undefined) => `${(Number(bytes) / 1e6).toFixed(1)} MB`;
  console.log(
    `\nWho reaches whom among ${workloads.toLocaleString('en')} workloads, ${workloads / 10} namespaces: ${size?.rows} rows of ` +
      `${megabytes(size?.bytes)}, ${megabytes(size?.kept)} kept, the largest ${size?.largest} bytes; the matrix ${size?.matrix} bytes`,
  );
  line('saving the first scan', first, 3_000);
  line('saving a scan that changed one policy, and what that changed', second, 6_000);
  const recall = async () => (await readReach(store, id, 2))?.from(0);
  const [one, other] = ['ns-1', 'ns-2'];
  const reads: [string, () => Promise<unknown>, number][] = [
    ['who reaches whom', recall, workloads / 20],
    ['the matrix', () => readMatrix(store, id, 2), 100],
    ['all workloads', () => listWorkloads(store, id, null), workloads / 20],
    ['drift between two scans', () => readDrift(store, id, 1, 2), 100],
    ['what lies in two namespaces', () => readNeighbourhood(store, id, 2, [one, other]), 100],
  ];
  for (const [what, read, most] of reads) line(what, await usual(read), most);
}

const folder = await mkdtemp(path.join(os.tmpdir(), 'bulkhead-bench-'));
const database = await startDatabase({ folder, given: true });
try {
  await migrate(database.url);
  const store = openStore(database.url, { connections: 10 });
  await measureLarge(store, '10,000 pods, 500 namespaces, 2,000 policies', largeSnapshot());
  const open = largeSnapshot({ workloads: 5_000, podsPerWorkload: 2, policies: 0 });
  const id = await measureLarge(store, '10,000 pods, 500 namespaces, no policy', open);
  await measureReach(store, 3_000);
  await measureReach(store, 10_000);
  const [size] = await rowsOf<{ bytes: string }>(store, 'SELECT pg_database_size(current_database()) AS bytes');
  console.log(`\nReads of pages; the database has ${Math.round(Number(size?.bytes) / 1e6)} MB`);
  await measureReads(store, id, 100);
  await rowsOf(store, 'CREATE DATABASE sample');
  await store.close();

  const sampleUrl = Object.assign(new URL(database.url), { pathname: '/sample' }).href;
  await migrate(sampleUrl);
  const sample = openStore(sampleUrl, { connections: 10 });
  console.log('\nThe sample fleet');
  line('loading it', await took(() => loadSampleFleet(sample)), 20_000);
  await measureReads(sample, 1, 50);
  await sample.close();
} finally {
  await database.stop();
  await rm(folder, { recursive: true });
}
