import type pg from 'pg';
import type { Assessment } from '#lib/assess/assessment.ts';
import type { Severity } from '#lib/controls/control.ts';
import { type Counts, countsOf, namespaceOf, reasonOf } from '#lib/controls/run.ts';
import { canonicalJson, digestOfText } from '#lib/snapshot/canonical.ts';
import { type Column, type Columns, column, insertRows, textOf, updateRows } from './bulk.ts';
import { type Held, intervalChanges } from './intervals.ts';

/** The moment from which something holds: the scan and its time. */
export interface Moment {
  readonly cluster: number;
  readonly number: number;
  readonly at: Date;
  /** No scan of the cluster succeeded before this one. */
  readonly first: boolean;
}

/** A table with one open interval per key, and how its rows are written. */
interface IntervalTable<Row extends Held> {
  readonly table: string;
  readonly keyColumn: string;
  /** Whether it keeps the times of its scans beside their numbers. */
  readonly timed: boolean;
  readonly columns: (rows: readonly Row[]) => Columns;
}

type Content = Readonly<Record<string, unknown>>;
type Row<Data extends Content> = Held & { readonly data: Data };

const rowOf = <Data extends Content>(key: string, data: Data): Row<Data> => ({
  key,
  data,
  digest: digestOfText(canonicalJson(data)),
});

const json = <Data extends Content>(rows: readonly Row<Data>[], name: keyof Data): Column =>
  column('json', rows, ({ data }) => (data[name] === null ? null : JSON.stringify(data[name])));

async function saveIntervals<R extends Held>(
  client: pg.PoolClient,
  { table, keyColumn, timed, columns }: IntervalTable<R>,
  { cluster, number, at }: Moment,
  now: readonly R[],
): Promise<void> {
  const { rows: open } = await client.query<{ key: string; digest: string }>(
    `SELECT ${keyColumn} AS key, digest FROM ${table} WHERE cluster_id = $1 AND to_scan IS NULL`,
    [cluster],
  );
  const { ended, begun } = intervalChanges(new Map(open.map(({ key, digest }) => [key, digest])), now);
  await updateRows(
    client,
    `${table} AS held`,
    { key: column('text', ended, (key) => key) },
    {
      set: timed ? 'to_scan = $2, to_at = $3' : 'to_scan = $2',
      where: `held.cluster_id = $1 AND held.to_scan IS NULL AND held.${keyColumn} = row.key`,
    },
    timed ? [cluster, number, at] : [cluster, number],
  );
  await insertRows(client, table, {
    cluster_id: column('int', begun, () => cluster),
    [keyColumn]: column('text', begun, ({ key }) => key),
    ...columns(begun),
    digest: column('text', begun, ({ digest }) => digest),
    from_scan: column('int', begun, () => number),
    ...(timed ? { from_at: column('timestamptz', begun, () => at) } : {}),
  });
}

const resultRows = ({ controls }: Assessment) =>
  controls.map((result) => {
    const { control, severity, outcome, counts, literal, strength, results } = result;
    const reason = reasonOf(result);
    return rowOf(control, {
      severity,
      outcome,
      reason: reason === null ? null : textOf(reason),
      counts,
      literal,
      strength,
      unknowns: results.filter((each) => each.outcome === 'unknown'),
    });
  });

const results: IntervalTable<ReturnType<typeof resultRows>[number]> = {
  table: 'result_interval',
  keyColumn: 'control',
  timed: true,
  columns: (rows) => ({
    severity: column('severity', rows, ({ data }) => data.severity satisfies Severity),
    outcome: column('outcome', rows, ({ data }) => data.outcome),
    reason: column('text', rows, ({ data }) => data.reason),
    counts: json(rows, 'counts'),
    literal: json(rows, 'literal'),
    strength: column('int', rows, ({ data }) => data.strength),
    unknowns: json(rows, 'unknowns'),
  }),
};

const scoreRows = ({ frameworks }: Assessment) =>
  frameworks.map(({ framework, score, requirements }) => rowOf(framework, { ...score, requirements }));

const scores: IntervalTable<ReturnType<typeof scoreRows>[number]> = {
  table: 'score_interval',
  keyColumn: 'framework',
  timed: true,
  columns: (rows) => ({
    value: column('float8', rows, ({ data }) => data.value),
    grade: column('text', rows, ({ data }) => data.grade),
    coverage: column('float8', rows, ({ data }) => data.coverage),
    requirements: json(rows, 'requirements'),
  }),
};

/** Per namespace, the counts of every control that has results there; the empty name stands for what is cluster-wide. */
function countsByNamespace({ controls }: Assessment): Map<string, Record<string, Counts>> {
  const byNamespace = new Map<string, Record<string, Counts>>();
  for (const { control, results: all } of controls)
    for (const [namespace, own] of Map.groupBy(all, (result) => textOf(namespaceOf(result) ?? '')))
      byNamespace.set(namespace, { ...byNamespace.get(namespace), [control]: countsOf(own) });
  return byNamespace;
}

function namespaceRows(assessment: Assessment) {
  const counts = countsByNamespace(assessment);
  const summaries = new Map(assessment.namespaces.map((summary) => [textOf(summary.name), summary]));
  const names = new Set([...summaries.keys(), ...counts.keys()]);
  return [...names].map((name) => rowOf(name, { summary: summaries.get(name) ?? null, controls: counts.get(name) ?? {} }));
}

const namespaces: IntervalTable<ReturnType<typeof namespaceRows>[number]> = {
  table: 'namespace_interval',
  keyColumn: 'namespace',
  timed: false,
  columns: (rows) => ({ summary: json(rows, 'summary'), controls: { ...json(rows, 'controls'), type: 'jsonb' } }),
};

/** Records what the controls, the frameworks and the namespaces come to from this moment on. */
export async function saveVerdicts(client: pg.PoolClient, moment: Moment, assessment: Assessment): Promise<void> {
  await saveIntervals(client, results, moment, resultRows(assessment));
  await saveIntervals(client, scores, moment, scoreRows(assessment));
  await saveIntervals(client, namespaces, moment, namespaceRows(assessment));
}
