import { randomUUID } from 'node:crypto';
import { assess } from '#lib/assess/assess.ts';
import type { AssessSettings } from '#lib/assess/assessment.ts';
import { defaultSettings } from '#lib/assess/settings.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { addCluster, type Cluster } from '#lib/store/clusters.ts';
import { rowsOf, type Store } from '#lib/store/connection.ts';
import { type SavedScan, saveScan } from '#lib/store/save/save-scan.ts';

const daySeconds = 86_400;

/** 6 in the morning of a day in January 2026, as RFC 3339. */
export const day = (number: number): string => new Date(Date.UTC(2026, 0, number, 6)).toISOString();

export const newCluster = (store: Store, name: string = randomUUID()): Promise<Cluster> =>
  addCluster(store, { name, source: { kind: 'manifests', path: '/srv/manifests' } });

interface ScanOptions {
  readonly jobId?: string;
  readonly settings?: AssessSettings;
  readonly dueSeconds?: number | null;
}

/** Judges a snapshot and saves it as the scan of a day, a day before the next one is due. */
export function scan(
  store: Store,
  cluster: number,
  at: string,
  snapshot: Snapshot,
  options: ScanOptions = {},
): Promise<SavedScan> {
  return saveScan(store, {
    cluster,
    jobId: options.jobId ?? randomUUID(),
    startedAt: at,
    finishedAt: at,
    dueSeconds: options.dueSeconds === undefined ? daySeconds : options.dueSeconds,
    snapshot,
    assessment: assess(snapshot, options.settings ?? defaultSettings),
  });
}

const tables = [
  'cluster',
  'scan',
  'scan_progress',
  'object',
  'object_interval',
  'namespace_interval',
  'result_interval',
  'score_interval',
  'reach_interval',
  'segmentation_interval',
  'connection_drift',
  'finding',
  'setting',
] as const;

/** Every row of every table as text, in order. */
export async function everyRow(store: Store): Promise<Record<(typeof tables)[number], string[]>> {
  const entries = await Promise.all(
    tables.map(async (table) => {
      const rows = await rowsOf<{ row: string }>(store, `SELECT t::text AS row FROM ${table} AS t ORDER BY 1`);
      return [table, rows.map(({ row }) => row)] as const;
    }),
  );
  return Object.fromEntries(entries) as Record<(typeof tables)[number], string[]>;
}
