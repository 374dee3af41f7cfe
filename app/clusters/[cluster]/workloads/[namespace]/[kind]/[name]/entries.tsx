import { Empty } from '#components/page/empty.tsx';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import type { EntryLine, WorkloadReach } from '#lib/assess/workload-reach.ts';

const callers: Readonly<Record<EntryLine['from'], string>> = {
  internet: 'the internet',
  ranges: 'some ranges',
  internal: 'the cloud’s own network',
  nodes: 'whoever reaches a node',
};

const encryption: Readonly<Record<EntryLine['encrypted'], string>> = {
  yes: 'yes',
  no: 'no',
  unknown: 'not known',
};

const columns: readonly Column<EntryLine>[] = [
  { key: 'object', title: 'Opened by', cell: ({ object }) => object },
  { key: 'from', title: 'For', cell: ({ from, ranges }) => (ranges.length === 0 ? callers[from] : ranges.join(', ')) },
  { key: 'encrypted', title: 'Encrypted there', cell: ({ encrypted }) => encryption[encrypted] },
  { key: 'ports', title: 'Leads to', cell: ({ ports }) => ports },
  { key: 'open', title: 'Let through', cell: ({ open }) => open ?? 'nothing' },
  { key: 'says', title: 'In words', width: 'text', cell: ({ says }) => says },
];

export function Entries({ reach: { id, entries } }: { readonly reach: WorkloadReach }) {
  return (
    <DataTable
      name={`Ways in from outside to ${id}`}
      unit={['way in', 'ways in']}
      columns={columns}
      rows={entries}
      rowKey={(entry) => JSON.stringify(entry)}
      total={entries.length}
      empty={<Empty>Nothing outside the cluster leads to it.</Empty>}
    />
  );
}
