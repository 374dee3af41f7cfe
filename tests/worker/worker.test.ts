import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openQueue, type Queue } from '#lib/queue/connection.ts';
import { listDeadScans, listScanJobs, requestScan } from '#lib/queue/scan-jobs.ts';
import { startDatabase } from '#lib/server/database.ts';
import { addCluster, type Cluster, removeCluster } from '#lib/store/clusters.ts';
import { openStore, type Store } from '#lib/store/connection.ts';
import { migrate } from '#lib/store/migrate.ts';
import { listProgress } from '#lib/store/progress.ts';
import { listFindings } from '#lib/store/read/findings.ts';
import { listScans } from '#lib/store/read/scans.ts';
import { rebuildSnapshot } from '#lib/store/read/snapshot.ts';
import type { ClusterSource } from '#lib/store/source.ts';
import { type ApiServer, startApiServer } from '#tests/support/api-server.ts';
import { slow } from '#tests/support/api-server-faults.ts';
import { freshDatabase } from '#tests/support/postgres.ts';
import { startWorkerProcess, until, type WorkerProcess } from '#tests/support/worker-process.ts';
import { deployment } from '#tests/support/world.ts';

let url: string;
let store: Store;
let queue: Queue;
let folder: string;
const workers: WorkerProcess[] = [];
const servers: ApiServer[] = [];

beforeAll(async () => {
  url = await freshDatabase();
  store = openStore(url);
  queue = await openQueue(url, { role: 'sender' });
  folder = await mkdtemp(path.join(os.tmpdir(), 'bulkhead-worker-'));
  await mkdir(path.join(folder, 'manifests'));
  await writeFile(path.join(folder, 'manifests/shop.yaml'), deployment('shop', 'web'));
});
afterEach(async () => {
  await Promise.all([
    ...workers.splice(0).map((worker) => worker.kill('SIGKILL')),
    ...servers.splice(0).map((server) => server.close()),
  ]);
});
afterAll(async () => {
  await queue.close();
  await store.close();
  await rm(folder, { recursive: true });
});

function worker(database = url): WorkerProcess {
  const started = startWorkerProcess(database);
  workers.push(started);
  return started;
}

async function apiServer(delayMs = 0): Promise<{ server: ApiServer; kubeconfig: string }> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
  const faults = delayMs === 0 ? [] : [{ path: /^\/api\/v1\/namespaces\?/, answer: slow(delayMs) }];
  const server = await startApiServer({ objects: [namespace], faults });
  servers.push(server);
  return { server, kubeconfig: await server.kubeconfig({ context: 'prod' }) };
}

let added = 0;
const cluster = (source: ClusterSource, to: Store = store): Promise<Cluster> => {
  added += 1;
  return addCluster(to, { name: `cluster ${added}`, source });
};
const manifests = (): ClusterSource => ({ kind: 'manifests', path: path.join(folder, 'manifests') });
const scansOf = async (id: number, from: Store = store) => (await listScans(from, { cluster: id, limit: 100, offset: 0 })).rows;
const scanned = (id: number, from: Store = store) => until(async () => (await scansOf(id, from))[0]);

describe('a worker', () => {
  test('scans manifests and live clusters, and leaves no progress behind', async () => {
    worker();
    const { kubeconfig } = await apiServer();
    const [shop, prod] = [await cluster(manifests()), await cluster({ kind: 'context', kubeconfig, context: 'prod' })];
    await Promise.all([requestScan(queue, shop.id), requestScan(queue, prod.id)]);
    expect(await scanned(shop.id)).toMatchObject({ number: 1, status: 'complete', error: null });
    expect(await scanned(prod.id)).toMatchObject({ number: 1, error: null });
    expect((await listFindings(store, { clusters: [shop.id] }, { limit: 1, offset: 0 })).total).toBeGreaterThan(0);
    expect((await rebuildSnapshot(store, prod.id, 1)).serverVersion).toBe('v1.36.2');
    await until(async () => (await listProgress(store)).length === 0);
  });

  test('shows how far a scan is while it runs', async () => {
    worker();
    const { kubeconfig } = await apiServer(3_000);
    const { id } = await cluster({ kind: 'context', kubeconfig, context: 'prod' });
    await requestScan(queue, id);
    const progress = await until(async () => (await listProgress(store, id)).find(({ done }) => done > 0));
    expect(progress).toMatchObject({
      cluster: id,
      attempt: 1,
      error: null,
      step: expect.stringMatching(/^reading \S+ \(\d+ objects\)$/),
    });
    expect(progress.done).toBeLessThan(progress.total ?? 0);
    await scanned(id);
  });

  test.each([
    ['a folder that does not exist', (): ClusterSource => ({ kind: 'manifests', path: '/no/such/folder' }), /\/no\/such\/folder/],
    [
      'a kubeconfig that does not exist',
      (): ClusterSource => ({ kind: 'context', kubeconfig: '/no/such/config', context: 'prod' }),
      /no kubeconfig at \/no\/such\/config/,
    ],
    ['a pod that it does not run in', (): ClusterSource => ({ kind: 'inCluster' }), /does not run in a pod/],
  ])('gives up at once on %s, and records why', async (_, source, message) => {
    worker();
    const { id } = await cluster(source());
    const { jobId } = await requestScan(queue, id);
    expect(await scanned(id)).toMatchObject({ status: 'failed', error: expect.stringMatching(message) });
    const dead = await until(async () => (await listDeadScans(queue)).find((scan) => scan.jobId === jobId));
    expect(dead.error).toMatch(message);
    expect(await listScanJobs(queue, id)).toEqual([]);
    await until(async () => (await listProgress(store, id)).length === 0);
  });

  test('tries again while the API server is down, and shows the last error meanwhile', async () => {
    worker();
    const { server, kubeconfig: own } = await apiServer();
    const kubeconfig = path.join(folder, 'kubeconfig-of-a-server-that-is-down');
    await copyFile(own, kubeconfig);
    await server.close();
    servers.splice(servers.indexOf(server), 1);
    const { id } = await cluster({ kind: 'context', kubeconfig, context: 'prod' });
    await requestScan(queue, id);
    const [job] = await until(async () => {
      const jobs = await listScanJobs(queue, id);
      return jobs[0]?.state === 'retrying' && jobs;
    });
    expect(job?.lastError).toMatch(/127\.0\.0\.1/);
    expect((await listProgress(store, id))[0]).toMatchObject({ attempt: 1, error: job?.lastError });
    expect(await scansOf(id)).toEqual([]);
  }, 120_000);

  test('forgets a scan whose cluster is removed while it runs', async () => {
    worker();
    const { kubeconfig } = await apiServer(2_000);
    const { id } = await cluster({ kind: 'context', kubeconfig, context: 'prod' });
    await requestScan(queue, id);
    await until(async () => (await listProgress(store, id))[0]);
    await removeCluster(store, id);
    await until(async () => (await listScanJobs(queue, id)).length === 0);
    expect((await listDeadScans(queue)).filter((scan) => scan.cluster === id)).toEqual([]);
    expect(await listProgress(store, id)).toEqual([]);
  });

  test('that is told to stop hands its scan back, and another one does it', async () => {
    const first = worker();
    const { kubeconfig } = await apiServer(8_000);
    const { id } = await cluster({ kind: 'context', kubeconfig, context: 'prod' });
    await requestScan(queue, id);
    await until(async () => (await listProgress(store, id))[0]);
    const begun = Date.now();
    expect(await first.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(Date.now() - begun).toBeLessThan(10_000);
    expect((await listScanJobs(queue, id))[0]).toMatchObject({
      state: 'retrying',
      lastError: 'The worker was stopped while it scanned.',
    });
    expect(await scansOf(id)).toEqual([]);
    worker();
    await requestScan(queue, id);
    expect(await scanned(id)).toMatchObject({ number: 1, status: 'complete' });
  });

  test('that is killed in the middle of a scan loses nothing: the job is done by another one within two minutes', async () => {
    const first = worker();
    const { kubeconfig } = await apiServer(4_000);
    const { id } = await cluster({ kind: 'context', kubeconfig, context: 'prod' });
    const { jobId } = await requestScan(queue, id);
    await until(async () => (await listProgress(store, id)).find(({ done }) => done > 0));
    await first.kill('SIGKILL');
    worker();
    const begun = Date.now();
    await scanned(id);
    expect(Date.now() - begun).toBeLessThan(120_000);
    expect(await scansOf(id)).toMatchObject([{ number: 1, status: 'complete' }]);
    expect((await listScanJobs(queue, id)).filter((job) => job.jobId === jobId)).toEqual([]);
  }, 180_000);
});

test('a worker outlives its database: the scan that was being done is done when the database is back', async () => {
  const data = await mkdtemp(path.join(os.tmpdir(), 'bulkhead-outage-'));
  let database = await startDatabase({ folder: data, given: true });
  const port = new URL(database.url).port;
  await migrate(database.url);
  const own = openStore(database.url);
  const ownQueue = await openQueue(database.url, { role: 'sender' });
  try {
    const running = worker(database.url);
    const { kubeconfig } = await apiServer(5_000);
    const { id } = await cluster({ kind: 'context', kubeconfig, context: 'prod' }, own);
    await requestScan(ownQueue, id);
    await until(async () => (await listProgress(own, id)).find(({ done }) => done > 0));
    await database.stop();
    await until(async () => running.said().includes('a scan did not succeed'));
    database = await startDatabase({ folder: data, given: true, port: Number(port) });
    expect(running.process.exitCode).toBeNull();
    await until(async () => (await scansOf(id, own).catch(() => []))[0]);
    expect(await scansOf(id, own)).toMatchObject([{ number: 1, status: 'complete' }]);
    expect(running.process.exitCode).toBeNull();
  } finally {
    await Promise.all(workers.splice(0).map((each) => each.kill('SIGKILL')));
    await ownQueue.close();
    await own.close();
    await database.stop();
    await rm(data, { recursive: true });
  }
}, 180_000);

test('the worker says in one line what keeps it from starting', async () => {
  const wrong = worker('postgresql://nobody:secret@127.0.0.1:1/nowhere');
  const { code } = await until(async () => wrong.process.exitCode !== null && { code: wrong.process.exitCode });
  expect(code).toBe(2);
  expect(wrong.said()).toBe(
    'The database 127.0.0.1:1/nowhere cannot be used: nothing listens there; start PostgreSQL or correct host and port in DATABASE_URL.\n',
  );
});
