import { FilterText } from '#components/form/filter-fields.tsx';
import { FilterForm } from '#components/form/filter-form.tsx';
import { Link } from '#components/link.tsx';
import { Empty } from '#components/page/empty.tsx';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import { sortedPage } from '#components/table/sorted-page.ts';
import { pageSizes, type SearchParams, single, tableAddress } from '#components/table/table-state.ts';
import { ObjectName } from '#components/text/object-name.tsx';
import { Tag } from '#components/text/tag.tsx';
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

/** What sets a part apart, in braces; empty where the workload is of one piece. */
const apartOf = (id: string): string => /\{.*\}$/.exec(id)?.[0] ?? '';

function columnsFor({ cluster, scan, reach, direction }: Props): readonly Column<PeerLine>[] {
  const part: Column<PeerLine> = { key: 'part', title: 'Part', cell: (line) => <code>{apartOf(line.part)}</code> };
  return [
    {
      key: 'peer',
      title: direction === 'ingress' ? 'From' : 'To',
      sortable: true,
      choice: 'always',
      width: 'name',
      cell: ({ peer, peerWorkload }) => (
        <>
          <ObjectName resource={{ ...peerWorkload, namespace: null }} href={workloadPath(cluster, peer, scan)} withKind />
          {apartOf(peer) !== '' && <Tag>{apartOf(peer)}</Tag>}
        </>
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

/** The workloads at the other end, by their namespaces. More than a page holds can be searched. */
export function Peers(props: Props) {
  const { cluster, reach, direction, params } = props;
  const lines = direction === 'ingress' ? reach.into : reach.from;
  const prefix = direction === 'ingress' ? 'in.' : 'out.';
  const path = workloadPath(cluster, reach.id);
  const q = single(params, `${prefix}q`)?.trim().toLowerCase().slice(0, 300) ?? '';
  const address = tableAddress(path, params, prefix, { sort: 'peer' });
  const found = q === '' ? lines : lines.filter(({ peer, ports }) => `${peer} ${ports}`.toLowerCase().includes(q));
  const { rows, total } = sortedPage(found, address.state, { peer: ({ peer }) => peer });
  const kept = Object.keys(params).filter((key) => key !== `${prefix}q` && key !== `${prefix}page`);
  return (
    <>
      {lines.length > pageSizes[0] && (
        <FilterForm path={path} keep={Object.fromEntries(kept.map((key) => [key, single(params, key)]))}>
          <FilterText name={`${prefix}q`} label="Search" placeholder="namespace, name or port" value={q} />
        </FilterForm>
      )}
      <DataTable
        name={direction === 'ingress' ? `Who reaches ${reach.id}` : `Whom ${reach.id} reaches`}
        unit={direction === 'ingress' ? ['source', 'sources'] : ['target', 'targets']}
        columns={columnsFor(props)}
        rows={rows}
        rowKey={({ part, peer }) => `${part} ${peer}`}
        total={total}
        group={({ peerWorkload }) => peerWorkload.namespace}
        address={address}
        empty={
          <Empty>
            {lines.length > 0
              ? 'None is like that.'
              : direction === 'ingress'
                ? 'No other workload reaches it.'
                : 'It reaches no other workload.'}
          </Empty>
        }
      />
    </>
  );
}
