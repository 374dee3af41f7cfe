import { setTimeout as wait } from 'node:timers/promises';
import { messageOf, UserError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { openQueue, type Queue } from '#lib/queue/connection.ts';
import { schedulePrune, syncSchedules } from '#lib/queue/schedules.ts';
import { type GivenUp, stopWork, work } from '#lib/queue/work.ts';
import { listClusters } from '#lib/store/clusters.ts';
import { openStore, type Store } from '#lib/store/connection.ts';
import { migrate } from '#lib/store/migrate.ts';
import { clearProgress } from '#lib/store/progress.ts';
import { prune } from '#lib/store/prune.ts';
import { saveFailedScan } from '#lib/store/save/save-failed-scan.ts';
import { readRetentionDays } from '#lib/store/settings.ts';
import { publishContexts } from './contexts.ts';
import { loadSample } from './sample.ts';
import { scanCluster } from './scan.ts';

export interface WorkerOptions {
  readonly databaseUrl: string;
  readonly concurrency: number;
  readonly kubeconfig: string | null;
  /** Whether the sample clusters are loaded: into an empty database, whatever is there, or not at all. */
  readonly sample: 'ifEmpty' | 'asked' | 'no';
  readonly onSampleLoaded?: () => void;
}

export interface Worker {
  /** Ends what runs, or hands it back, within some seconds. */
  stop(): Promise<void>;
}

const finishSeconds = 4;
const closeSeconds = 4;
const syncEvery = 60_000;
const dayMs = 86_400_000;

async function pruneOld(store: Store): Promise<void> {
  const days = await readRetentionDays(store);
  // Without a limit, what is left of removed clusters still goes.
  const before = days === 0 ? new Date(0) : new Date(Date.now() - days * dayMs);
  log.info(await prune(store, before), 'pruned');
}

/** Brings the queue's schedules in line with the clusters, now and then: a web process may have ended between the two. */
async function keepSchedules(queue: Queue, store: Store, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for (const { cluster, error } of await syncSchedules(queue, await listClusters(store)))
        log.warn({ cluster, error }, 'a schedule cannot be used');
    } catch (error) {
      log.warn({ reason: messageOf(error) }, 'the schedules could not be compared');
    }
    await wait(syncEvery, undefined, { signal }).catch(() => undefined);
  }
}

/** Records a scan whose worker died too often to do so itself. */
async function recordGivenUp(store: Store, { jobId, cluster, error, at }: GivenUp): Promise<void> {
  try {
    await saveFailedScan(store, { cluster, jobId, startedAt: at, finishedAt: at, dueSeconds: null, error });
  } catch (thrown) {
    // The cluster was removed: there is nothing to record it of.
    if (!(thrown instanceof UserError && thrown.status === 404)) throw thrown;
  }
  await clearProgress(store, jobId);
}

/** Starts to take jobs. Throws UserError where the database cannot be used. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  await migrate(options.databaseUrl);
  const store = openStore(options.databaseUrl, { connections: 3 + 2 * options.concurrency, applicationName: 'bulkhead worker' });
  const queue = await openQueue(options.databaseUrl, { role: 'worker' });
  const stopping = new AbortController();
  const background = new AbortController();
  const context = { store, kubeconfig: options.kubeconfig, stopping: stopping.signal };
  await schedulePrune(queue);
  await work(
    queue,
    {
      onScan: (attempt) => scanCluster(context, attempt),
      onGivenUp: (scan) => recordGivenUp(store, scan),
      onPrune: () => pruneOld(store),
      onSample: () => loadSample(store, { asked: true, signal: background.signal }),
    },
    options.concurrency,
  );
  const tasks = [keepSchedules(queue, store, background.signal), publishContexts(store, options.kubeconfig, background.signal)];
  if (options.sample !== 'no') {
    const sample = { asked: options.sample === 'asked', signal: background.signal };
    tasks.push(loadSample(store, sample).then(() => options.onSampleLoaded?.()));
  }
  log.info({ concurrency: options.concurrency }, 'the worker takes jobs');

  return {
    stop: async () => {
      background.abort();
      const handBack = setTimeout(() => stopping.abort(), finishSeconds * 1000);
      await stopWork(queue, finishSeconds + closeSeconds);
      clearTimeout(handBack);
      await Promise.allSettled(tasks);
      await store.close();
    },
  };
}
