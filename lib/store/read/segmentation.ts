import type { SegmentationPoint } from '#lib/assess/posture.ts';
import type { PartialAnswer } from '#lib/reachability/reach.ts';
import { type PackedMatrix, type RecordedMatrix, unpacked } from '#lib/reachability/recorded-matrix.ts';
import type { Segmentation } from '#lib/reachability/segmentation.ts';
import { rowsOf, type Store } from '../connection.ts';
import { heldAt, moments } from './step-trend.ts';
import { readGaps } from './trend.ts';

/** Who could reach whom in a scan, in figures and by namespace. */
export interface RecordedSegmentation {
  readonly figures: Segmentation;
  readonly matrix: RecordedMatrix;
  /** Why the answers are not the whole truth. */
  readonly partial: readonly PartialAnswer[];
}

/** Null where it is not known; see `readReach`. */
export async function readMatrix(store: Store, cluster: number, scan: number): Promise<RecordedSegmentation | null> {
  const [row] = await rowsOf<Omit<RecordedSegmentation, 'matrix'> & { readonly matrix: PackedMatrix }>(
    store,
    `SELECT figures, matrix, partial FROM segmentation_interval AS held
     JOIN scan ON scan.cluster_id = $1 AND scan.number = $2 AND reach_digest IS NOT NULL
     WHERE held.cluster_id = $1 AND from_scan <= $2 AND (to_scan IS NULL OR to_scan > $2)`,
    [cluster, scan],
  );
  return row === undefined ? null : { ...row, matrix: unpacked(row.matrix) };
}

/** The figures of the last scan that succeeded, by cluster; a cluster where they are not known is left out. */
export async function readFigures(store: Store, cluster?: number): Promise<ReadonlyMap<number, Segmentation>> {
  const rows = await rowsOf<{ cluster: number; figures: Segmentation }>(
    store,
    'SELECT cluster_id AS cluster, figures FROM segmentation_interval WHERE to_scan IS NULL AND ($1::int IS NULL OR cluster_id = $1)',
    [cluster ?? null],
  );
  return new Map(rows.map((row) => [row.cluster, row.figures]));
}

interface StepRow {
  readonly scan: number;
  readonly from: Date;
  readonly to: Date | null;
  readonly figures: Segmentation;
}

/**
 * The figures over time, a point for each change; what held at `from` is the first point. Where they are not known, because nobody looked
 * or because policies could not be read, they are null. Empty before the first scan that tells. Times are RFC 3339.
 */
export async function readSegmentationTrend(
  store: Store,
  cluster: number,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<SegmentationPoint[]> {
  const [rows, gaps] = await Promise.all([
    // One that ended before is known, too: since then nothing is.
    rowsOf<StepRow>(
      store,
      `SELECT from_scan AS scan, from_at AS "from", to_at AS "to", figures FROM segmentation_interval
       WHERE cluster_id = $1 AND from_at <= $3
         AND from_scan >= coalesce((SELECT max(from_scan) FROM segmentation_interval WHERE cluster_id = $1 AND from_at <= $2), 0)
       ORDER BY from_scan`,
      [cluster, from, to],
    ),
    readGaps(store, cluster, from, to),
  ]);
  const steps = rows.map((row) => ({ ...row, from: row.from.getTime(), to: row.to?.getTime() ?? null }));
  const times = moments([{ steps, gaps }], Date.parse(from), Date.parse(to));
  return heldAt(steps, gaps, times).flatMap((held, index): SegmentationPoint[] => {
    const time = times[index];
    if (held === undefined || time === undefined) return [];
    const known = held.gap ? undefined : held.step;
    return [{ at: new Date(time).toISOString(), figures: known?.figures ?? null, gap: held.gap, scan: known?.scan ?? null }];
  });
}
