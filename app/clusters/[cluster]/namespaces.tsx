import { Link } from '#components/link.tsx';
import { Empty } from '#components/page/empty.tsx';
import { ScoreCell } from '#components/score/score-cell.tsx';
import { scoreText } from '#components/score/score-text.ts';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import { sortedPage } from '#components/table/sorted-page.ts';
import { type SearchParams, tableAddress } from '#components/table/table-state.ts';
import { countText } from '#components/text/count-text.ts';
import { MiddleTruncated } from '#components/text/middle-truncated.tsx';
import { Verdict } from '#components/verdict/verdict.tsx';
import type { NamespaceSummary } from '#lib/assess/assessment.ts';
import { severities } from '#lib/controls/control.ts';
import { clusterPath, findingsPath, narrowedPath } from '../../links.ts';

/** What could not be read is no zero. */
const countOf = (number: number | null): string => (number === null ? '?' : countText(number));
const partOf = (part: number | null, whole: number | null): string =>
  part === null || whole === null ? '?' : `${countText(part)} of ${countText(whole)}`;

const columnsFor = (cluster: string): readonly Column<NamespaceSummary>[] => [
  {
    key: 'name',
    title: 'Namespace',
    sortable: true,
    choice: 'always',
    width: 'name',
    cell: ({ name }) => (
      <Link href={findingsPath({ cluster, namespace: name, excluded: 'with' })}>
        <MiddleTruncated text={name} />
      </Link>
    ),
  },
  {
    key: 'score',
    title: 'Score',
    sortable: true,
    cell: ({ score }) => (
      <ScoreCell score={score} reason="No control speaks about anything in it, or the settings leave it out." />
    ),
    text: ({ score }) => scoreText(score.value),
  },
  { key: 'worst', title: 'Worst', sortable: true, cell: ({ worst }) => (worst === null ? 'none' : <Verdict tone={worst} />) },
  { key: 'failing', title: 'Failing', align: 'right', sortable: true, cell: ({ failing }) => failing },
  { key: 'workloads', title: 'Workloads', align: 'right', sortable: true, cell: ({ workloads }) => countOf(workloads) },
  {
    key: 'in',
    title: 'Isolated in',
    align: 'right',
    sortable: true,
    cell: ({ workloads, isolatedIngress }) => partOf(isolatedIngress, workloads),
  },
  {
    key: 'out',
    title: 'Isolated out',
    align: 'right',
    sortable: true,
    cell: ({ workloads, isolatedEgress }) => partOf(isolatedEgress, workloads),
  },
  {
    key: 'entries',
    title: 'Ways in from outside',
    align: 'right',
    sortable: true,
    cell: ({ entryPoints }) => countOf(entryPoints),
  },
  {
    key: 'reaches',
    title: 'Reachability',
    cell: ({ name, pods }) =>
      pods === 0 || pods === null ? '–' : <Link href={narrowedPath(cluster, { from: name })}>on the map</Link>,
    text: () => '',
  },
  { key: 'policies', title: 'Policies', align: 'right', sortable: true, cell: ({ policies }) => countOf(policies) },
  { key: 'pods', title: 'Pods', align: 'right', sortable: true, choice: 'onRequest', cell: ({ pods }) => countOf(pods) },
];

const share = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : part / whole;

interface Props {
  readonly cluster: string;
  readonly namespaces: readonly NamespaceSummary[];
  readonly params: SearchParams;
}

export function Namespaces({ cluster, namespaces, params }: Props) {
  const address = tableAddress(clusterPath(cluster), params, 'ns.', { sort: 'score' });
  const { rows, total } = sortedPage(namespaces, address.state, {
    name: ({ name }) => name,
    score: ({ score }) => score.value,
    worst: ({ worst }) => (worst === null ? null : severities.indexOf(worst)),
    failing: ({ failing }) => failing,
    workloads: ({ workloads }) => workloads,
    in: ({ isolatedIngress, workloads }) => share(isolatedIngress, workloads),
    out: ({ isolatedEgress, workloads }) => share(isolatedEgress, workloads),
    entries: ({ entryPoints }) => entryPoints,
    policies: ({ policies }) => policies,
    pods: ({ pods }) => pods,
  });
  return (
    <DataTable
      name={`Namespaces of ${cluster}`}
      unit={['namespace', 'namespaces']}
      columns={columnsFor(cluster)}
      rows={rows}
      rowKey={({ name }) => name}
      total={total}
      address={address}
      empty={<Empty>No namespace is known: no scan has succeeded, or the namespaces could not be read.</Empty>}
    />
  );
}
