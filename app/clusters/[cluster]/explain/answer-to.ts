import { type Explained, explained, type Mistakes, type Question } from '#lib/assess/explained.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readConnection } from '#lib/store/read/neighbourhood.ts';
import type { AssessmentSummary } from '#lib/store/save/save-scan.ts';

/** Answers from what the scan saw of both ends. Null as for `explained`. */
export async function answerTo(
  question: Question,
  cluster: number,
  scan: number,
  { enforcement }: AssessmentSummary,
): Promise<Explained | Mistakes | null> {
  return explained(await readConnection(sharedStore(), cluster, scan, [question.src, question.dst]), question, enforcement);
}
