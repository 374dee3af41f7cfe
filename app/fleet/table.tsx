import { DataTable } from '#components/table/data-table.tsx';
import { sortedPage } from '#components/table/sorted-page.ts';
import { type SearchParams, tableAddress } from '#components/table/table-state.ts';
import { severities } from '#lib/controls/control.ts';
import type { Segmentation } from '#lib/reachability/segmentation.ts';
import type { FleetCluster } from '#lib/store/read/fleet.ts';
import type { View } from '../view.ts';
import { fleetColumns, openShareOf } from './columns.tsx';

interface Props {
  readonly clusters: readonly FleetCluster[];
  /** By the cluster's id. */
  readonly figures: ReadonlyMap<number, Segmentation>;
  readonly params: SearchParams;
  readonly view: View;
}

const openOf = ({ findings }: FleetCluster) => severities.reduce((sum, severity) => sum + findings[severity], 0);

export function FleetTable({ clusters, figures, params, view }: Props) {
  const address = tableAddress('/', params, '', { sort: 'score' });
  const { rows, total } = sortedPage(clusters, address.state, {
    name: ({ cluster }) => cluster.name,
    score: ({ score }) => score.value,
    coverage: ({ score }) => score.coverage,
    worst: ({ worst }) => (worst === null ? null : severities.indexOf(worst)),
    open: openOf,
    pairs: ({ cluster }) => openShareOf(figures.get(cluster.id)),
    scan: ({ scan }) => scan?.at ?? null,
  });
  return (
    <DataTable
      name="Clusters"
      unit={['cluster', 'clusters']}
      columns={fleetColumns(view, figures)}
      rows={rows}
      rowKey={({ cluster }) => cluster.id}
      total={total}
      address={address}
      empty={null}
    />
  );
}
