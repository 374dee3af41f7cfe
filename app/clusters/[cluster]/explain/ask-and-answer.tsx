import { ExplainForm } from '#components/reach/explain-form.tsx';
import { isExplained, type Question } from '#lib/assess/explained.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readSummary } from '#lib/store/read/scan.ts';
import { clusterPath, explainPath } from '../../../links.ts';
import type { ScanShown } from '../../scan-shown.ts';
import { NoRecord } from '../reachability/no-record.tsx';
import { ReachNotices } from '../reachability/notices.tsx';
import { ReadingNotices } from '../reading-notices.tsx';
import { Answer } from './answer.tsx';
import { answerTo } from './answer-to.ts';
import { isAsked } from './query.ts';

interface Props {
  readonly cluster: { readonly id: number; readonly name: string };
  readonly shown: ScanShown;
  readonly question: Question;
}

/** The form, and below it the answer to what it asks. */
export async function AskAndAnswer({ cluster: { id, name }, shown, question }: Props) {
  const { number } = shown.scan;
  const summary = await readSummary(sharedStore(), id, number);
  const answer = summary !== null && isAsked(question) ? await answerTo(question, id, number, summary) : undefined;
  return (
    <>
      <ReadingNotices failure={null} summary={summary} />
      <ReachNotices summary={summary} partial={[]} />
      <ExplainForm
        path={explainPath(name)}
        scan={shown.asked}
        question={question}
        mistakes={answer && !isExplained(answer) ? answer : {}}
        suggestions={`/api${clusterPath(name)}/workloads`}
      />
      {answer === null && <NoRecord cluster={name} shown={shown} />}
      {answer && isExplained(answer) && <Answer cluster={name} scan={shown.asked} answer={answer} />}
    </>
  );
}
