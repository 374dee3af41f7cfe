import type { SearchParams } from '#components/table/table-state.ts';
import type { PartialAnswer } from '#lib/reachability/reach.ts';
import type { Recalled } from '#lib/reachability/record.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readReach } from '#lib/store/read/reach.ts';
import { readSummary } from '#lib/store/read/scan.ts';
import { readMatrix } from '#lib/store/read/segmentation.ts';
import type { AssessmentSummary } from '#lib/store/save/save-scan.ts';
import { type ScanShown, scanShown } from '../scan-shown.ts';

/** Who can reach whom by the scan that a page tells about, and how far that is to be believed. */
export interface ReachShown {
  /** Null before the first scan that succeeded. */
  readonly shown: ScanShown | null;
  readonly summary: AssessmentSummary | null;
  /** Null where the scan does not tell. */
  readonly recalled: Recalled | null;
  readonly partial: readonly PartialAnswer[];
}

export async function reachShown(cluster: number, params: SearchParams): Promise<ReachShown> {
  const shown = await scanShown(cluster, params);
  if (shown === null) return { shown, summary: null, recalled: null, partial: [] };
  const [store, { number }] = [sharedStore(), shown.scan];
  const [summary, recalled, recorded] = await Promise.all([
    readSummary(store, cluster, number),
    readReach(store, cluster, number),
    readMatrix(store, cluster, number),
  ]);
  return { shown, summary, recalled, partial: recorded?.partial ?? [] };
}
