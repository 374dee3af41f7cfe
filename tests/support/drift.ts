import { type ConnectionDrift, connectionDriftInSteps } from '#lib/assess/drift.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';

/** All steps at once. */
export function connectionDrift(before: Snapshot, after: Snapshot): ConnectionDrift | { readonly reason: string } {
  const steps = connectionDriftInSteps(before, after);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}
