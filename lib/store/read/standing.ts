import type { ScanSummary } from '#lib/assess/posture.ts';
import type { FrameworkId, Severity } from '#lib/controls/control.ts';
import { type Grade, noScore, type Score } from '#lib/score/score.ts';
import { rowsOf, type Store } from '../connection.ts';
import type { AssessmentSummary, SnapshotHeader } from '../save/save-scan.ts';

export type BySeverity = Readonly<Record<Severity, number>>;

/** What is known of a cluster now, without its objects and findings. */
export interface Standing {
  readonly cluster: number;
  readonly score: Score;
  /** What the score was at the time that was asked for; null where there was none yet. */
  readonly before: Score | null;
  /** The last scan that succeeded: everything else is from it. Null before the first. */
  readonly scan: ScanSummary | null;
  /** The last scan, where it failed: then all is as old as `scan`. */
  readonly failure: { readonly number: number; readonly at: string; readonly error: string } | null;
  readonly origin: SnapshotHeader['origin'] | null;
  readonly summary: AssessmentSummary | null;
  /** Open findings; those that the settings exclude are only in `excluded`. */
  readonly findings: BySeverity;
  readonly excluded: number;
  readonly unconfirmed: number;
  /** Since the time that was asked for; what the first scan found is not counted as opened. */
  readonly opened: number;
  readonly closed: number;
}

interface ScanColumns {
  readonly cluster: number;
  readonly number: number | null;
  readonly at: Date | null;
  readonly status: ScanSummary['status'] | null;
  readonly snapshotDigest: string | null;
  readonly resultsDigest: string | null;
  readonly header: string | null;
  readonly summary: string | null;
  readonly failedNumber: number | null;
  readonly failedAt: Date | null;
  readonly error: string | null;
  readonly nowScore: StoredScore | null;
  readonly beforeScore: StoredScore | null;
}

interface StoredScore {
  readonly value: number | null;
  readonly grade: Grade | null;
  readonly coverage: number | null;
}

const score = (name: string) => `json_build_object('value', ${name}.value, 'grade', ${name}.grade, 'coverage', ${name}.coverage)`;

const scanSql = `
  SELECT cluster.id AS cluster, good.number, good.started_at AS at, good.status, good.snapshot_digest AS "snapshotDigest",
    good.results_digest AS "resultsDigest", header.text AS header, summary.text AS summary,
    failed.number AS "failedNumber", failed.started_at AS "failedAt", failed.error,
    CASE WHEN now.cluster_id IS NOT NULL THEN ${score('now')} END AS "nowScore",
    CASE WHEN before.cluster_id IS NOT NULL THEN ${score('before')} END AS "beforeScore"
  FROM cluster
  LEFT JOIN LATERAL (
    SELECT * FROM scan WHERE cluster_id = cluster.id AND status <> 'failed' ORDER BY number DESC LIMIT 1
  ) AS good ON true
  LEFT JOIN LATERAL (SELECT * FROM scan WHERE cluster_id = cluster.id ORDER BY number DESC LIMIT 1) AS failed ON failed.status = 'failed'
  LEFT JOIN object AS header ON header.digest = good.header_digest
  LEFT JOIN object AS summary ON summary.digest = good.summary_digest
  LEFT JOIN score_interval AS now ON now.cluster_id = cluster.id AND now.framework = $2 AND now.to_scan IS NULL
  LEFT JOIN score_interval AS before ON before.cluster_id = cluster.id AND before.framework = $2
    AND before.from_at <= $3 AND (before.to_at IS NULL OR before.to_at > $3)
  WHERE $1::int IS NULL OR cluster.id = $1
  ORDER BY cluster.id`;

interface FindingCounts {
  readonly cluster: number;
  readonly severity: Severity;
  readonly open: number;
  readonly excluded: number;
  readonly unconfirmed: number;
  readonly opened: number;
  readonly closed: number;
}

const findingSql = `
  SELECT cluster_id AS cluster, severity,
    (count(*) FILTER (WHERE closed_scan IS NULL AND NOT excluded))::int AS open,
    (count(*) FILTER (WHERE closed_scan IS NULL AND excluded))::int AS excluded,
    (count(*) FILTER (WHERE closed_scan IS NULL AND NOT excluded AND unconfirmed_scan IS NOT NULL))::int AS unconfirmed,
    (count(*) FILTER (WHERE opened_at > $2 AND NOT initial AND NOT excluded))::int AS opened,
    (count(*) FILTER (WHERE closed_at > $2 AND NOT excluded))::int AS closed
  FROM finding WHERE ($1::int IS NULL OR cluster_id = $1) AND (closed_at IS NULL OR closed_at > $2) GROUP BY cluster_id, severity`;

function scanOf(row: ScanColumns, header: SnapshotHeader | null): ScanSummary | null {
  if (row.number === null || row.at === null || row.status === null) return null;
  return {
    number: row.number,
    at: row.at.toISOString(),
    status: row.status,
    snapshotDigest: row.snapshotDigest,
    resultsDigest: row.resultsDigest,
    serverVersion: header?.serverVersion ?? null,
  };
}

function standingOf(row: ScanColumns, counts: readonly FindingCounts[]): Standing {
  const header: SnapshotHeader | null = row.header === null ? null : JSON.parse(row.header);
  const summary: AssessmentSummary | null = row.summary === null ? null : JSON.parse(row.summary);
  const sum = (name: 'excluded' | 'unconfirmed' | 'opened' | 'closed') => counts.reduce((total, each) => total + each[name], 0);
  const open = (severity: Severity) => counts.find((each) => each.severity === severity)?.open ?? 0;
  return {
    cluster: row.cluster,
    score: row.nowScore ?? noScore,
    before: row.beforeScore,
    scan: scanOf(row, header),
    failure:
      row.failedNumber === null || row.failedAt === null
        ? null
        : { number: row.failedNumber, at: row.failedAt.toISOString(), error: row.error ?? '' },
    origin: header?.origin ?? null,
    summary,
    findings: { critical: open('critical'), high: open('high'), medium: open('medium'), low: open('low') },
    excluded: sum('excluded'),
    unconfirmed: sum('unconfirmed'),
    opened: sum('opened'),
    closed: sum('closed'),
  };
}

/** How one cluster or all of them stand now, against one framework, and what changed after `since` (RFC 3339). By the cluster's id. */
export async function readStandings(
  store: Store,
  { cluster, framework, since }: { readonly cluster?: number; readonly framework: FrameworkId | 'all'; readonly since: string },
): Promise<Standing[]> {
  const [scans, findings] = await Promise.all([
    rowsOf<ScanColumns>(store, scanSql, [cluster ?? null, framework, since]),
    rowsOf<FindingCounts>(store, findingSql, [cluster ?? null, since]),
  ]);
  const ofCluster = Map.groupBy(findings, (row) => row.cluster);
  return scans.map((row) => standingOf(row, ofCluster.get(row.cluster) ?? []));
}
