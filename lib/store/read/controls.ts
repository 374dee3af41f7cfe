import type { Outcome, Result, Severity, Strength } from '#lib/controls/control.ts';
import type { ControlResult, Counts } from '#lib/controls/run.ts';
import { rowsOf, type Store } from '../connection.ts';

/** How a control stands on a cluster since the scan `sinceScan`. */
export interface ControlStanding {
  readonly cluster: number;
  readonly control: string;
  readonly severity: Severity;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly counts: Counts;
  readonly literal: ControlResult['literal'];
  readonly strength: Strength | null;
  readonly since: string;
  readonly sinceScan: number;
}

type Row = Omit<ControlStanding, 'since'> & { readonly since: Date };

const columns = `cluster_id AS cluster, control, severity, outcome, reason, counts, literal, strength, from_at AS since, from_scan AS "sinceScan"`;

const standingOf = (row: Row): ControlStanding => ({ ...row, since: row.since.toISOString() });

/** Of one cluster or of all, as the last successful scans judged; worst severity first, then by id. */
export async function readControls(store: Store, cluster?: number): Promise<ControlStanding[]> {
  const rows = await rowsOf<Row>(
    store,
    `SELECT ${columns} FROM result_interval WHERE ($1::int IS NULL OR cluster_id = $1) AND to_scan IS NULL ORDER BY severity, control, cluster_id`,
    [cluster ?? null],
  );
  return rows.map(standingOf);
}

/** As the scan `number` of a cluster judged. */
export async function readControlsAt(store: Store, cluster: number, number: number): Promise<ControlStanding[]> {
  const rows = await rowsOf<Row>(
    store,
    `SELECT ${columns} FROM result_interval WHERE cluster_id = $1 AND from_scan <= $2 AND (to_scan IS NULL OR to_scan > $2)
     ORDER BY severity, control`,
    [cluster, number],
  );
  return rows.map(standingOf);
}

export interface NewlyUnknown {
  readonly cluster: number;
  readonly control: string;
  readonly severity: Severity;
  readonly reason: string | null;
}

/** Controls that are unknown now and were not at that time; those that were never judged before it do not count. */
export async function readNewlyUnknown(store: Store, since: string, cluster?: number): Promise<NewlyUnknown[]> {
  return rowsOf<NewlyUnknown>(
    store,
    `SELECT now.cluster_id AS cluster, now.control, now.severity, now.reason FROM result_interval AS now
     JOIN result_interval AS before ON before.cluster_id = now.cluster_id AND before.control = now.control
       AND before.from_at <= $1 AND before.to_at > $1 AND before.outcome <> 'unknown'
     WHERE ($2::int IS NULL OR now.cluster_id = $2) AND now.to_scan IS NULL AND now.outcome = 'unknown'
     ORDER BY now.severity, now.control, now.cluster_id`,
    [since, cluster ?? null],
  );
}

export interface ControlOnCluster extends ControlStanding {
  /** Where the control has results; `namespace` null for what is cluster-wide. */
  readonly namespaces: readonly { readonly namespace: string | null; readonly counts: Counts }[];
  /** What could not be judged, and why. */
  readonly unknowns: readonly Result[];
}

/** One control on every cluster that was judged by it, namespace by namespace. */
export async function readControlAcrossFleet(store: Store, control: string): Promise<ControlOnCluster[]> {
  const [standings, namespaces] = await Promise.all([
    rowsOf<Row & { unknowns: Result[] }>(
      store,
      `SELECT ${columns}, unknowns FROM result_interval WHERE control = $1 AND to_scan IS NULL ORDER BY cluster_id`,
      [control],
    ),
    rowsOf<{ cluster: number; namespace: string; counts: Counts }>(
      store,
      `SELECT cluster_id AS cluster, namespace, controls -> $1 AS counts FROM namespace_interval
       WHERE to_scan IS NULL AND controls ? $1 ORDER BY namespace COLLATE "C"`,
      [control],
    ),
  ]);
  const ofCluster = Map.groupBy(namespaces, ({ cluster }) => cluster);
  return standings.map(({ unknowns, ...row }) => ({
    ...standingOf(row),
    unknowns,
    namespaces: (ofCluster.get(row.cluster) ?? []).map(({ namespace, counts }) => ({ namespace: namespace || null, counts })),
  }));
}
