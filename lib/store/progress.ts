import { rowsOf, type Store } from './connection.ts';
import { textOf } from './save/bulk.ts';

/** Where a scan stands that has not ended. */
export interface ScanProgress {
  readonly jobId: string;
  readonly cluster: number;
  /** What is being done, as a person reads it (`reading pods`). */
  readonly step: string;
  readonly done: number;
  /** Null while nobody knows how much there is to do. */
  readonly total: number | null;
  /** 1 for the first. */
  readonly attempt: number;
  /** Why the attempt before this one did not succeed, or why this one ended while the next is waited for. */
  readonly error: string | null;
  readonly startedAt: string;
  /** The last sign of life. */
  readonly updatedAt: string;
}

type Row = Omit<ScanProgress, 'startedAt' | 'updatedAt'> & { startedAt: Date; updatedAt: Date };

/** Records a sign of life. `error` undefined keeps the error that is known; nothing is recorded of a cluster that is gone. */
export async function writeProgress(
  store: Store,
  progress: Pick<ScanProgress, 'jobId' | 'cluster' | 'step' | 'done' | 'total' | 'attempt'> & { readonly error?: string | null },
): Promise<void> {
  const { jobId, cluster, step, done, total, attempt, error } = progress;
  await rowsOf(
    store,
    `INSERT INTO scan_progress AS known (job_id, cluster_id, step, done, total, attempt, error, started_at, updated_at)
     SELECT $1, id, $3, $4, $5, $6, $7, now(), now() FROM cluster WHERE id = $2
     ON CONFLICT (job_id) DO UPDATE SET step = excluded.step, done = excluded.done, total = excluded.total,
       attempt = excluded.attempt, updated_at = now(), error = CASE WHEN $8 THEN known.error ELSE excluded.error END`,
    [jobId, cluster, step, done, total, attempt, error ? textOf(error) : null, error === undefined],
  );
}

/** To be called when the scan has ended, whatever came of it. */
export async function clearProgress(store: Store, jobId: string): Promise<void> {
  await rowsOf(store, 'DELETE FROM scan_progress WHERE job_id = $1', [jobId]);
}

/** The scans that have begun and not ended, of one cluster or of all; the oldest first. */
export async function listProgress(store: Store, cluster?: number): Promise<ScanProgress[]> {
  const rows = await rowsOf<Row>(
    store,
    `SELECT job_id AS "jobId", cluster_id AS cluster, step, done, total, attempt, error, started_at AS "startedAt", updated_at AS "updatedAt"
     FROM scan_progress WHERE $1::int IS NULL OR cluster_id = $1 ORDER BY started_at, job_id`,
    [cluster ?? null],
  );
  return rows.map((row) => ({ ...row, startedAt: row.startedAt.toISOString(), updatedAt: row.updatedAt.toISOString() }));
}
