import type { Metadata } from 'next';
import { PageHeader } from '#components/page/page-header.tsx';
import { type SearchParams, withParams } from '#components/table/table-state.ts';
import { clusterPath, explainPath } from '../../../links.ts';
import { type ClusterParams, clusterOf } from '../../cluster-of.ts';
import { scanShown } from '../../scan-shown.ts';
import { NoRecord } from '../reachability/no-record.tsx';
import { ScanLine } from '../reachability/scan-line.tsx';
import { AskAndAnswer } from './ask-and-answer.tsx';
import { questionOf } from './query.ts';

export const metadata: Metadata = { title: 'Explain' };

interface Props extends ClusterParams {
  readonly searchParams: Promise<SearchParams>;
}

export default async function ExplainPage(props: Props) {
  const [{ id, name }, params] = await Promise.all([clusterOf(props), props.searchParams]);
  const shown = await scanShown(id, params);
  return (
    <>
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
      {shown === null || shown.scan.status === 'failed' ? (
        <NoRecord cluster={name} shown={shown} />
      ) : (
        <AskAndAnswer cluster={{ id, name }} shown={shown} question={questionOf(params)} />
      )}
    </>
  );
}
