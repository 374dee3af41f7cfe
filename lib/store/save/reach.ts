import type pg from 'pg';
import type { AssessedReach } from '#lib/assess/reach.ts';
import type { ReachRecord } from '#lib/reachability/record.ts';
import { packed } from '#lib/reachability/recorded-matrix.ts';
import { digestOfText } from '#lib/snapshot/canonical.ts';
import { column, insertRows, textOf, updateRows } from './bulk.ts';
import { type Held, intervalChanges } from './intervals.ts';
import { saveBodies } from './objects.ts';
import type { Moment } from './verdicts.ts';

interface RecordRow extends Held {
  readonly body: string;
}

/** Who reaches whom, as it is written. */
export interface ReachRows {
  /** Of what decides who reaches whom: where two scans have the same, no connection differs. */
  readonly digest: string;
  readonly records: readonly RecordRow[];
  readonly segmentation: {
    readonly digest: string;
    readonly figures: string;
    readonly matrix: string;
    readonly partial: string;
  };
}

/** How many pods there are, and how the policies are called that decide, may change without any connection doing so. */
const decisive = ({ namespace, classes, sides, boxes }: ReachRecord): string =>
  JSON.stringify([
    namespace,
    classes.map(({ id, hostNetwork, ingress, egress, controller }) => [id, hostNetwork, ingress, egress, controller]),
    sides.map(({ pods, outside }) => [pods, outside]),
    boxes,
  ]);

export function reachRowsOf({ records, segmentation, matrix, partial }: AssessedReach): ReachRows {
  const rows = records.map((record): RecordRow => {
    // Records are made in one order, so that equal ones have equal texts.
    const body = JSON.stringify(record);
    return { key: textOf(record.namespace), body, digest: digestOfText(body) };
  });
  const texts = {
    figures: JSON.stringify(segmentation),
    matrix: JSON.stringify(packed(matrix)),
    partial: JSON.stringify(partial),
  };
  return {
    digest: digestOfText(records.map((record) => digestOfText(decisive(record))).join('\n')),
    records: rows,
    segmentation: { digest: digestOfText(Object.values(texts).join('\n')), ...texts },
  };
}

async function saveRecords(client: pg.PoolClient, { cluster, number }: Moment, now: readonly RecordRow[]): Promise<void> {
  const { rows } = await client.query<{ namespace: string; digest: string }>(
    'SELECT namespace, digest FROM reach_interval WHERE cluster_id = $1 AND to_scan IS NULL',
    [cluster],
  );
  const { ended, begun } = intervalChanges(new Map(rows.map(({ namespace, digest }) => [namespace, digest])), now);
  await updateRows(
    client,
    'reach_interval AS held',
    { namespace: column('text', ended, (namespace) => namespace) },
    { set: 'to_scan = $2', where: 'held.cluster_id = $1 AND held.to_scan IS NULL AND held.namespace = row.namespace' },
    [cluster, number],
  );
  await saveBodies(client, new Map(begun.map(({ digest, body }) => [digest, body])));
  await insertRows(client, 'reach_interval', {
    cluster_id: column('int', begun, () => cluster),
    namespace: column('text', begun, ({ key }) => key),
    digest: column('text', begun, ({ digest }) => digest),
    from_scan: column('int', begun, () => number),
  });
}

async function saveSegmentation(
  client: pg.PoolClient,
  { cluster, number, at }: Moment,
  now: ReachRows['segmentation'] | null,
): Promise<void> {
  const { rows } = await client.query<{ digest: string }>(
    'SELECT digest FROM segmentation_interval WHERE cluster_id = $1 AND to_scan IS NULL',
    [cluster],
  );
  if (rows[0]?.digest === now?.digest) return;
  await client.query('UPDATE segmentation_interval SET to_scan = $2, to_at = $3 WHERE cluster_id = $1 AND to_scan IS NULL', [
    cluster,
    number,
    at,
  ]);
  if (now === null) return;
  await client.query(
    `INSERT INTO segmentation_interval (cluster_id, figures, matrix, partial, digest, from_scan, from_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [cluster, now.figures, now.matrix, now.partial, now.digest, number, at],
  );
}

/** Records who reaches whom from this moment on; with null, that nobody knows. */
export async function saveReach(client: pg.PoolClient, moment: Moment, now: ReachRows | null): Promise<void> {
  await saveRecords(client, moment, now?.records ?? []);
  await saveSegmentation(client, moment, now?.segmentation ?? null);
}
