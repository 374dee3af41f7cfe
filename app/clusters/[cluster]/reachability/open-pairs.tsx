import { Link } from '#components/link.tsx';
import { Empty } from '#components/page/empty.tsx';
import { shareText } from '#components/score/score-text.ts';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import { sortedPage } from '#components/table/sorted-page.ts';
import { type SearchParams, tableAddress } from '#components/table/table-state.ts';
import { countText } from '#components/text/count-text.ts';
import { MiddleTruncated } from '#components/text/middle-truncated.tsx';
import type { MatrixCell } from '#lib/reachability/matrix.ts';
import { pairsPath, reachabilityPath } from '../../../links.ts';

const columnsFor = (cluster: string, scan: number | null): readonly Column<MatrixCell>[] => [
  {
    key: 'from',
    title: 'From',
    sortable: true,
    choice: 'always',
    width: 'name',
    cell: ({ from, to }) => (
      <Link href={pairsPath(cluster, from, to, scan)}>
        <MiddleTruncated text={from} />
      </Link>
    ),
  },
  { key: 'to', title: 'To', sortable: true, choice: 'always', width: 'name', cell: ({ to }) => <MiddleTruncated text={to} /> },
  { key: 'open', title: 'Open pairs', align: 'right', sortable: true, cell: ({ open }) => countText(open) },
  { key: 'of', title: 'Of', align: 'right', sortable: true, cell: ({ of }) => countText(of) },
  { key: 'share', title: 'Share', align: 'right', sortable: true, cell: ({ open, of }) => shareText(open / of) },
];

interface Props {
  readonly cluster: string;
  readonly scan: number | null;
  readonly cells: readonly MatrixCell[];
  readonly params: SearchParams;
}

/** The map in words: each two namespaces with something open between them, the most first. */
export function OpenPairs({ cluster, scan, cells, params }: Props) {
  const address = tableAddress(reachabilityPath(cluster), params, 'pairs.', { sort: 'open', descending: true });
  const { rows, total } = sortedPage(cells, address.state, {
    from: ({ from }) => from,
    to: ({ to }) => to,
    open: ({ open }) => open,
    of: ({ of }) => of,
    share: ({ open, of }) => open / of,
  });
  return (
    <DataTable
      name={`Open namespaces of ${cluster}`}
      unit={['pair of namespaces', 'pairs of namespaces']}
      columns={columnsFor(cluster, scan)}
      rows={rows}
      rowKey={({ from, to }) => `${from}/${to}`}
      total={total}
      address={address}
      empty={<Empty>No pair of workloads is open between the namespaces shown.</Empty>}
    />
  );
}
