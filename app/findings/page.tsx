import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { LinkButton } from '#components/link-button.tsx';
import { Empty } from '#components/page/empty.tsx';
import { PageHeader } from '#components/page/page-header.tsx';
import { DataTable } from '#components/table/data-table.tsx';
import { pageInstead, type SearchParams, withParams } from '#components/table/table-state.ts';
import { SeverityCounts } from '#components/verdict/severity-counts.tsx';
import { listClusters } from '#lib/store/clusters.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { findingChoices, listFindings } from '#lib/store/read/findings.ts';
import { findingColumns } from './columns.tsx';
import { FindingsFilters } from './filters.tsx';
import { findingsView } from './query.ts';

export const metadata: Metadata = { title: 'Findings' };

export default async function FindingsPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const store = sharedStore();
  const clusters = await listClusters(store);
  const { fields, filter, state, page } = findingsView(params, clusters);
  const [list, choices] = await Promise.all([listFindings(store, filter, page), findingChoices(store, filter.clusters)]);
  const instead = pageInstead(state, list.total);
  if (instead !== null) redirect(withParams('/findings', params, { page: instead }));
  return (
    <>
      <PageHeader title="Findings" lede="What to fix first: each control that fails on a resource, worst first." />
      <SeverityCounts counts={list.bySeverity} href={(severity) => withParams('/findings', params, { severity, page: null })} />
      <FindingsFilters fields={fields} params={params} clusters={clusters} {...choices} />
      <DataTable
        name="Findings"
        unit={['finding', 'findings']}
        columns={findingColumns}
        rows={list.rows}
        rowKey={({ id }) => id}
        total={list.total}
        address={{ path: '/findings', params, prefix: '', state }}
        csv={withParams('/api/findings.csv', params, { page: null, size: null })}
        empty={
          <Empty
            action={
              clusters.length === 0 ? (
                <LinkButton href="/clusters/new">Add a cluster</LinkButton>
              ) : (
                <LinkButton href="/findings" variant="default">
                  Clear the filters
                </LinkButton>
              )
            }
          >
            {clusters.length === 0
              ? 'There are no clusters yet, so there is nothing to find.'
              : 'No finding matches these filters.'}
          </Empty>
        }
      />
    </>
  );
}
