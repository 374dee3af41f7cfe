import { LinkButton } from '#components/link-button.tsx';
import { Empty } from '#components/page/empty.tsx';
import { PageHeader } from '#components/page/page-header.tsx';
import { Section } from '#components/page/section.tsx';
import { ViewChoice } from '#components/page/view-choice.tsx';
import type { SearchParams } from '#components/table/table-state.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readFleet } from '#lib/store/read/fleet.ts';
import { readFigures } from '#lib/store/read/segmentation.ts';
import { findingsOf } from './fleet/findings-of.ts';
import { noScoreReason } from './fleet/no-score-reason.ts';
import { Overview } from './fleet/overview.tsx';
import { FleetTable } from './fleet/table.tsx';
import { WorstControls } from './fleet/worst-controls.tsx';
import { frameworkChoices, ranges, viewOf } from './view.ts';

export default async function FleetPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const view = viewOf(params);
  const [fleet, figures] = await Promise.all([readFleet(sharedStore(), view), readFigures(sharedStore())]);
  if (fleet.clusters.length === 0) {
    return (
      <>
        <PageHeader title="Fleet" />
        <Empty action={<LinkButton href="/clusters/new">Add a cluster</LinkButton>}>
          There are no clusters yet: add one from a kubeconfig context, from the cluster Bulkhead runs in, or from a folder of
          manifests.
        </Empty>
      </>
    );
  }
  return (
    <>
      <PageHeader
        title="Fleet"
        actions={
          <>
            <ViewChoice
              path="/"
              params={params}
              framework={view.framework}
              frameworks={frameworkChoices}
              days={view.days}
              ranges={ranges}
            />
            <LinkButton href="/clusters/new">Add a cluster</LinkButton>
          </>
        }
      />
      <Overview
        subject="the fleet"
        score={fleet.score}
        before={fleet.before}
        reason={noScoreReason(fleet.clusters)}
        findings={findingsOf(fleet.clusters)}
        trend={fleet.trend}
        changes={fleet.changes}
        view={view}
      />
      <Section title="Clusters">
        <FleetTable clusters={fleet.clusters} figures={figures} params={params} view={view} />
      </Section>
      <Section title="Worst controls" note="What fails or could not be judged anywhere in the fleet, the most severe first.">
        <WorstControls controls={fleet.controls} clusters={fleet.clusters.length} />
      </Section>
    </>
  );
}
