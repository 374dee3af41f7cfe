import { Link } from '#components/link.tsx';
import { LinkButton } from '#components/link-button.tsx';
import { Empty } from '#components/page/empty.tsx';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import { sortedPage } from '#components/table/sorted-page.ts';
import type { TableAddress } from '#components/table/table-state.ts';
import { countText } from '#components/text/count-text.ts';
import { ObjectName } from '#components/text/object-name.tsx';
import { Tag } from '#components/text/tag.tsx';
import type { Share } from '#lib/assess/workload-lines.ts';
import { findingsPath, workloadPath } from '../../../links.ts';
import type { WorkloadRow } from './query.ts';

/** `in and out`, `in`, `partly out` or `no`. */
function sidesText(sides: readonly (readonly [string, Share])[]): string {
  const told = sides.filter(([, share]) => share !== 'none');
  return told.map(([side, share]) => (share === 'some' ? `partly ${side}` : side)).join(' and ') || 'no';
}

const shareOf = (is: boolean): Share => (is ? 'all' : 'none');
const internetText = ({ fromInternet, toInternet }: WorkloadRow): string =>
  sidesText([
    ['from', shareOf(fromInternet)],
    ['to', shareOf(toInternet)],
  ]);
const isolationText = ({ isolatedIngress, isolatedEgress }: WorkloadRow): string =>
  sidesText([
    ['in', isolatedIngress],
    ['out', isolatedEgress],
  ]);

const weights: Readonly<Record<Share, number>> = { none: 0, some: 1, all: 2 };

const columnsFor = (cluster: string, scan: number | null): readonly Column<WorkloadRow>[] => [
  {
    key: 'name',
    title: 'Workload',
    sortable: true,
    choice: 'always',
    width: 'name',
    cell: ({ id, namespace, kind, name, hostNetwork }) => (
      <>
        <ObjectName resource={{ kind, namespace, name }} href={workloadPath(cluster, id, scan)} />
        {hostNetwork && <Tag>node’s network</Tag>}
      </>
    ),
    text: ({ namespace, name }) => `${namespace}/${name}`,
  },
  { key: 'kind', title: 'Kind', sortable: true, cell: ({ kind }) => kind },
  {
    key: 'pods',
    title: 'Pods',
    align: 'right',
    sortable: true,
    cell: ({ pods }) => countText(pods),
    text: ({ pods }) => String(pods),
  },
  {
    key: 'radius',
    title: 'Blast radius',
    align: 'right',
    sortable: true,
    cell: ({ blastRadius }) => countText(blastRadius),
    text: ({ blastRadius }) => String(blastRadius),
  },
  {
    key: 'reaches',
    title: 'Reaches',
    align: 'right',
    sortable: true,
    cell: ({ reaches }) => countText(reaches),
    text: ({ reaches }) => String(reaches),
  },
  {
    key: 'reached',
    title: 'Reached by',
    align: 'right',
    sortable: true,
    cell: ({ reachedBy }) => countText(reachedBy),
    text: ({ reachedBy }) => String(reachedBy),
  },
  { key: 'internet', title: 'Internet', sortable: true, cell: internetText },
  { key: 'isolated', title: 'Isolated', sortable: true, cell: isolationText },
  {
    key: 'entries',
    title: 'Ways in from outside',
    align: 'right',
    sortable: true,
    choice: 'onRequest',
    cell: ({ entries }) => entries,
  },
  {
    key: 'findings',
    title: 'Findings',
    align: 'right',
    sortable: true,
    cell: ({ namespace, kind, name, findings }) =>
      findings === 0 ? 0 : <Link href={findingsPath({ cluster, q: `${kind} ${namespace}/${name}` })}>{countText(findings)}</Link>,
    text: ({ findings }) => String(findings),
  },
];

interface Props {
  readonly cluster: string;
  readonly scan: number | null;
  readonly rows: readonly WorkloadRow[];
  readonly address: TableAddress;
  /** The list without what narrows it; null where nothing does. */
  readonly all: string | null;
}

export function WorkloadTable({ cluster, scan, rows, address, all }: Props) {
  const page = sortedPage(rows, address.state, {
    name: ({ id }) => id,
    kind: ({ kind }) => kind,
    pods: ({ pods }) => pods,
    radius: ({ blastRadius }) => blastRadius,
    reaches: ({ reaches }) => reaches,
    reached: ({ reachedBy }) => reachedBy,
    internet: ({ fromInternet, toInternet }) => 2 * Number(fromInternet) + Number(toInternet),
    isolated: ({ isolatedIngress, isolatedEgress }) => weights[isolatedIngress] + weights[isolatedEgress],
    entries: ({ entries }) => entries,
    findings: ({ findings }) => findings,
  });
  return (
    <DataTable
      name={`Workloads of ${cluster}`}
      unit={['workload', 'workloads']}
      columns={columnsFor(cluster, scan)}
      rows={page.rows}
      rowKey={({ id }) => id}
      total={page.total}
      address={address}
      empty={
        all === null ? (
          <Empty>No workload of this cluster has running pods.</Empty>
        ) : (
          <Empty
            action={
              <LinkButton href={all} variant="default">
                Show all workloads
              </LinkButton>
            }
          >
            No workload is like that.
          </Empty>
        )
      }
    />
  );
}
