import type { Metadata } from 'next';
import { PageHeader } from '#components/page/page-header.tsx';
import { ExplainForm } from '#components/reach/explain-form.tsx';
import { type SearchParams, withParams } from '#components/table/table-state.ts';
import { isExplained } from '#lib/assess/explained.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readSummary } from '#lib/store/read/scan.ts';
import { clusterPath, explainPath } from '../../../links.ts';
import { type ClusterParams, clusterOf } from '../../cluster-of.ts';
import { scanShown } from '../../scan-shown.ts';
import { NoRecord } from '../reachability/no-record.tsx';
import { ReachNotices } from '../reachability/notices.tsx';
import { ScanLine } from '../reachability/scan-line.tsx';
import { Answer } from './answer.tsx';
import { answerTo } from './answer-to.ts';
import { isAsked, questionOf } from './query.ts';

export const metadata: Metadata = { title: 'Explain' };

interface Props extends ClusterParams {
  readonly searchParams: Promise<SearchParams>;
}

export default async function ExplainPage(props: Props) {
  const [{ id, name }, params] = await Promise.all([clusterOf(props), props.searchParams]);
  const shown = await scanShown(id, params);
  const header = (
    <PageHeader
      title="Explain a connection"
      above={[
        { title: 'Fleet', href: '/' },
        { title: name, href: clusterPath(name) },
      ]}
      lede={
        <>
          <span>Why one workload may connect to another, or may not: layer by layer, down to the rule that decides.</span>
          {shown && <ScanLine cluster={name} shown={shown} newest={withParams(explainPath(name), params, { scan: null })} />}
        </>
      }
    />
  );
  if (shown === null || shown.scan.status === 'failed')
    return (
      <>
        {header}
        <NoRecord cluster={name} shown={shown} />
      </>
    );
  const question = questionOf(params);
  const summary = await readSummary(sharedStore(), id, shown.scan.number);
  const answer = summary !== null && isAsked(question) ? await answerTo(question, id, shown.scan.number, summary) : null;
  return (
    <>
      {header}
      <ReachNotices summary={summary} partial={[]} />
      <ExplainForm
        path={explainPath(name)}
        scan={shown.asked}
        question={question}
        mistakes={answer === null || isExplained(answer) ? {} : answer}
        suggestions={`/api${clusterPath(name)}/workloads`}
      />
      {answer !== null && isExplained(answer) && <Answer cluster={name} scan={shown.asked} answer={answer} />}
    </>
  );
}
