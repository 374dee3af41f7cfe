import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageHeader } from '#components/page/page-header.tsx';
import type { SearchParams } from '#components/table/table-state.ts';
import { CopyName } from '#components/text/copy-name.tsx';
import { workloadReach } from '#lib/assess/workload-reach.ts';
import { clusterPath, workloadsPath } from '../../../../../../links.ts';
import { clusterOf } from '../../../../../cluster-of.ts';
import { reachShown } from '../../../../reach-shown.ts';
import { NoRecord } from '../../../../reachability/no-record.tsx';
import { ReachNotices } from '../../../../reachability/notices.tsx';
import { ReadingNotices } from '../../../../reading-notices.tsx';
import { Lede } from './lede.tsx';
import { WorkloadSections } from './sections.tsx';
import { surroundings } from './surroundings.ts';
import { type WorkloadParams, workloadIdOf } from './workload-of.ts';

interface Props extends WorkloadParams {
  readonly searchParams: Promise<SearchParams>;
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: await workloadIdOf(props) };
}

export default async function WorkloadPage(props: Props) {
  const [cluster, id, params] = await Promise.all([clusterOf(props), workloadIdOf(props), props.searchParams]);
  const { shown, summary, recalled, partial } = await reachShown(cluster.id, params);
  const scan = shown?.asked ?? null;
  const reach = recalled && shown && workloadReach(recalled, id, await surroundings(cluster.id, shown.scan.number));
  if (recalled !== null && reach === null) notFound();
  return (
    <>
      <PageHeader
        title={
          <>
            {id.slice(0, id.indexOf('['))} <CopyName text={id} />
          </>
        }
        above={[
          { title: 'Fleet', href: '/' },
          { title: cluster.name, href: clusterPath(cluster.name) },
          { title: 'Workloads', href: workloadsPath(cluster.name, scan) },
        ]}
        lede={<Lede cluster={cluster.name} id={id} shown={shown} reach={reach} />}
      />
      <ReadingNotices failure={null} summary={summary} />
      <ReachNotices summary={summary} partial={partial} />
      {reach && shown && summary ? (
        <WorkloadSections
          cluster={cluster}
          scan={scan}
          shown={shown}
          enforcement={summary.enforcement}
          reach={reach}
          params={params}
        />
      ) : (
        <NoRecord cluster={cluster.name} shown={shown} />
      )}
    </>
  );
}
