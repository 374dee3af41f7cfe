import type pg from 'pg';
import { inTransaction, rowsOf, type Store } from './connection.ts';
import { lockBodies, lockCluster } from './save/scan-row.ts';

export interface Pruned {
  readonly scans: number;
  readonly intervals: number;
  readonly findings: number;
  readonly bodies: number;
}

const intervalTables = [
  'object_interval',
  'namespace_interval',
  'result_interval',
  'score_interval',
  'reach_interval',
  'segmentation_interval',
];

async function deleted(client: pg.PoolClient, sql: string, values: readonly unknown[]): Promise<number> {
  return (await client.query(sql, [...values])).rowCount ?? 0;
}

/** The last successful scan at or before `before` is the floor: what held at that time, and every scan from it on, stays whole. */
async function pruneCluster(client: pg.PoolClient, cluster: number, before: Date): Promise<Omit<Pruned, 'bodies'>> {
  if (!(await lockCluster(client, cluster))) return { scans: 0, intervals: 0, findings: 0 };
  const { rows } = await client.query<{ floor: number | null }>(
    `SELECT max(number) AS floor FROM scan WHERE cluster_id = $1 AND status <> 'failed' AND started_at <= $2`,
    [cluster, before],
  );
  const floor = rows[0]?.floor ?? null;
  if (floor === null) return { scans: 0, intervals: 0, findings: 0 };
  const scans = await deleted(client, 'DELETE FROM scan WHERE cluster_id = $1 AND number < $2', [cluster, floor]);
  const findings = await deleted(client, 'DELETE FROM finding WHERE cluster_id = $1 AND closed_scan <= $2', [cluster, floor]);
  await client.query('DELETE FROM connection_drift WHERE cluster_id = $1 AND scan <= $2', [cluster, floor]);
  // The floor may not know who reached whom: then a scan above it was compared with one below it.
  await client.query(
    `UPDATE connection_drift SET against = $2, opened = NULL, closed = NULL, changed = NULL, truncated = false, groups = '[]',
       reason = 'scan ' || against || ', which it was compared with, is not kept any more'
     WHERE cluster_id = $1 AND against < $2`,
    [cluster, floor],
  );
  let intervals = 0;
  for (const table of intervalTables)
    intervals += await deleted(client, `DELETE FROM ${table} WHERE cluster_id = $1 AND to_scan <= $2`, [cluster, floor]);
  return { scans, intervals, findings };
}

/** Removes bodies that nothing refers to any more. */
const pruneBodies = (store: Store): Promise<number> =>
  inTransaction(store, async (client) => {
    await lockBodies(client, 'prune');
    return deleted(
      client,
      `DELETE FROM object WHERE NOT EXISTS (SELECT FROM object_interval AS held WHERE held.digest = object.digest)
         AND NOT EXISTS (SELECT FROM reach_interval AS held WHERE held.digest = object.digest)
         AND NOT EXISTS (SELECT FROM scan WHERE header_digest = object.digest OR summary_digest = object.digest)`,
      [],
    );
  });

/** Removes what ended before `before`, cluster by cluster. What holds later, and the way it came about since, stays. */
export async function prune(store: Store, before: Date): Promise<Pruned> {
  const clusters = await rowsOf<{ id: number }>(store, 'SELECT id FROM cluster ORDER BY id');
  const total = { scans: 0, intervals: 0, findings: 0 };
  for (const { id } of clusters) {
    const pruned = await inTransaction(store, (client) => pruneCluster(client, id, before));
    total.scans += pruned.scans;
    total.intervals += pruned.intervals;
    total.findings += pruned.findings;
  }
  return { ...total, bodies: await pruneBodies(store) };
}
