import type { Metadata } from 'next';
import { PageHeader } from '#components/page/page-header.tsx';
import { ReportForm } from '#components/report/report-form.tsx';
import { type SearchParams, single } from '#components/table/table-state.ts';
import { listClusters } from '#lib/store/clusters.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { frameworkChoices, frameworkIdOf } from '../view.ts';

export const metadata: Metadata = { title: 'Reports' };

const day = (at: Date): string => at.toISOString().slice(0, 10);
const dayMs = 86_400_000;

export default async function ReportsPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const [params, clusters] = await Promise.all([searchParams, listClusters(sharedStore())]);
  const now = new Date();
  return (
    <>
      <PageHeader
        title="Reports"
        lede="What you hand over: scores, requirements, failing controls with their evidence, what changed, and what could not be read. The PDF is to be read, CSV and JSON carry everything."
      />
      <ReportForm
        clusters={clusters.map(({ name }) => name)}
        frameworks={frameworkChoices}
        values={{
          cluster: single(params, 'cluster') ?? '',
          framework: frameworkIdOf(single(params, 'framework')),
          from: single(params, 'from') ?? day(new Date(now.getTime() - 90 * dayMs)),
          to: single(params, 'to') ?? day(now),
        }}
      />
    </>
  );
}
