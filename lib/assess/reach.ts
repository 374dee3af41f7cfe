import { environmentOf } from '#lib/facts/environments.ts';
import type { LeftOut } from '#lib/facts/facts.ts';
import { leftOutOf } from '#lib/facts/left-out.ts';
import { unreadAmongHelpful, unreadAmongNeeded } from '#lib/policy/policies.ts';
import { type PartialAnswer, partialOf } from '#lib/reachability/reach.ts';
import type { Reachability } from '#lib/reachability/reachability.ts';
import { type ReachRecord, recordOf } from '#lib/reachability/record.ts';
import { type RecordedMatrix, recordedMatrix } from '#lib/reachability/recorded-matrix.ts';
import { type Segmentation, segmentationOf } from '#lib/reachability/segmentation.ts';
import { refText } from '#lib/snapshot/objects.ts';
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

/** What is missing in the answers without an object that was left out, by its sort; of what may be anything the policies say it. */
const missing: { readonly [Sort in LeftOut['sort']]?: string } = {
  workloads: 'it is missing among the workloads',
  services: 'ways in from outside may be missing',
  ingresses: 'ways in from outside may be missing',
  routes: 'ways in from outside may be missing',
};

/** Workloads and ways in that are missing in the answers about a snapshot, and why. */
export const leftOutAnswers = (snapshot: Snapshot): readonly PartialAnswer[] =>
  leftOutOf(snapshot).flatMap(({ sort, ref, why }) => {
    const without = missing[sort];
    return without === undefined
      ? []
      : [{ policy: refText(ref), reason: `could not be taken as it was given, so that ${without}: ${why}` }];
  });

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
      ...leftOutAnswers(snapshot),
      ...partialOf(reachability.engine.model),
    ],
  };
}
