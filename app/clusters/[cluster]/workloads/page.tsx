import type { Metadata } from 'next';
import { PageHeader } from '#components/page/page-header.tsx';
import type { SearchParams } from '#components/table/table-state.ts';
import { workloadLines } from '#lib/assess/workload-lines.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { countFindingsByWorkload } from '#lib/store/read/findings.ts';
import { clusterPath, workloadsPath } from '../../../links.ts';
import { type ClusterParams, clusterOf } from '../../cluster-of.ts';
import { reachShown } from '../reach-shown.ts';
import { NoRecord } from '../reachability/no-record.tsx';
import { ReachNotices } from '../reachability/notices.tsx';
import { ScanLine } from '../reachability/scan-line.tsx';
import { ReadingNotices } from '../reading-notices.tsx';
import { WorkloadList } from './list.tsx';

export const metadata: Metadata = { title: 'Workloads' };

interface Props extends ClusterParams {
  readonly searchParams: Promise<SearchParams>;
}

export default async function WorkloadsPage(props: Props) {
  const [{ id, name }, params] = await Promise.all([clusterOf(props), props.searchParams]);
  const { shown, summary, recalled, partial } = await reachShown(id, params);
  return (
    <>
      <PageHeader
        title="Workloads"
        above={[
          { title: 'Fleet', href: '/' },
          { title: name, href: clusterPath(name) },
        ]}
        lede={shown && <ScanLine cluster={name} shown={shown} newest={workloadsPath(name)} />}
      />
      <ReadingNotices failure={null} summary={summary} />
      {shown === null || recalled === null ? (
        <NoRecord cluster={name} shown={shown} />
      ) : (
        <>
          <ReachNotices summary={summary} partial={partial} />
          <WorkloadList
            cluster={name}
            scan={shown.asked}
            workloads={workloadLines(recalled)}
            findings={await countFindingsByWorkload(sharedStore(), id)}
            params={params}
          />
        </>
      )}
    </>
  );
}
