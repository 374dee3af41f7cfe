import { Empty } from '#components/page/empty.tsx';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import { type NewcomersLine, newcomersLines } from '#lib/assess/workload-newcomers.ts';
import type { WorkloadReach } from '#lib/assess/workload-reach.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readNeighbourhood } from '#lib/store/read/neighbourhood.ts';
import type { AssessmentSummary } from '#lib/store/save/save-scan.ts';

interface Props {
  readonly cluster: number;
  readonly scan: number;
  readonly reach: WorkloadReach;
  readonly enforcement: AssessmentSummary['enforcement'];
}

const directions = { ingress: 'from', egress: 'to' } as const;

const columnsFor = ({ id, parts }: WorkloadReach): readonly Column<NewcomersLine>[] => [
  { key: 'direction', title: 'Direction', cell: ({ direction }) => directions[direction] },
  { key: 'peers', title: 'Pods', width: 'text', cell: ({ peers }) => peers ?? 'any pod, in any namespace' },
  { key: 'ports', title: 'Ports', cell: ({ ports }) => ports },
  ...(parts.length > 1
    ? [{ key: 'part', title: 'Part', cell: ({ part }: NewcomersLine) => <code>{part.slice(id.length)}</code> }]
    : []),
];

/** What its own policies keep open for pods that nobody has made yet. */
export async function Newcomers({ cluster, scan, reach, enforcement }: Props) {
  const snapshot = await readNeighbourhood(sharedStore(), cluster, scan, [reach.workload.namespace ?? 'default']);
  const lines = newcomersLines(snapshot, reach.id, enforcement);
  if (lines === null) return <Empty>Not known: pods, namespaces or policies could not be read.</Empty>;
  return (
    <DataTable
      name={`Pods to come that ${reach.id} is open to`}
      unit={['line', 'lines']}
      columns={columnsFor(reach)}
      rows={lines}
      rowKey={(line) => JSON.stringify(line)}
      total={lines.length}
      empty={<Empty>Its policies let nothing through from or to any pod.</Empty>}
    />
  );
}
