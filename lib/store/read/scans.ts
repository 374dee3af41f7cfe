import type { ScanSummary } from '#lib/assess/posture.ts';
import { rowsOf, type Store } from '../connection.ts';

/** One scan as it stands in the list. The numbers of changes are against the last scan before it that succeeded. */
export interface ScanRow {
  readonly cluster: number;
  readonly number: number;
  readonly status: ScanSummary['status'];
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Of Bulkhead, as it judged. */
  readonly version: string;
  /** Why it failed. */
  readonly error: string | null;
  readonly snapshotDigest: string | null;
  readonly resultsDigest: string | null;
  readonly previousDigest: string | null;
  readonly objects: number;
  readonly findings: number;
  readonly opened: number;
  readonly closed: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

export interface ScanFilter {
  readonly cluster?: number;
  readonly status?: readonly ScanRow['status'][];
  /** Only scans that opened or closed a finding, or saw an object change. */
  readonly onlyChanges?: boolean;
  readonly limit: number;
  readonly offset: number;
}

type Row = Omit<ScanRow, 'startedAt' | 'finishedAt'> & { startedAt: Date; finishedAt: Date };

export const scanColumns = `cluster_id AS cluster, number, status, started_at AS "startedAt", finished_at AS "finishedAt", version, error,
  snapshot_digest AS "snapshotDigest", results_digest AS "resultsDigest", previous_digest AS "previousDigest",
  objects, findings, opened, closed, added, changed, removed`;

export const scanRowOf = (row: Row): ScanRow => ({
  ...row,
  startedAt: row.startedAt.toISOString(),
  finishedAt: row.finishedAt.toISOString(),
});

/** Newest first. */
export async function listScans(store: Store, filter: ScanFilter): Promise<{ rows: ScanRow[]; total: number }> {
  const where = `($1::int IS NULL OR cluster_id = $1) AND ($2::scan_status[] IS NULL OR status = ANY ($2))
    AND (NOT $3 OR opened + closed + added + changed + removed > 0)`;
  const values = [filter.cluster ?? null, filter.status ?? null, filter.onlyChanges ?? false];
  const [rows, totals] = await Promise.all([
    rowsOf<Row>(
      store,
      `SELECT ${scanColumns} FROM scan WHERE ${where} ORDER BY started_at DESC, cluster_id, number DESC LIMIT $4 OFFSET $5`,
      [...values, filter.limit, filter.offset],
    ),
    rowsOf<{ total: number }>(store, `SELECT count(*)::int AS total FROM scan WHERE ${where}`, values),
  ]);
  return { rows: rows.map(scanRowOf), total: totals[0]?.total ?? 0 };
}

/** One scan; null where there is none of that number. */
export async function findScan(store: Store, cluster: number, number: number): Promise<ScanRow | null> {
  const rows = await rowsOf<Row>(store, `SELECT ${scanColumns} FROM scan WHERE cluster_id = $1 AND number = $2`, [
    cluster,
    number,
  ]);
  return rows.map(scanRowOf)[0] ?? null;
}

/** The last scan of a cluster, and the last that succeeded; null where there is none. */
export async function lastScans(store: Store, cluster: number): Promise<{ last: ScanRow | null; succeeded: ScanRow | null }> {
  const rows = await rowsOf<Row>(
    store,
    `(SELECT ${scanColumns} FROM scan WHERE cluster_id = $1 ORDER BY number DESC LIMIT 1)
     UNION ALL (SELECT ${scanColumns} FROM scan WHERE cluster_id = $1 AND status <> 'failed' ORDER BY number DESC LIMIT 1)`,
    [cluster],
  );
  const scans = rows.map(scanRowOf);
  return { last: scans[0] ?? null, succeeded: scans.findLast(({ status }) => status !== 'failed') ?? null };
}
