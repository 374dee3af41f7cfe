import type { Metadata } from 'next';
import { LinkButton } from '#components/link-button.tsx';
import { Columns } from '#components/page/columns.tsx';
import { PageHeader } from '#components/page/page-header.tsx';
import { Section } from '#components/page/section.tsx';
import { ViewChoice } from '#components/page/view-choice.tsx';
import { ScanNow } from '#components/scan/scan-now.tsx';
import { type SearchParams, withParams } from '#components/table/table-state.ts';
import { countText } from '#components/text/count-text.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readCluster } from '#lib/store/read/cluster.ts';
import { readControls } from '#lib/store/read/controls.ts';
import { readNamespaces } from '#lib/store/read/namespaces.ts';
import { listScans } from '#lib/store/read/scans.ts';
import { readFigures, readSegmentationTrend } from '#lib/store/read/segmentation.ts';
import { sourceText } from '#lib/store/source.ts';
import { noScoreReason } from '../../fleet/no-score-reason.ts';
import { Overview } from '../../fleet/overview.tsx';
import { clusterPath, scansPath } from '../../links.ts';
import { frameworkChoices, ranges, viewOf } from '../../view.ts';
import { scanNowAction } from '../actions.ts';
import { type ClusterParams, clusterOf } from '../cluster-of.ts';
import { scanStateOf } from '../scan-state.ts';
import { scheduleText } from '../schedule-text.ts';
import { ClusterControls } from './controls.tsx';
import { FrameworkScores } from './framework-scores.tsx';
import { Inventory } from './inventory.tsx';
import { Namespaces } from './namespaces.tsx';
import { ReachSection } from './reach-section.tsx';
import { ReadingNotices } from './reading-notices.tsx';
import { ScanTable } from './scans/table.tsx';

interface Props extends ClusterParams {
  readonly searchParams: Promise<SearchParams>;
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: (await clusterOf(props)).name };
}

export default async function ClusterPage(props: Props) {
  const [{ id, name }, params] = await Promise.all([clusterOf(props), props.searchParams]);
  const store = sharedStore();
  const view = viewOf(params);
  const [overview, namespaces, controls, scans, scanState, figures, reachTrend] = await Promise.all([
    readCluster(store, id, view),
    readNamespaces(store, id),
    readControls(store, id),
    listScans(store, { cluster: id, limit: 5, offset: 0 }),
    scanStateOf(id),
    readFigures(store, id),
    readSegmentationTrend(store, id, { from: view.from, to: view.now }),
  ]);
  const path = clusterPath(name);
  return (
    <>
      <PageHeader
        title={name}
        above={[{ title: 'Fleet', href: '/' }]}
        lede={`${sourceText(overview.cluster.source)} · ${scheduleText(overview.cluster)}`}
        actions={
          <>
            <ViewChoice
              path={path}
              params={params}
              framework={view.framework}
              frameworks={frameworkChoices}
              days={view.days}
              ranges={ranges}
            />
            <ScanNow cluster={name} action={scanNowAction} initial={scanState} progressUrl={`/api${path}/progress`} />
            <LinkButton href={`${path}/edit`} variant="default">
              Edit
            </LinkButton>
          </>
        }
      />
      <ReadingNotices
        failure={overview.failure}
        summary={overview.summary}
        instead={overview.scan === null ? 'No scan has succeeded yet.' : `Everything below is from scan ${overview.scan.number}.`}
      />
      <Overview
        subject={name}
        cluster={name}
        score={overview.score}
        before={overview.before}
        reason={noScoreReason([overview])}
        findings={overview.findings}
        trend={overview.trend}
        changes={{ ...overview, since: view.since }}
        view={view}
      />
      <ReachSection cluster={name} figures={figures.get(id) ?? null} trend={reachTrend} view={view} />
      <Section title="Namespaces">
        <Namespaces cluster={name} namespaces={namespaces} params={params} />
      </Section>
      <Section title="Controls that fail or are unknown">
        <ClusterControls cluster={name} controls={controls} params={params} />
      </Section>
      <Columns shape="halves">
        <Section title="What puts policies into force, and what is there">
          <Inventory overview={overview} />
        </Section>
        <Section title="Frameworks">
          <FrameworkScores scores={overview.scores} href={(framework) => withParams(path, params, { framework })} />
        </Section>
      </Columns>
      <Section
        title="Last scans"
        actions={
          <LinkButton href={scansPath(name)} variant="subtle" size="compact-sm">
            {scans.total === 1 ? 'The one scan' : `All ${countText(scans.total)} scans`}
          </LinkButton>
        }
      >
        <ScanTable cluster={name} scans={scans.rows} total={scans.rows.length} />
      </Section>
    </>
  );
}
