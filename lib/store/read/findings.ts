import type { Severity } from '#lib/controls/control.ts';
import type { ObjectRef } from '#lib/snapshot/objects.ts';
import { rowsOf, type Store } from '../connection.ts';
import { type FindingColumns, type FindingRow, findingColumns, findingRowOf } from './finding-rows.ts';

const sortColumns = {
  severity: 'severity',
  opened: 'opened_at',
  closed: 'closed_at',
  cluster: 'cluster.name',
  control: 'control',
  namespace: 'namespace',
  resource: 'finding.name',
} as const;

export type FindingSort = keyof typeof sortColumns;
export const findingSorts = Object.keys(sortColumns) as readonly FindingSort[];

/** Which findings; an absent or empty field does not restrict. Times are RFC 3339. */
export interface FindingFilter {
  readonly clusters?: readonly number[];
  readonly controls?: readonly string[];
  readonly severities?: readonly Severity[];
  /** Empty text: cluster-scoped resources. */
  readonly namespaces?: readonly string[];
  /** Only those about this one. */
  readonly resource?: ObjectRef;
  /** `open` unless told. */
  readonly state?: 'open' | 'closed' | 'all';
  /** What the settings leave out of the score: `without` unless told. */
  readonly excluded?: 'without' | 'only' | 'with';
  /** Only those of which nobody could tell at the last scan whether they still fail. */
  readonly unconfirmed?: boolean;
  /** Opened later than this, by a change: what the first scan of a cluster found is not counted as opened. */
  readonly openedSince?: string;
  readonly closedSince?: string;
  /** In the message, the resource's kind, namespace or name, or the control; upper and lower case alike. */
  readonly text?: string;
}

export interface FindingPage {
  readonly sort?: FindingSort;
  readonly descending?: boolean;
  readonly limit: number;
  readonly offset: number;
}

export interface FindingList {
  readonly rows: readonly FindingRow[];
  /** Of all that match, not only of this page. */
  readonly total: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
}

const states = { open: 'closed_scan IS NULL', closed: 'closed_scan IS NOT NULL', all: 'true' } as const;
const exclusions = { without: 'NOT excluded', only: 'excluded', with: 'true' } as const;

/** What people typed as text for LIKE, which takes some letters for more than themselves. */
export const literalPattern = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll('\u0000', '')
    .replaceAll(/[\\%_]/g, '\\$&');

/** The WHERE clause with its values. */
function conditions(filter: FindingFilter): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const parts: string[] = [states[filter.state ?? 'open'], exclusions[filter.excluded ?? 'without']];
  const given = (value: unknown, sql: (parameter: string) => string) => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return;
    values.push(value);
    parts.push(sql(`$${values.length}`));
  };
  given(filter.clusters, (value) => `cluster_id = ANY (${value}::int[])`);
  given(filter.controls, (value) => `control = ANY (${value}::text[])`);
  given(filter.severities, (value) => `severity = ANY (${value}::severity[])`);
  given(filter.namespaces, (value) => `namespace = ANY (${value}::text[])`);
  if (filter.resource !== undefined) {
    const { kind, namespace, name } = filter.resource;
    given(kind, (value) => `kind = ${value}`);
    given(namespace ?? '', (value) => `namespace = ${value}`);
    given(name, (value) => `finding.name = ${value}`);
  }
  given(filter.openedSince, (value) => `opened_at > ${value} AND NOT initial`);
  given(filter.closedSince, (value) => `closed_at > ${value}`);
  if (filter.unconfirmed === true) parts.push('unconfirmed_scan IS NOT NULL');
  if (filter.text !== undefined && filter.text.trim() !== '')
    given(
      `%${literalPattern(filter.text.trim())}%`,
      (value) =>
        `(message ILIKE ${value} OR kind || ' ' || namespace || '/' || finding.name ILIKE ${value} OR control ILIKE ${value})`,
    );
  return { sql: parts.join(' AND '), values };
}

/** One page of the findings that match, worst first unless told, and what all of them count to. */
export async function listFindings(store: Store, filter: FindingFilter, page: FindingPage): Promise<FindingList> {
  const { sql, values } = conditions(filter);
  const direction = page.descending === true ? 'DESC' : 'ASC';
  const [rows, counts] = await Promise.all([
    rowsOf<FindingColumns>(
      store,
      `SELECT ${findingColumns} FROM finding JOIN cluster ON cluster.id = cluster_id WHERE ${sql}
       ORDER BY ${sortColumns[page.sort ?? 'severity']} ${direction} NULLS LAST, severity, opened_at DESC, finding.id
       LIMIT $${values.length + 1} OFFSET $${values.length + 2}`,
      [...values, page.limit, page.offset],
    ),
    rowsOf<{ severity: Severity; count: number }>(
      store,
      `SELECT severity, count(*)::int AS count FROM finding WHERE ${sql} GROUP BY severity`,
      values,
    ),
  ]);
  const bySeverity = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { severity, count } of counts) bySeverity[severity] = count;
  return { rows: rows.map(findingRowOf), total: counts.reduce((sum, { count }) => sum + count, 0), bySeverity };
}

/** What the lists can be filtered by: the namespaces and controls of the findings that are open. */
export async function findingChoices(
  store: Store,
  clusters: readonly number[] = [],
): Promise<{ namespaces: string[]; controls: string[] }> {
  const rows = await rowsOf<{ namespaces: string[] | null; controls: string[] | null }>(
    store,
    `SELECT array_agg(DISTINCT namespace) AS namespaces, array_agg(DISTINCT control) AS controls FROM finding
     WHERE closed_scan IS NULL AND (cardinality($1::int[]) = 0 OR cluster_id = ANY ($1))`,
    [clusters],
  );
  return { namespaces: rows[0]?.namespaces ?? [], controls: rows[0]?.controls ?? [] };
}

/** How many findings are open about each workload of a cluster, by `ns/name[Kind]`; those that the settings leave out are not counted. */
export async function countFindingsByWorkload(store: Store, cluster: number): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOf<{ id: string; count: number }>(
    store,
    `SELECT namespace || '/' || name || '[' || kind || ']' AS id, count(*)::int AS count FROM finding
     WHERE cluster_id = $1 AND closed_scan IS NULL AND NOT excluded AND namespace <> '' GROUP BY namespace, name, kind`,
    [cluster],
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}
