import { z } from 'zod';
import { deadScanQueue, type Queue, scanQueue } from './connection.ts';

export interface ScanRequest {
  readonly cluster: number;
}

export const keyOfCluster = (cluster: number): string => `cluster-${cluster}`;

/** A scan that was asked for and has not ended. */
export interface ScanJob {
  readonly jobId: string;
  readonly cluster: number;
  /** `retrying`: it failed, and waits for its next attempt at `startsAt`. */
  readonly state: 'queued' | 'running' | 'retrying';
  /** Attempts that have failed, of `attempts` in all. */
  readonly failed: number;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly startsAt: string;
}

/** A scan of which every attempt failed. */
export interface DeadScan {
  readonly jobId: string;
  readonly cluster: number;
  readonly error: string;
  readonly at: string;
}

/**
 * Asks for a scan of a cluster now. There is one at a time: where one waits or runs already, it is that one. One that waits for its next
 * attempt begins at once.
 */
export async function requestScan(
  { boss }: Queue,
  cluster: number,
): Promise<{ readonly jobId: string; readonly created: boolean }> {
  const key = keyOfCluster(cluster);
  // Between the two statements the job that was in the way may end: then there is room for a new one.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const jobId = await boss.send(scanQueue, { cluster } satisfies ScanRequest, { singletonKey: key });
    if (jobId !== null) return { jobId, created: true };
    const jobs = await boss.findJobs(scanQueue, { key });
    const current = jobs.find(({ state }) => state === 'active' || state === 'created' || state === 'retry');
    if (current === undefined) continue;
    if (current.state === 'retry') await boss.update(scanQueue, undefined, { id: current.id, startAfter: new Date() });
    return { jobId: current.id, created: false };
  }
  throw new Error(`a scan of cluster ${cluster} could neither be queued nor found`);
}

/** Forgets the scans that wait for a cluster that is gone. One that runs ends by itself when it is saved. */
export async function cancelScans({ boss }: Queue, cluster: number): Promise<void> {
  const jobs = await boss.findJobs(scanQueue, { key: keyOfCluster(cluster) });
  const open = jobs.filter(({ state }) => state === 'active' || state === 'created' || state === 'retry').map(({ id }) => id);
  if (open.length > 0) await boss.cancel(scanQueue, open);
}

const outputShape = z.looseObject({ message: z.string() });

/** The message of whatever a job ended with: an error, or what was thrown. */
export function errorOf(output: unknown): string | null {
  const parsed = outputShape.safeParse(output);
  if (parsed.success) return parsed.data.message;
  const value = z.looseObject({ value: z.string() }).safeParse(output);
  return value.success ? value.data.value : null;
}

interface JobRow {
  readonly id: string;
  readonly data: ScanRequest;
  readonly state: 'created' | 'retry' | 'active';
  readonly retry_count: number;
  readonly retry_limit: number;
  readonly output: unknown;
  readonly start_after: Date;
}

const stateNames = { created: 'queued', retry: 'retrying', active: 'running' } as const;

/** The scans that wait or run, of one cluster or of all. */
export async function listScanJobs({ boss }: Queue, cluster?: number): Promise<ScanJob[]> {
  const { rows }: { rows: JobRow[] } = await boss.getDb().executeSql(
    `SELECT id, data, state, retry_count, retry_limit, output, start_after FROM pgboss.job
     WHERE name = $1 AND state <= 'active' AND ($2::text IS NULL OR singleton_key = $2) ORDER BY start_after, id`,
    [scanQueue, cluster === undefined ? null : keyOfCluster(cluster)],
  );
  return rows.map(({ id, data, state, retry_count: failed, retry_limit: limit, output, start_after: startsAt }) => ({
    jobId: id,
    cluster: data.cluster,
    state: stateNames[state],
    failed: state === 'retry' ? failed + 1 : failed,
    attempts: limit + 1,
    lastError: errorOf(output),
    startsAt: startsAt.toISOString(),
  }));
}

interface DeadRow {
  readonly id: string;
  readonly data: ScanRequest;
  readonly source_id: string | null;
  readonly source_output: unknown;
  readonly created_on: Date;
}

/** The latest scans that were given up, newest first. They are kept for 30 days. */
export async function listDeadScans({ boss }: Queue, limit = 50): Promise<DeadScan[]> {
  const { rows }: { rows: DeadRow[] } = await boss
    .getDb()
    .executeSql(
      'SELECT id, data, source_id, source_output, created_on FROM pgboss.job WHERE name = $1 ORDER BY created_on DESC LIMIT $2',
      [deadScanQueue, limit],
    );
  return rows.map(({ id, data, source_id: sourceId, source_output: output, created_on: at }) => ({
    jobId: sourceId ?? id,
    cluster: data.cluster,
    error: errorOf(output) ?? 'The worker ended without a word.',
    at: at.toISOString(),
  }));
}
