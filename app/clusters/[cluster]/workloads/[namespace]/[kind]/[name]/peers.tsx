import { Link } from '#components/link.tsx';
import { Empty } from '#components/page/empty.tsx';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import { sortedPage } from '#components/table/sorted-page.ts';
import { type SearchParams, tableAddress } from '#components/table/table-state.ts';
import { MiddleTruncated } from '#components/text/middle-truncated.tsx';
import type { PeerLine, WorkloadReach } from '#lib/assess/workload-reach.ts';
import type { Direction } from '#lib/policy/model.ts';
import { explainPath, workloadPath } from '../../../../../../links.ts';

interface Props {
  readonly cluster: string;
  readonly scan: number | null;
  readonly reach: WorkloadReach;
  /** `ingress`: those that reach it. */
  readonly direction: Direction;
  readonly params: SearchParams;
}

function columnsFor({ cluster, scan, reach, direction }: Props): readonly Column<PeerLine>[] {
  const part: Column<PeerLine> = { key: 'part', title: 'Part', cell: (line) => <code>{line.part.slice(reach.id.length)}</code> };
  return [
    {
      key: 'peer',
      title: direction === 'ingress' ? 'From' : 'To',
      sortable: true,
      choice: 'always',
      width: 'name',
      cell: ({ peer, namespace }) => (
        <Link href={workloadPath(cluster, peer, scan)}>
          <MiddleTruncated text={peer.slice(namespace.length + 1)} keep={16} />
        </Link>
      ),
      text: ({ peer }) => peer,
    },
    { key: 'ports', title: 'Ports', width: 'text', cell: ({ ports }) => ports },
    ...(reach.parts.length > 1 ? [part] : []),
    {
      key: 'why',
      title: 'Why',
      width: 'tight',
      cell: (line) => {
        const [src, dst] = direction === 'ingress' ? [line.peer, line.part] : [line.part, line.peer];
        return <Link href={explainPath(cluster, src, dst, scan)}>what opens it</Link>;
      },
    },
  ];
}

/** The workloads at the other end, by their namespaces. */
export function Peers(props: Props) {
  const { cluster, scan, reach, direction, params } = props;
  const lines = direction === 'ingress' ? reach.into : reach.from;
  const address = tableAddress(
    workloadPath(cluster, reach.id, scan).replace(/\?.*$/, ''),
    params,
    direction === 'ingress' ? 'in.' : 'out.',
    {
      sort: 'peer',
    },
  );
  const { rows, total } = sortedPage(lines, address.state, { peer: ({ peer }) => peer });
  return (
    <DataTable
      name={direction === 'ingress' ? `Who reaches ${reach.id}` : `Whom ${reach.id} reaches`}
      unit={['connection', 'connections']}
      columns={columnsFor(props)}
      rows={rows}
      rowKey={({ part, peer }) => `${part} ${peer}`}
      total={total}
      group={({ namespace }) => namespace}
      address={address}
      empty={<Empty>{direction === 'ingress' ? 'No other workload reaches it.' : 'It reaches no other workload.'}</Empty>}
    />
  );
}
