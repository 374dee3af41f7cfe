import type pg from 'pg';
import { UserError } from '#lib/errors.ts';
import { textOf } from './bulk.ts';

// Advisory locks by two numbers: what they guard, and of which cluster.
const savingLock = 1_112_888_320;
const bodiesLock = 1_112_888_321;

/** A visit that has ended, whatever came of it. Times are RFC 3339. */
export interface Visit {
  readonly cluster: number;
  /** Names the visit: saving twice under one name saves once. */
  readonly jobId: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Within how many seconds the schedule wants the next scan; null without a schedule. */
  readonly dueSeconds: number | null;
}

export interface EarlierScan {
  readonly number: number;
  readonly snapshotDigest: string;
  readonly resultsDigest: string;
  readonly summaryDigest: string;
  readonly reachDigest: string | null;
  readonly version: string;
  readonly objects: number;
  readonly findings: number;
}

export interface Place {
  readonly number: number;
  /** When the visit took place. Never before the scan before it, even if the clock ran backwards between them. */
  readonly at: Date;
  readonly previous: EarlierScan | null;
  /** The same visit, where it was saved already. */
  readonly saved: { readonly number: number; readonly status: 'complete' | 'partial' | 'failed' } | null;
}

/** Lets pruning wait until this transaction has ended, or waits until pruning has. */
export const lockBodies = (client: pg.PoolClient, mode: 'use' | 'prune') =>
  client.query(`SELECT pg_advisory_xact_lock${mode === 'use' ? '_shared' : ''}($1::int, 0)`, [bodiesLock]);

/** One transaction at a time writes the scans and intervals of a cluster. False where the cluster is gone. */
export async function lockCluster(client: pg.PoolClient, cluster: number): Promise<boolean> {
  await client.query('SELECT pg_advisory_xact_lock($1::int, $2::int)', [savingLock, cluster]);
  const { rowCount } = await client.query('SELECT FROM cluster WHERE id = $1 FOR KEY SHARE', [cluster]);
  return rowCount === 1;
}

/** Where the visit stands in the history of its cluster. Throws UserError where the cluster is gone. */
export async function placeOf(client: pg.PoolClient, { cluster, jobId, startedAt }: Visit): Promise<Place> {
  if (!(await lockCluster(client, cluster)))
    throw new UserError('The cluster was removed while it was scanned: nothing was saved.', { status: 404 });
  const { rows: saved } = await client.query<NonNullable<Place['saved']>>('SELECT number, status FROM scan WHERE job_id = $1', [
    jobId,
  ]);
  const { rows: last } = await client.query<{ number: number; at: Date }>(
    'SELECT number, started_at AS at FROM scan WHERE cluster_id = $1 ORDER BY number DESC LIMIT 1',
    [cluster],
  );
  const { rows: previous } = await client.query<EarlierScan>(
    `SELECT number, snapshot_digest AS "snapshotDigest", results_digest AS "resultsDigest", summary_digest AS "summaryDigest",
       reach_digest AS "reachDigest", version, objects, findings
     FROM scan WHERE cluster_id = $1 AND status <> 'failed' ORDER BY number DESC LIMIT 1`,
    [cluster],
  );
  const started = new Date(startedAt);
  const lastAt = last[0]?.at;
  return {
    number: (last[0]?.number ?? 0) + 1,
    at: lastAt !== undefined && lastAt > started ? lastAt : started,
    previous: previous[0] ?? null,
    saved: saved[0] ?? null,
  };
}

export interface ScanValues {
  readonly status: 'complete' | 'partial' | 'failed';
  readonly version: string;
  readonly error: string | null;
  readonly snapshotDigest: string | null;
  readonly resultsDigest: string | null;
  readonly previousDigest: string | null;
  readonly headerDigest: string | null;
  readonly summaryDigest: string | null;
  readonly reachDigest: string | null;
  readonly objects: number;
  readonly findings: number;
  readonly opened: number;
  readonly closed: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

export async function insertScan(client: pg.PoolClient, visit: Visit, { number, at }: Place, values: ScanValues): Promise<void> {
  const finished = new Date(visit.finishedAt);
  const row = {
    cluster_id: visit.cluster,
    number,
    job_id: visit.jobId,
    started_at: at,
    finished_at: finished < at ? at : finished,
    due_seconds: visit.dueSeconds,
    status: values.status,
    version: values.version,
    error: values.error === null ? null : textOf(values.error),
    snapshot_digest: values.snapshotDigest,
    results_digest: values.resultsDigest,
    previous_digest: values.previousDigest,
    header_digest: values.headerDigest,
    summary_digest: values.summaryDigest,
    reach_digest: values.reachDigest,
    objects: values.objects,
    findings: values.findings,
    opened: values.opened,
    closed: values.closed,
    added: values.added,
    changed: values.changed,
    removed: values.removed,
  };
  const names = Object.keys(row);
  await client.query(
    `INSERT INTO scan (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
}
