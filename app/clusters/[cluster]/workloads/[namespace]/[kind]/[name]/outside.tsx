import { Link } from '#components/link.tsx';
import { Empty } from '#components/page/empty.tsx';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import type { OutsideLine, WorkloadReach } from '#lib/assess/workload-reach.ts';
import { explainPath } from '../../../../../../links.ts';

interface Props {
  readonly cluster: string;
  readonly scan: number | null;
  readonly reach: WorkloadReach;
}

const most = 20;
const directions = { ingress: 'from', egress: 'to' } as const;

const wholes: Readonly<Record<string, string>> = {
  '0.0.0.0-255.255.255.255': 'every IPv4 address',
  '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff': 'every IPv6 address',
};

/** A range of one is an address. */
function shownRange(range: string): string {
  const [from, to] = range.split('-');
  return wholes[range] ?? (from === to && from !== undefined ? from : range);
}

/** The first address of the first range: any of them has the same answer. */
const exampleOf = ({ addresses: [first = ''] }: OutsideLine): string => first.slice(0, first.indexOf('-'));

function explained(cluster: string, scan: number | null, line: OutsideLine): string {
  const [src, dst] = line.direction === 'ingress' ? [exampleOf(line), line.part] : [line.part, exampleOf(line)];
  return explainPath(cluster, src, dst, scan);
}

const columnsFor = ({ cluster, scan, reach }: Props): readonly Column<OutsideLine>[] => [
  { key: 'direction', title: 'Direction', cell: ({ direction }) => directions[direction] },
  {
    key: 'addresses',
    title: 'Addresses',
    width: 'text',
    cell: ({ addresses }) => (
      <>
        {addresses.slice(0, most).map(shownRange).join(', ')}
        {addresses.length > most && ` and ${addresses.length - most} more ranges`}
      </>
    ),
    text: ({ addresses }) => addresses.join(', '),
  },
  { key: 'ports', title: 'Ports', cell: ({ ports }) => ports },
  ...(reach.parts.length > 1
    ? [{ key: 'part', title: 'Part', cell: ({ part }: OutsideLine) => <code>{part.slice(reach.id.length)}</code> }]
    : []),
  {
    key: 'why',
    title: 'Why',
    width: 'tight',
    cell: (line) => <Link href={explained(cluster, scan, line)}>what opens it</Link>,
  },
];

/** Ranges of addresses that are open from or to it, each with its ports. */
export function Outside(props: Props) {
  const { id, outside } = props.reach;
  return (
    <DataTable
      name={`Addresses outside that ${id} reaches or that reach it`}
      unit={['line', 'lines']}
      columns={columnsFor(props)}
      rows={outside}
      rowKey={(line) => JSON.stringify([line.part, line.direction, line.addresses, line.ports])}
      total={outside.length}
      empty={<Empty>Its policies let nothing through from or to any address outside.</Empty>}
    />
  );
}
