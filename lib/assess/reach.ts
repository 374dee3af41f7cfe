import { environmentOf } from '#lib/facts/environments.ts';
import { unreadAmongHelpful, unreadAmongNeeded } from '#lib/policy/policies.ts';
import { type PartialAnswer, partialOf } from '#lib/reachability/reach.ts';
import type { Reachability } from '#lib/reachability/reachability.ts';
import { type ReachRecord, recordOf } from '#lib/reachability/record.ts';
import { type RecordedMatrix, recordedMatrix } from '#lib/reachability/recorded-matrix.ts';
import { type Segmentation, segmentationOf } from '#lib/reachability/segmentation.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';

/** Who can reach whom, in the forms that are kept. */
export interface AssessedReach {
  /** One a namespace with running workloads. */
  readonly records: readonly ReachRecord[];
  readonly segmentation: Segmentation;
  readonly matrix: RecordedMatrix;
  /** Why the answers are not the whole truth. */
  readonly partial: readonly PartialAnswer[];
}

/**
 * Null where pods, namespaces or policies could not be read: without their policies, pods would seem open, and without the labels that
 * policies ask for, closed.
 */
export function assessReach(snapshot: Snapshot, reachability: Reachability): AssessedReach | null {
  if (unreadAmongNeeded(snapshot).length > 0) return null;
  return {
    records: recordOf(reachability),
    segmentation: segmentationOf(reachability),
    matrix: recordedMatrix(reachability, ({ name, labels }) => environmentOf(name, labels)?.environment ?? null),
    partial: [
      ...unreadAmongHelpful(snapshot).map(({ object, reason }) => ({ policy: object, reason })),
      ...partialOf(reachability.engine.model),
    ],
  };
}
