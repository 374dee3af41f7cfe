import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { type ConnectionDrift, connectionDriftInSteps } from '#lib/assess/drift.ts';
import { messageOf, UserError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { answerOf, type Queryable, type Store } from '../connection.ts';
import { rebuildSnapshot } from '../read/snapshot.ts';
import { textOf } from './bulk.ts';
import type { Moment } from './verdicts.ts';

/** What a scan saw change since another one. */
export interface ScanDrift {
  /** The scan that it is compared with; undefined where there is none. */
  readonly against: KnownScan | undefined;
  /** Or the reason why it is not known. Null where nothing changed, and where the scan itself does not tell who reaches whom. */
  readonly drift: ConnectionDrift | { readonly reason: string } | null;
}

interface KnownScan {
  readonly number: number;
  readonly reachDigest: string | null;
}

/**
 * The last scan of which it is known who reached whom; the last that succeeded where that is known of none, as after an update from a
 * version that did not keep it.
 */
async function lastKnown(client: Queryable, cluster: number): Promise<KnownScan | undefined> {
  const { rows } = await client.query<KnownScan>(
    `SELECT number, reach_digest AS "reachDigest" FROM scan WHERE cluster_id = $1 AND status <> 'failed'
     ORDER BY (reach_digest IS NULL), number DESC LIMIT 1`,
    [cluster],
  );
  return rows[0];
}

const breathAfterMs = 50;

/** Takes all steps, and lets a worker go on telling that it lives, and its other scans read, in between. */
async function unhurried<Result>(steps: Generator<void, Result>): Promise<Result> {
  let last = performance.now();
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    if (performance.now() - last < breathAfterMs) continue;
    await setImmediate();
    last = performance.now();
  }
}

/**
 * Compares a snapshot with the cluster's last scan; `reachDigest` is null where the snapshot does not tell who reaches whom. What goes
 * wrong is no reason not to save the scan, and is told; only a database that cannot be reached is one: throws UserError.
 */
export async function driftSince(
  store: Store,
  cluster: number,
  snapshot: Snapshot,
  reachDigest: string | null,
): Promise<ScanDrift> {
  const against = await answerOf(store, lastKnown(store.pool, cluster));
  if (against === undefined || reachDigest === null || against.reachDigest === reachDigest) return { against, drift: null };
  const { number } = against;
  try {
    const drift = await unhurried(connectionDriftInSteps(await rebuildSnapshot(store, cluster, number), snapshot));
    return { against, drift: 'reason' in drift ? { reason: `compared with scan ${number}, ${drift.reason}` } : drift };
  } catch (error) {
    if (error instanceof UserError && error.status === 503) throw error;
    const reason = `scan ${number} could not be compared with: ${messageOf(error)}`;
    log.warn({ cluster, reason }, 'what changed in who reaches whom is not known');
    return { against, drift: { reason } };
  }
}

/** Whether the scan that was compared with is the last one no more: another one was saved meanwhile. */
export const isOvertaken = async (client: pg.PoolClient, cluster: number, { against }: ScanDrift): Promise<boolean> =>
  (await lastKnown(client, cluster))?.number !== against?.number;

export async function saveDrift(
  client: pg.PoolClient,
  { cluster, number, at }: Moment,
  { against, drift }: ScanDrift,
): Promise<void> {
  if (against === undefined || drift === null) return;
  // That a scan of which nothing was kept is as this one cannot be told without a row.
  if ('groups' in drift && drift.groups.length === 0 && against.reachDigest !== null) return;
  const row =
    'groups' in drift
      ? { ...drift, reason: null }
      : { opened: null, closed: null, changed: null, truncated: false, groups: [], reason: textOf(drift.reason) };
  await client.query(
    `INSERT INTO connection_drift (cluster_id, scan, at, against, opened, closed, changed, truncated, reason, groups)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      cluster,
      number,
      at,
      against.number,
      row.opened,
      row.closed,
      row.changed,
      row.truncated,
      row.reason,
      JSON.stringify(row.groups),
    ],
  );
}
