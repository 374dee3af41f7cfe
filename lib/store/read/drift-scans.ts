import type { DriftCounts } from '#lib/assess/drift-causes.ts';
import type { ScanSummary } from '#lib/assess/posture.ts';
import { rowsOf, type Store } from '../connection.ts';

/** One scan as it stands in the time line of what changed in who reaches whom. */
export interface DriftScan {
  readonly number: number;
  /** RFC 3339. */
  readonly at: string;
  readonly status: ScanSummary['status'];
  /** The scan that it was compared with; null where it saw no difference, or was not compared. */
  readonly against: number | null;
  /** Numbers of connections; null where they are not known. */
  readonly counts: DriftCounts | null;
  /** Why they are not known. */
  readonly reason: string | null;
}

interface Row {
  readonly number: number;
  readonly at: Date;
  readonly status: ScanSummary['status'];
  readonly known: boolean;
  readonly against: number | null;
  readonly opened: number | null;
  readonly closed: number | null;
  readonly changed: number | null;
  readonly truncated: boolean | null;
  readonly reason: string | null;
}

const columns = `
  number, started_at AS at, status, reach_digest IS NOT NULL AS known, drift.against, drift.opened,
  drift.closed, drift.changed, drift.truncated, drift.reason
  FROM scan LEFT JOIN connection_drift AS drift ON drift.cluster_id = scan.cluster_id AND drift.scan = scan.number`;

function reasonOf({ status, known, reason, truncated }: Row): string | null {
  if (status === 'failed') return 'the scan failed';
  if (!known) return 'pods, namespaces or policies were not read, or the scan is older than the record of who reaches whom';
  return truncated === true ? 'it changed more connections than are kept' : reason;
}

function driftScanOf(row: Row): DriftScan {
  const { number, at, status, against, opened, closed, changed } = row;
  const reason = reasonOf(row);
  return {
    number,
    at: at.toISOString(),
    status,
    against,
    counts: reason === null ? { opened: opened ?? 0, closed: closed ?? 0, changed: changed ?? 0 } : null,
    reason,
  };
}

/** The scans of a cluster within a time, both ends included, oldest first, with the last one before it. Times are RFC 3339. */
export async function listDriftScans(
  store: Store,
  cluster: number,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<DriftScan[]> {
  const rows = await rowsOf<Row>(
    store,
    `(SELECT ${columns} WHERE scan.cluster_id = $1 AND started_at < $2 ORDER BY number DESC LIMIT 1)
     UNION ALL (SELECT ${columns} WHERE scan.cluster_id = $1 AND started_at BETWEEN $2 AND $3)
     ORDER BY number`,
    [cluster, from, to],
  );
  return rows.map(driftScanOf);
}

/** One scan; null where there is none of that number. */
export async function findDriftScan(store: Store, cluster: number, number: number): Promise<DriftScan | null> {
  const rows = await rowsOf<Row>(store, `SELECT ${columns} WHERE scan.cluster_id = $1 AND number = $2`, [cluster, number]);
  return rows.map(driftScanOf)[0] ?? null;
}

/** The last scan that saw connections change; null where none did. */
export async function lastDriftScan(store: Store, cluster: number): Promise<DriftScan | null> {
  const rows = await rowsOf<Row>(
    store,
    `SELECT ${columns} WHERE scan.cluster_id = $1 AND drift.reason IS NULL AND drift.scan IS NOT NULL ORDER BY number DESC LIMIT 1`,
    [cluster],
  );
  return rows.map(driftScanOf)[0] ?? null;
}

/**
 * The scan whose answers stand in the place of one that does not know who reached whom: the last before it that does, the scan itself
 * where it knows, and also where none does.
 */
export async function knownScanAt(store: Store, cluster: number, number: number): Promise<number> {
  const rows = await rowsOf<{ number: number }>(
    store,
    'SELECT number FROM scan WHERE cluster_id = $1 AND number <= $2 AND reach_digest IS NOT NULL ORDER BY number DESC LIMIT 1',
    [cluster, number],
  );
  return rows[0]?.number ?? number;
}
