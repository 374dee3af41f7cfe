import type { DriftGroup } from '#lib/assess/drift.ts';
import { type DriftCounts, type DriftLines, driftCounts } from '#lib/assess/drift-causes.ts';
import { foldedDrift, type ScanLines } from '#lib/assess/drift-fold.ts';
import type { RecordedEnds } from '#lib/assess/drift-of-records.ts';
import { rowsOf, type Store } from '../connection.ts';
import { readReach } from './reach.ts';

/** What changed in who reaches whom from one scan to a later one, and what did it. */
export interface DriftView extends DriftCounts {
  readonly lines: readonly DriftLines[];
  /** Scans of which not all lines are there. */
  readonly truncated: readonly number[];
  /** Scans of which it is not known who reached whom, or what changed in it, so that lines may be missing; rising. */
  readonly unknownScans: readonly number[];
}

/** What one scan saw change. */
interface DriftRow {
  readonly scan: number;
  readonly at: Date;
  readonly against: number;
  readonly truncated: boolean;
  /** Why it is not known. */
  readonly reason: string | null;
  readonly groups: readonly DriftGroup[];
}

interface ScanRow {
  readonly number: number;
  readonly known: boolean;
}

/** Of so many connections one page can tell; more would keep its reader waiting. */
const mostConnections = 60_000;

const connectionsIn = ({ groups }: DriftRow): number => groups.reduce((sum, { src, dst }) => sum + src.length * dst.length, 0);

/**
 * The scans that leave something open. One that knows nothing leaves nothing open where a later one was compared with itself or with one
 * before it.
 */
function unknownAmong(scans: readonly ScanRow[], drifts: readonly DriftRow[], from: number): readonly number[] {
  const driftOf = new Map(drifts.map((drift) => [drift.scan, drift]));
  const spans = scans.flatMap(({ number, known }, index) => {
    if (!known || number === from) return [];
    const drift = driftOf.get(number);
    const before = scans.slice(0, index).findLast((one) => one.known)?.number;
    const base = drift === undefined ? before : drift.reason === null ? drift.against : undefined;
    return base === undefined ? [] : [{ base, to: number }];
  });
  return scans.flatMap(({ number, known }) => {
    const drift = driftOf.get(number);
    const isTold = known
      ? drift === undefined || (drift.reason === null && drift.against >= from)
      : spans.some(({ base, to }) => from <= base && base <= number && number < to);
    return isTold ? [] : [number];
  });
}

/** Who reached whom in the first and the last of the scans that tell; null where none does. */
async function readEnds(store: Store, cluster: number, scans: readonly ScanRow[]): Promise<RecordedEnds | null> {
  const known = scans.filter((scan) => scan.known);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return null;
  const [before, after] = await Promise.all([first, last].map(({ number }) => readReach(store, cluster, number)));
  return before && after ? { before, after } : null;
}

/**
 * What the scans after `from` up to `to` saw change, taken together: a change that was undone again is none. `from` must be the earlier
 * one; nothing is told of scans that failed.
 */
export async function readDrift(store: Store, cluster: number, from: number, to: number): Promise<DriftView> {
  const [scans, drifts] = await Promise.all([
    rowsOf<ScanRow>(
      store,
      `SELECT number, reach_digest IS NOT NULL AS known FROM scan
       WHERE cluster_id = $1 AND number BETWEEN $2 AND $3 AND status <> 'failed' ORDER BY number`,
      [cluster, from, to],
    ),
    rowsOf<DriftRow>(
      store,
      `SELECT scan, at, against, truncated, reason, groups FROM connection_drift
       WHERE cluster_id = $1 AND scan > $2 AND scan <= $3 ORDER BY scan`,
      [cluster, from, to],
    ),
  ]);
  const told: ScanLines[] = [];
  const truncated: number[] = [];
  let connections = 0;
  for (const drift of drifts) {
    // Compared with a scan before all of these, it tells of changes before them, too.
    if (drift.against < from) continue;
    connections += connectionsIn(drift);
    if (drift.truncated || connections > mostConnections) truncated.push(drift.scan);
    if (connections <= mostConnections) told.push({ scan: drift.scan, at: drift.at.toISOString(), groups: drift.groups });
  }
  // A scan and the one that it was compared with have one way to tell pods apart.
  const isFolded = told.length > 0 && scans.filter(({ known }) => known).length > 2;
  const lines = foldedDrift(told, isFolded ? await readEnds(store, cluster, scans) : null);
  return { lines, ...driftCounts(lines), truncated, unknownScans: unknownAmong(scans, drifts, from) };
}
