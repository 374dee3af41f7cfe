import { LinkButton } from '#components/link-button.tsx';
import { Empty } from '#components/page/empty.tsx';
import { Section } from '#components/page/section.tsx';
import { DataTable } from '#components/table/data-table.tsx';
import { type ObjectRef, refText } from '#lib/snapshot/objects.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { listFindings } from '#lib/store/read/findings.ts';
import { findingColumns } from '../../../../../../findings/columns.tsx';
import { findingsPath } from '../../../../../../links.ts';

const columns = findingColumns
  .filter(({ key }) => ['severity', 'resource', 'message', 'control', 'opened', 'standing'].includes(key))
  .map((column) => ({ ...column, choice: 'always' as const }));

interface Props {
  readonly cluster: { readonly id: number; readonly name: string };
  readonly workload: ObjectRef;
}

/** What is open about the workload now, whichever scan the page tells about. */
export async function WorkloadFindings({ cluster, workload }: Props) {
  const { rows, total } = await listFindings(
    sharedStore(),
    { clusters: [cluster.id], resource: workload },
    { sort: 'severity', limit: 50, offset: 0 },
  );
  return (
    <Section
      title="Open findings"
      note="As of the last scan."
      actions={
        <LinkButton href={findingsPath({ cluster: cluster.name, q: refText(workload) })} variant="subtle" size="compact-sm">
          In the list of findings
        </LinkButton>
      }
    >
      <DataTable
        name={`Open findings of ${refText(workload)}`}
        unit={['finding', 'findings']}
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        total={total}
        empty={<Empty>No control fails on it.</Empty>}
      />
    </Section>
  );
}
