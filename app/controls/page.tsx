import type { Metadata } from 'next';
import { Empty } from '#components/page/empty.tsx';
import { PageHeader } from '#components/page/page-header.tsx';
import { DataTable } from '#components/table/data-table.tsx';
import { sortedPage } from '#components/table/sorted-page.ts';
import { type SearchParams, tableAddress } from '#components/table/table-state.ts';
import { severities } from '#lib/controls/control.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readControls } from '#lib/store/read/controls.ts';
import { acrossFleet } from './across-fleet.ts';
import { controlColumns } from './columns.tsx';

export const metadata: Metadata = { title: 'Controls' };

export default async function ControlsPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const address = tableAddress('/controls', params, '', { sort: 'severity' });
  const { rows, total } = sortedPage(acrossFleet(await readControls(sharedStore())), address.state, {
    severity: ({ severity }) => severities.indexOf(severity),
    title: ({ title }) => title,
    failing: ({ counts }) => counts.fail,
    unknown: ({ counts }) => counts.unknown,
  });
  return (
    <>
      <PageHeader title="Controls" lede="What is checked on every cluster, and how the fleet does on it." />
      <DataTable
        name="Controls"
        unit={['control', 'controls']}
        columns={controlColumns}
        rows={rows}
        rowKey={({ id }) => id}
        total={total}
        address={address}
        empty={<Empty>The catalogue has no controls.</Empty>}
      />
    </>
  );
}
