import { type Column, DataTable } from '#components/table/data-table.tsx';
import { countText } from '#components/text/count-text.ts';
import type { WorkloadReach } from '#lib/assess/workload-reach.ts';

type Part = WorkloadReach['parts'][number];

const columns: readonly Column<Part>[] = [
  { key: 'part', title: 'Part', width: 'text', cell: ({ id }) => <code>{id}</code> },
  { key: 'pods', title: 'Pods', align: 'right', cell: ({ pods }) => countText(pods) },
  { key: 'network', title: 'Network', cell: ({ hostNetwork }) => (hostNetwork ? 'the node’s: no policy applies' : 'its own') },
];

/** The pods of a workload that policies tell apart. */
export function Parts({ reach: { id, parts } }: { readonly reach: WorkloadReach }) {
  return (
    <DataTable
      name={`Parts of ${id}`}
      unit={['part', 'parts']}
      columns={columns}
      rows={parts}
      rowKey={(part) => part.id}
      total={parts.length}
      empty={null}
    />
  );
}
