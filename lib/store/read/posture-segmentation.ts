import { type DriftCounts, driftByCause } from '#lib/assess/drift-causes.ts';
import { mostOpenPairs } from '#lib/assess/most-open-pairs.ts';
import type { DriftPosture, SegmentationPosture } from '#lib/assess/posture.ts';
import { rowsOf, type Store } from '../connection.ts';
import { readDrift } from './drift.ts';
import { readMatrix, readSegmentationTrend } from './segmentation.ts';

interface Period {
  readonly from: string;
  readonly to: string;
}

/** The scan that told how things stood when the period began, or the first in it. */
async function firstScan(store: Store, cluster: number, { from }: Period, last: number): Promise<number> {
  const [row] = await rowsOf<{ number: number }>(
    store,
    `SELECT number FROM scan WHERE cluster_id = $1 AND number <= $3 AND status <> 'failed'
     ORDER BY (started_at > $2::timestamptz), abs(extract(epoch FROM started_at - $2::timestamptz)) LIMIT 1`,
    [cluster, from, last],
  );
  return row?.number ?? last;
}

/** Sums over the scans after `first` up to `last`; of one that changed more than is kept, nothing is known. */
async function movedBetween(store: Store, cluster: number, first: number, last: number): Promise<DriftCounts> {
  const rows = await rowsOf<Record<keyof DriftCounts, number>>(
    store,
    `SELECT coalesce(sum(opened), 0)::int AS opened, coalesce(sum(closed), 0)::int AS closed, coalesce(sum(changed), 0)::int AS changed
     FROM connection_drift WHERE cluster_id = $1 AND scan > $2 AND scan <= $3`,
    [cluster, first, last],
  );
  return rows[0] ?? { opened: 0, closed: 0, changed: 0 };
}

async function driftOf(store: Store, cluster: number, period: Period, last: number): Promise<DriftPosture | null> {
  const first = await firstScan(store, cluster, period, last);
  if (first === last) return null;
  const [{ lines, ...rest }, moved] = await Promise.all([
    readDrift(store, cluster, first, last),
    movedBetween(store, cluster, first, last),
  ]);
  return { ...rest, moved, groups: driftByCause(lines) };
}

/** What a report says of who can reach whom, as scan `last` saw it and as it came about in the period. Null where it is not known. */
export async function readSegmentationPosture(
  store: Store,
  cluster: number,
  period: Period,
  last: number,
): Promise<SegmentationPosture | null> {
  const known = await readMatrix(store, cluster, last);
  if (known === null) return null;
  const { figures, matrix, partial } = known;
  const [trend, drift] = await Promise.all([
    readSegmentationTrend(store, cluster, period),
    driftOf(store, cluster, period, last),
  ]);
  return { figures, trend, openPairs: mostOpenPairs(matrix), drift, partial };
}
