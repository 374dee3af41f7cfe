import type { JobWithMetadata } from 'pg-boss';
import { messageOf } from '#lib/errors.ts';
import { deadScanQueue, pruneQueue, type Queue, sampleQueue, scanQueue } from './connection.ts';
import { errorOf, type ScanRequest } from './scan-jobs.ts';

/** One attempt at a scan. */
export interface ScanAttempt {
  readonly jobId: string;
  readonly cluster: number;
  /** When the job was made, RFC 3339. */
  readonly createdAt: string;
  /** 1 for the first, of `attempts`. */
  readonly attempt: number;
  readonly attempts: number;
  /** Ends the attempt: the job was cancelled, or given to somebody else. */
  readonly signal: AbortSignal;
}

/**
 * `done`: nothing is left to do. `hopeless`: another attempt would end the same way. Anything that is thrown is tried again, later and
 * later, until the attempts are used up.
 */
export type ScanEnd = { readonly end: 'done' } | { readonly end: 'hopeless'; readonly error: string };

/** A scan that was given up, in this process or by the death of another one. */
export interface GivenUp {
  readonly jobId: string;
  readonly cluster: number;
  readonly error: string;
  readonly at: string;
}

export interface Workers {
  readonly onScan: (attempt: ScanAttempt) => Promise<ScanEnd>;
  readonly onGivenUp: (scan: GivenUp) => Promise<void>;
  readonly onPrune: () => Promise<void>;
  readonly onSample: () => Promise<void>;
}

const attemptOf = (job: JobWithMetadata<ScanRequest>): ScanAttempt => ({
  jobId: job.id,
  cluster: job.data.cluster,
  createdAt: job.createdOn.toISOString(),
  attempt: job.retryCount + 1,
  attempts: job.retryLimit + 1,
  signal: job.signal,
});

/** The queue keeps words as JSON, in which PostgreSQL takes neither a NUL character nor half of a surrogate pair. */
const wordsOf = (thrown: unknown): string => messageOf(thrown).replaceAll('\u0000', '\uFFFD').toWellFormed();

/** Takes jobs until the queue is closed. Scans of different clusters run at the same time, `concurrency` of them in this process. */
export async function work(
  { boss }: Queue,
  { onScan, onGivenUp, onPrune, onSample }: Workers,
  concurrency: number,
): Promise<void> {
  await boss.work(
    scanQueue,
    { localConcurrency: concurrency, includeMetadata: true, perJobResults: true, pollingIntervalSeconds: 1 },
    async ([job]: JobWithMetadata<ScanRequest>[]) => {
      if (job === undefined) return [];
      const ended = await onScan(attemptOf(job)).catch((error: unknown) => {
        // Its cause would be kept along with it.
        throw new Error(wordsOf(error));
      });
      return ended.end === 'done'
        ? [{ id: job.id, status: 'completed' as const }]
        : [{ id: job.id, status: 'deadletter' as const, output: { message: wordsOf(ended.error) } }];
    },
  );
  await boss.work(
    deadScanQueue,
    { includeMetadata: true, pollingIntervalSeconds: 5 },
    async ([job]: JobWithMetadata<ScanRequest>[]) => {
      if (job === undefined) return;
      const error = errorOf(job.sourceOutput) ?? 'The worker ended while it scanned.';
      await onGivenUp({ jobId: job.sourceId ?? job.id, cluster: job.data.cluster, error, at: job.createdOn.toISOString() });
    },
  );
  await boss.work(sampleQueue, { pollingIntervalSeconds: 2 }, () => onSample());
  await boss.work(pruneQueue, { pollingIntervalSeconds: 30 }, () => onPrune());
}

/** Gives up waiting for jobs that run after `seconds`: they are handed back, to be tried again. */
export async function stopWork({ boss }: Queue, seconds: number): Promise<void> {
  await boss.stop({ graceful: true, timeout: seconds * 1000 }).catch((error: unknown) => {
    throw new Error(`the queue did not close: ${messageOf(error)}`, { cause: error });
  });
}
