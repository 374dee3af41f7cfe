import { Link } from '#components/link.tsx';
import { LinkButton } from '#components/link-button.tsx';
import { Empty } from '#components/page/empty.tsx';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import { sortedPage } from '#components/table/sorted-page.ts';
import type { TableAddress } from '#components/table/table-state.ts';
import { MiddleTruncated } from '#components/text/middle-truncated.tsx';
import { explainPath, workloadPath } from '../../../../links.ts';
import type { PairFields } from './query.ts';
import type { PairRow } from './rows.ts';

const columnsFor = (cluster: string, scan: number | null): readonly Column<PairRow>[] => [
  {
    key: 'src',
    title: 'From',
    sortable: true,
    choice: 'always',
    width: 'name',
    cell: ({ src }) => (
      <Link href={workloadPath(cluster, src.id, scan)}>
        <MiddleTruncated text={src.id} keep={16} />
      </Link>
    ),
    text: ({ src }) => src.id,
  },
  {
    key: 'dst',
    title: 'To',
    sortable: true,
    choice: 'always',
    width: 'name',
    cell: ({ dst }) => (
      <Link href={workloadPath(cluster, dst.id, scan)}>
        <MiddleTruncated text={dst.id} keep={16} />
      </Link>
    ),
    text: ({ dst }) => dst.id,
  },
  { key: 'ports', title: 'Ports', sortable: true, width: 'text', cell: ({ ports }) => ports },
  {
    key: 'why',
    title: 'Why',
    width: 'tight',
    cell: ({ src, dst, open }) => (
      <Link href={explainPath(cluster, src.id, dst.id, scan)}>{open ? 'what opens it' : 'what closes it'}</Link>
    ),
  },
];

interface Props {
  readonly cluster: string;
  readonly scan: number | null;
  readonly fields: PairFields;
  readonly rows: readonly PairRow[];
  readonly address: TableAddress;
  /** Whether a pair is open that may not be shown. */
  readonly anyOpen: boolean;
  /** The page without what narrows it. */
  readonly all: string;
}

export function PairTable({ cluster, scan, fields: { from, to }, rows, address, anyOpen, all }: Props) {
  const page = sortedPage(rows, address.state, {
    src: ({ src }) => src.id,
    dst: ({ dst }) => dst.id,
    ports: ({ ports }) => ports,
  });
  return (
    <DataTable
      name={`Pairs of workloads of ${cluster} from ${from} to ${to}`}
      unit={['pair', 'pairs']}
      columns={columnsFor(cluster, scan)}
      rows={page.rows}
      rowKey={({ src, dst }) => `${src.id} ${dst.id}`}
      total={page.total}
      address={address}
      empty={
        <Empty
          action={
            <LinkButton href={all} variant="default">
              Show all pairs
            </LinkButton>
          }
        >
          {anyOpen
            ? 'No pair of workloads of these namespaces is like that.'
            : `No connection is open from ${from} to ${to}, on any port.`}
        </Empty>
      }
    />
  );
}
