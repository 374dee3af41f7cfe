import type pg from 'pg';
import type { Assessment } from '#lib/assess/assessment.ts';
import { column, insertRows, updateRows } from './bulk.ts';
import { type Failure, findingChanges, type OpenFinding } from './findings.ts';
import { keyOf } from './intervals.ts';
import type { Moment } from './verdicts.ts';

interface OpenRow {
  readonly id: number;
  readonly control: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly digest: string;
  readonly unconfirmed: boolean;
}

async function openFindings(client: pg.PoolClient, cluster: number): Promise<OpenFinding[]> {
  const { rows } = await client.query<OpenRow>(
    `SELECT id, control, kind, namespace, name, digest, unconfirmed_scan IS NOT NULL AS unconfirmed
     FROM finding WHERE cluster_id = $1 AND closed_scan IS NULL`,
    [cluster],
  );
  return rows.map(({ id, control, kind, namespace, name, digest, unconfirmed }) => ({
    id,
    key: keyOf(control, kind, namespace, name),
    digest,
    unconfirmed,
  }));
}

const contentColumns = (failures: readonly Failure[]) => ({
  severity: column('severity', failures, ({ severity }) => severity),
  message: column('text', failures, ({ message }) => message),
  evidence: column('json', failures, ({ evidence }) => evidence),
  remediation: column('text', failures, ({ remediation }) => remediation),
  excluded: column('bool', failures, ({ excluded }) => excluded),
  digest: column('text', failures, ({ digest }) => digest),
});

/** Opens, updates and closes the findings of a cluster; returns how many were opened and closed, and how many are open after it. */
export async function saveFindings(
  client: pg.PoolClient,
  { cluster, number, at, first }: Moment,
  assessment: Assessment,
): Promise<{ opened: number; closed: number; open: number }> {
  const open = await openFindings(client, cluster);
  const { opened, updated, closed, unconfirmed, confirmed } = findingChanges(open, assessment);
  await client.query('UPDATE finding SET closed_scan = $1, closed_at = $2, unconfirmed_scan = NULL WHERE id = ANY ($3::int[])', [
    number,
    at,
    closed,
  ]);
  await client.query('UPDATE finding SET unconfirmed_scan = $1 WHERE id = ANY ($2::int[])', [number, unconfirmed]);
  await client.query('UPDATE finding SET unconfirmed_scan = NULL WHERE id = ANY ($1::int[])', [confirmed]);
  await updateRows(
    client,
    'finding AS held',
    { id: column('int', updated, ({ id }) => id), ...contentColumns(updated.map(({ failure }) => failure)) },
    {
      set: `severity = row.severity, message = row.message, evidence = row.evidence, remediation = row.remediation,
        excluded = row.excluded, digest = row.digest`,
      where: 'held.id = row.id',
    },
    [],
  );
  await insertRows(client, 'finding', {
    cluster_id: column('int', opened, () => cluster),
    control: column('text', opened, ({ control }) => control),
    kind: column('text', opened, ({ kind }) => kind),
    namespace: column('text', opened, ({ namespace }) => namespace),
    name: column('text', opened, ({ name }) => name),
    ...contentColumns(opened),
    initial: column('bool', opened, () => first),
    opened_scan: column('int', opened, () => number),
    opened_at: column('timestamptz', opened, () => at),
  });
  return { opened: opened.length, closed: closed.length, open: open.length + opened.length - closed.length };
}
