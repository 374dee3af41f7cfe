import { type Explained, explained, isNoWorkload, type Mistakes, namespacesNamed, type Question } from '#lib/assess/explained.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readNeighbourhood } from '#lib/store/read/neighbourhood.ts';
import { rebuildSnapshot } from '#lib/store/read/snapshot.ts';
import type { AssessmentSummary } from '#lib/store/save/save-scan.ts';

/**
 * Answers from what the scan saw of the namespaces of both ends. How somebody gets in from outside may depend on objects of any
 * namespace, such as a route or the ingress controller: then all of them are read. Null as for `explained`.
 */
export async function answerTo(
  question: Question,
  cluster: number,
  scan: number,
  { enforcement }: AssessmentSummary,
): Promise<Explained | Mistakes | null> {
  const [store, ends] = [sharedStore(), [question.src, question.dst]];
  const snapshot = ends.some(isNoWorkload)
    ? await rebuildSnapshot(store, cluster, scan)
    : await readNeighbourhood(store, cluster, scan, namespacesNamed(ends));
  return explained(snapshot, question, enforcement);
}
