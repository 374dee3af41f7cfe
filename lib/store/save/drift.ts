import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { type ConnectionDrift, connectionDriftInSteps } from '#lib/assess/drift.ts';
import { messageOf, UserError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Queryable, Store } from '../connection.ts';
import { rebuildSnapshot } from '../read/snapshot.ts';
import { textOf } from './bulk.ts';
import type { Moment } from './verdicts.ts';

/** What a scan saw change, or the reason why that is not known. */
export interface ScanDrift {
  /** The scan that it is compared with. */
  readonly against: number;
  readonly drift: ConnectionDrift | { readonly reason: string };
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
 * Compares a snapshot with the cluster's last scan. Null where nothing changed, where there is nothing to compare with, and where the
 * snapshot itself does not tell who reaches whom (`reachDigest` null). What goes wrong is no reason not to save the scan, and is told; only a
 * database that cannot be reached is one: throws UserError.
 */
export async function driftSince(
  store: Store,
  cluster: number,
  snapshot: Snapshot,
  reachDigest: string | null,
): Promise<ScanDrift | null> {
  const known = reachDigest === null ? undefined : await lastKnown(store.pool, cluster);
  if (known === undefined || known.reachDigest === reachDigest) return null;
  const against = known.number;
  try {
    const drift = await unhurried(connectionDriftInSteps(await rebuildSnapshot(store, cluster, against), snapshot));
    return { against, drift: 'reason' in drift ? { reason: `compared with scan ${against}, ${drift.reason}` } : drift };
  } catch (error) {
    if (error instanceof UserError && error.status === 503) throw error;
    const reason = `scan ${against} could not be compared with: ${messageOf(error)}`;
    log.warn({ cluster, reason }, 'what changed in who reaches whom is not known');
    return { against, drift: { reason } };
  }
}

export async function saveDrift(client: pg.PoolClient, { cluster, number, at }: Moment, since: ScanDrift | null): Promise<void> {
  if (since === null) return;
  const { against, drift } = since;
  const known = await lastKnown(client, cluster);
  const found =
    known?.number === against
      ? drift
      : { reason: `scan ${known?.number ?? against} was saved while this one was compared with scan ${against}` };
  // That a scan of which nothing was kept is as this one cannot be told without a row.
  if ('groups' in found && found.groups.length === 0 && known?.reachDigest !== null) return;
  const row =
    'groups' in found
      ? { ...found, reason: null }
      : { opened: null, closed: null, changed: null, truncated: false, groups: [], reason: textOf(found.reason) };
  await client.query(
    `INSERT INTO connection_drift (cluster_id, scan, at, against, opened, closed, changed, truncated, reason, groups)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [cluster, number, at, against, row.opened, row.closed, row.changed, row.truncated, row.reason, JSON.stringify(row.groups)],
  );
}
