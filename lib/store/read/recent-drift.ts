import { rowsOf, type Store } from '../connection.ts';
import { type DriftView, readDrift } from './drift.ts';

/** What changed in who reaches whom in a cluster since a time. */
export interface RecentDrift {
  /** Its name. */
  readonly cluster: string;
  /** The scans between which it changed. */
  readonly from: number;
  readonly to: number;
  /** Numbers of connections; null where more changed than are kept, so that nothing adds up. */
  readonly counts: Pick<DriftView, 'opened' | 'closed' | 'changed' | 'unknownScans'> | null;
}

export interface RecentDrifts {
  /** The clusters in which most changed, the first of them first. */
  readonly clusters: readonly RecentDrift[];
  /** How many more there are. */
  readonly more: number;
}

const most = 4;

/** Of one cluster or of all in which a scan after `since` (RFC 3339) saw connections change, or could not tell whether they did. */
export async function readRecentDrift(store: Store, since: string, cluster: number | null = null): Promise<RecentDrifts> {
  const rows = await rowsOf<{ id: number; cluster: string; from: number; to: number; isPart: boolean }>(
    store,
    `SELECT cluster.id, cluster.name AS cluster, min(against) AS "from",
       (SELECT max(number) FROM scan WHERE scan.cluster_id = cluster.id AND status <> 'failed') AS "to",
       bool_or(truncated) AS "isPart"
     FROM connection_drift JOIN cluster ON cluster.id = cluster_id
     WHERE at > $1 AND ($2::int IS NULL OR cluster_id = $2) GROUP BY cluster.id
     ORDER BY bool_or(truncated) DESC, sum(coalesce(opened, 0) + coalesce(closed, 0)) DESC, cluster.name`,
    [since, cluster],
  );
  const clusters = await Promise.all(
    rows.slice(0, most).map(async ({ id, isPart, ...row }): Promise<RecentDrift> => {
      // Adding up tens of thousands of connections takes longer than all else on the page, and would only tell a part.
      if (isPart) return { ...row, counts: null };
      const { opened, closed, changed, truncated, unknownScans } = await readDrift(store, id, row.from, row.to);
      return { ...row, counts: truncated.length > 0 ? null : { opened, closed, changed, unknownScans } };
    }),
  );
  return { clusters, more: rows.length - clusters.length };
}
