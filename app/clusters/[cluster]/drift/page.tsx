import type { Metadata } from 'next';
import { LinkButton } from '#components/link-button.tsx';
import { Empty } from '#components/page/empty.tsx';
import { PageHeader } from '#components/page/page-header.tsx';
import type { SearchParams } from '#components/table/table-state.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readDrift } from '#lib/store/read/drift.ts';
import { listDriftScans } from '#lib/store/read/drift-scans.ts';
import { readGaps } from '#lib/store/read/trend.ts';
import { clusterPath, driftPath, scansPath } from '../../../links.ts';
import { viewOf } from '../../../view.ts';
import { type ClusterParams, clusterOf } from '../../cluster-of.ts';
import { DriftBetween } from './between.tsx';
import { ChangingScans } from './changing-scans.tsx';
import { DriftChoice } from './choice.tsx';
import { chosenScans } from './chosen.ts';
import { DriftCourse } from './course.tsx';

export const metadata: Metadata = { title: 'Drift' };

interface Props extends ClusterParams {
  readonly searchParams: Promise<SearchParams>;
}

export default async function DriftPage(props: Props) {
  const [{ id, name }, params] = await Promise.all([clusterOf(props), props.searchParams]);
  const store = sharedStore();
  const view = viewOf(params);
  const [chosen, scans, gaps] = await Promise.all([
    chosenScans(store, id, params),
    listDriftScans(store, id, { from: view.from, to: view.now }),
    readGaps(store, id, view.from, view.now),
  ]);
  const header = {
    title: 'Drift',
    above: [
      { title: 'Fleet', href: '/' },
      { title: name, href: clusterPath(name) },
    ],
    lede: 'Which connections opened and closed between two scans, and which change of an object did it.',
  };
  if (chosen === null) {
    return (
      <>
        <PageHeader {...header} />
        <Empty action={<LinkButton href={scansPath(name)}>To the scans</LinkButton>}>
          There are no two scans to compare yet: what changed is told from the second scan on.
        </Empty>
      </>
    );
  }
  const drift = await readDrift(store, id, chosen.base, chosen.to.number);
  return (
    <>
      <PageHeader {...header} actions={<DriftChoice path={driftPath(name)} scans={scans} chosen={chosen} days={view.days} />} />
      <DriftCourse cluster={name} scans={scans} gaps={gaps} chosen={chosen} view={view} />
      <DriftBetween cluster={name} chosen={chosen} drift={drift} />
      <ChangingScans cluster={name} scans={scans} days={view.days} />
    </>
  );
}
