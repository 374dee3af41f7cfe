import type { FrameworkId, Outcome, Severity } from '#lib/controls/control.ts';
import { UserError } from '#lib/errors.ts';
import type { Score } from '#lib/score/score.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import { rowsOf, type Store } from '../connection.ts';
import type { AssessmentSummary, SnapshotHeader } from '../save/save-scan.ts';
import { type FindingColumns, type FindingRow, findingColumns, findingRowOf } from './finding-rows.ts';
import { readFrameworks } from './requirements.ts';
import { type ScanRow, scanColumns, scanRowOf } from './scans.ts';

export interface ObjectChange {
  readonly change: 'added' | 'changed' | 'removed';
  readonly resource: ResourceName;
  readonly namespace: string | null;
  readonly name: string;
}

/** A control whose outcome on the cluster became another one in this scan. */
export interface OutcomeChange {
  readonly control: string;
  readonly severity: Severity;
  /** Null where it was not judged before. */
  readonly from: Outcome | null;
  readonly to: Outcome;
  readonly reason: string | null;
}

/** What the cluster said as a whole. A scan of an earlier version did not ask for all that this one asks for. */
export interface ScanHeader extends Omit<SnapshotHeader, 'told' | 'reads'> {
  readonly reads: Partial<SnapshotHeader['reads']>;
}

export interface ScanDetail {
  readonly scan: ScanRow;
  /** Without the snapshot's objects; null for a failed scan, and so on below. */
  readonly header: ScanHeader | null;
  readonly summary: AssessmentSummary | null;
  readonly scores: readonly { readonly framework: FrameworkId | 'all'; readonly score: Score }[];
  /** The first `limit` of each; how many there are stands in `scan`. */
  readonly opened: readonly FindingRow[];
  readonly closed: readonly FindingRow[];
  readonly objects: readonly ObjectChange[];
  readonly outcomes: readonly OutcomeChange[];
}

const objectSql = `
  SELECT CASE WHEN ended.resource IS NULL THEN 'added' WHEN begun.resource IS NULL THEN 'removed' ELSE 'changed' END AS change,
    resource, namespace, name
  FROM (SELECT resource, namespace, name FROM object_interval WHERE cluster_id = $1 AND from_scan = $2) AS begun
  FULL JOIN (SELECT resource, namespace, name FROM object_interval WHERE cluster_id = $1 AND to_scan = $2) AS ended
    USING (resource, namespace, name)
  ORDER BY resource, namespace, name LIMIT $3`;

const outcomeSql = `
  SELECT begun.control, begun.severity, ended.outcome AS "from", begun.outcome AS "to", begun.reason FROM result_interval AS begun
  LEFT JOIN result_interval AS ended
    ON ended.cluster_id = begun.cluster_id AND ended.control = begun.control AND ended.to_scan = begun.from_scan
  WHERE begun.cluster_id = $1 AND begun.from_scan = $2 AND ended.outcome IS DISTINCT FROM begun.outcome
  ORDER BY begun.severity, begun.control`;

const findingSql = (column: 'opened_scan' | 'closed_scan') =>
  `SELECT ${findingColumns} FROM finding JOIN cluster ON cluster.id = cluster_id
   WHERE cluster_id = $1 AND ${column} = $2 ORDER BY severity, control, namespace, finding.name LIMIT $3`;

type Row = Parameters<typeof scanRowOf>[0] & { readonly header: string | null; readonly summary: string | null };

function withoutTold(text: string): ScanHeader {
  const { told: _, ...header }: SnapshotHeader = JSON.parse(text);
  return header;
}

/** What a scan says of the cluster as a whole; null where it failed, or where there is no such scan. */
export async function readSummary(store: Store, cluster: number, number: number): Promise<AssessmentSummary | null> {
  const [row] = await rowsOf<{ text: string }>(
    store,
    'SELECT text FROM scan JOIN object ON digest = summary_digest WHERE cluster_id = $1 AND number = $2',
    [cluster, number],
  );
  return row === undefined ? null : JSON.parse(row.text);
}

/** One scan and what changed in it. Throws UserError (404) where there is none. */
export async function readScan(store: Store, cluster: number, number: number, limit = 200): Promise<ScanDetail> {
  const [rows, scores, opened, closed, objects, outcomes] = await Promise.all([
    rowsOf<Row>(
      store,
      `SELECT ${scanColumns}, header.text AS header, summary.text AS summary FROM scan
       LEFT JOIN object AS header ON header.digest = header_digest LEFT JOIN object AS summary ON summary.digest = summary_digest
       WHERE cluster_id = $1 AND number = $2`,
      [cluster, number],
    ),
    readFrameworks(store, { cluster, scan: number }),
    rowsOf<FindingColumns>(store, findingSql('opened_scan'), [cluster, number, limit]),
    rowsOf<FindingColumns>(store, findingSql('closed_scan'), [cluster, number, limit]),
    rowsOf<Omit<ObjectChange, 'namespace'> & { namespace: string }>(store, objectSql, [cluster, number, limit]),
    rowsOf<OutcomeChange>(store, outcomeSql, [cluster, number]),
  ]);
  const [row] = rows;
  if (row === undefined) throw new UserError(`There is no scan ${number} of this cluster (any more).`, { status: 404 });
  const { header, summary, ...scan } = row;
  return {
    scan: scanRowOf(scan),
    header: header === null ? null : withoutTold(header),
    summary: summary === null ? null : JSON.parse(summary),
    scores: scan.status === 'failed' ? [] : scores.map(({ framework, score }) => ({ framework, score })),
    opened: opened.map(findingRowOf),
    closed: closed.map(findingRowOf),
    objects: objects.map((change) => ({ ...change, namespace: change.namespace || null })),
    outcomes,
  };
}
