import { setImmediate } from 'node:timers/promises';
import { assess } from '#lib/assess/assess.ts';
import { messageOf, UserError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { checkSchedule } from '#lib/queue/schedules.ts';
import type { ScanAttempt, ScanEnd } from '#lib/queue/work.ts';
import { type Cluster, findCluster } from '#lib/store/clusters.ts';
import type { Store } from '#lib/store/connection.ts';
import { clearProgress } from '#lib/store/progress.ts';
import { saveFailedScan } from '#lib/store/save/save-failed-scan.ts';
import { type SavedScan, saveScan } from '#lib/store/save/save-scan.ts';
import { readAssessSettings, readSetting } from '#lib/store/settings.ts';
import { type Progress, reportProgress } from './progress.ts';
import { readSource } from './read-source.ts';

export interface ScanContext {
  readonly store: Store;
  /** The kubeconfig for sources that name none; null: the usual one. */
  readonly kubeconfig: string | null;
  /** Ends all scans of this worker: they are handed back. */
  readonly stopping: AbortSignal;
}

/** Within how many seconds the next scan is wanted; null without a schedule that can be understood. */
function dueSecondsOf({ cron, timeZone }: Cluster): number | null {
  if (cron === null) return null;
  try {
    return checkSchedule({ cron, timeZone }).dueSeconds;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** What would go wrong in the same way again: bad configuration, not a server or a database that does not answer. */
const isHopeless = (error: unknown): error is UserError =>
  error instanceof UserError && error.exitCode === 2 && error.status !== 503;

async function readAndSave(context: ScanContext, attempt: ScanAttempt, cluster: Cluster, progress: Progress): Promise<SavedScan> {
  const { store } = context;
  // The sample's past is written in order; a scan of today between its days would end it there.
  if (cluster.source.kind === 'sample' && (await readSetting(store, 'sampleFleet')) === 'loading')
    throw new UserError('The history of the sample clusters is still being loaded: the scan follows by itself.', { exitCode: 3 });
  const startedAt = new Date().toISOString();
  const signal = AbortSignal.any([attempt.signal, context.stopping]);
  const snapshot = await readSource(cluster.source, { kubeconfig: context.kubeconfig, signal, onProgress: progress.step });
  signal.throwIfAborted();
  progress.step('judging');
  await setImmediate();
  const assessment = assess(snapshot, await readAssessSettings(store));
  signal.throwIfAborted();
  progress.step('saving');
  await setImmediate();
  return saveScan(store, {
    cluster: cluster.id,
    jobId: attempt.jobId,
    startedAt,
    finishedAt: new Date().toISOString(),
    dueSeconds: dueSecondsOf(cluster),
    snapshot,
    assessment,
  });
}

async function giveUp(
  { store }: ScanContext,
  attempt: ScanAttempt,
  cluster: Cluster,
  startedAt: string,
  error: string,
): Promise<ScanEnd> {
  await saveFailedScan(store, {
    cluster: cluster.id,
    jobId: attempt.jobId,
    startedAt,
    finishedAt: new Date().toISOString(),
    dueSeconds: dueSecondsOf(cluster),
    error,
  });
  await clearProgress(store, attempt.jobId);
  return { end: 'hopeless', error };
}

/**
 * One attempt at a scan: read, judge, save. A failure that another attempt may mend is thrown, until the last attempt; then, and where no
 * attempt can help, a failed scan is recorded. Handing a scan back because the worker stops is not a failure of the cluster.
 */
export async function scanCluster(context: ScanContext, attempt: ScanAttempt): Promise<ScanEnd> {
  const { store, stopping } = context;
  const cluster = await findCluster(store, { id: attempt.cluster });
  // It was removed after the scan was asked for.
  if (cluster === null) return { end: 'done' };
  const startedAt = new Date().toISOString();
  const progress = reportProgress(store, attempt);
  try {
    const saved = await readAndSave(context, attempt, cluster, progress);
    await progress.end();
    await clearProgress(store, attempt.jobId);
    log.info({ cluster: cluster.name, ...saved }, 'scanned');
    return { end: 'done' };
  } catch (error) {
    if (error instanceof UserError && error.status === 404 && (await findCluster(store, { id: cluster.id })) === null) {
      await progress.end();
      return { end: 'done' };
    }
    const message = stopping.aborted ? 'The worker was stopped while it scanned.' : messageOf(error);
    await progress.end(message);
    log.warn(
      { cluster: cluster.name, attempt: attempt.attempt, attempts: attempt.attempts, reason: message },
      'a scan did not succeed',
    );
    if (stopping.aborted || attempt.signal.aborted) throw new Error(message);
    if (isHopeless(error) || attempt.attempt >= attempt.attempts) return giveUp(context, attempt, cluster, startedAt, message);
    throw error;
  }
}
