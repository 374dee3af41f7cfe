import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { FilterSelect } from '#components/form/filter-fields.tsx';
import { FilterForm } from '#components/form/filter-form.tsx';
import { PageHeader } from '#components/page/page-header.tsx';
import { pageInstead, type SearchParams, single, tableAddress, withParams } from '#components/table/table-state.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { listScans } from '#lib/store/read/scans.ts';
import { clusterPath, scansPath } from '../../../links.ts';
import { type ClusterParams, clusterOf } from '../../cluster-of.ts';
import { ScanTable } from './table.tsx';

export const metadata: Metadata = { title: 'Scans' };

interface Props extends ClusterParams {
  readonly searchParams: Promise<SearchParams>;
}

const kinds = {
  changes: { label: 'With changes', filter: { onlyChanges: true } },
  partial: { label: 'Partial', filter: { status: ['partial'] } },
  failed: { label: 'Failed', filter: { status: ['failed'] } },
} as const;

const isKind = (text: string | null): text is keyof typeof kinds => text !== null && Object.hasOwn(kinds, text);

export default async function ScansPage(props: Props) {
  const [{ id, name }, params] = await Promise.all([clusterOf(props), props.searchParams]);
  const path = scansPath(name);
  const address = tableAddress(path, params);
  const { page, size } = address.state;
  const show = single(params, 'show');
  const { rows, total } = await listScans(sharedStore(), {
    cluster: id,
    limit: size,
    offset: (page - 1) * size,
    ...(isKind(show) ? kinds[show].filter : {}),
  });
  const instead = pageInstead(address.state, total);
  if (instead !== null) redirect(withParams(path, params, { page: instead }));
  return (
    <>
      <PageHeader
        title="Scans"
        above={[
          { title: 'Fleet', href: '/' },
          { title: name, href: clusterPath(name) },
        ]}
      />
      <FilterForm path={path} keep={{ size: single(params, 'size'), columns: single(params, 'columns') }}>
        <FilterSelect
          name="show"
          label="Show"
          all="All scans"
          value={isKind(show) ? show : ''}
          options={Object.entries(kinds).map(([value, { label }]) => ({ value, label }))}
        />
      </FilterForm>
      <ScanTable cluster={name} scans={rows} total={total} address={address} />
    </>
  );
}
