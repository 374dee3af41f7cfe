import { type Column, DataTable } from '#components/table/data-table.tsx';
import { Verdict } from '#components/verdict/verdict.tsx';
import { type Resource, resources } from '#lib/snapshot/resources.ts';
import type { Read, Snapshot } from '#lib/snapshot/snapshot.ts';

interface Row {
  readonly resource: Resource;
  readonly read: Read;
}

function ReadVerdict({ resource, read }: Row) {
  if (read.status === 'read') return <Verdict tone="pass" label="Read" />;
  if (read.status === 'absent' && resource.custom) return <Verdict tone="notApplicable" label="Not installed" />;
  return <Verdict tone="unknown" label={{ absent: 'Absent', forbidden: 'Forbidden', failed: 'Failed' }[read.status]} />;
}

const columns: readonly Column<Row>[] = [
  { key: 'resource', title: 'Resource', cell: ({ resource }) => <code>{resource.name}</code> },
  { key: 'read', title: 'Reading', cell: (row) => <ReadVerdict {...row} /> },
  {
    key: 'said',
    title: 'Version, or what the server said',
    width: 'text',
    cell: ({ read }) => (read.status === 'read' ? read.version : read.message),
  },
];

// What could not be read first, then what was, then custom resources that are not installed.
const rank = ({ resource, read }: Row): number =>
  read.status === 'read' ? 1 : read.status === 'absent' && resource.custom ? 2 : 0;

/** Every kind of object that a scan asks for, and how that went. */
export function Reads({ reads }: Pick<Snapshot, 'reads'>) {
  const rows = resources.map((resource): Row => ({ resource, read: reads[resource.name] })).toSorted((a, b) => rank(a) - rank(b));
  return (
    <DataTable
      name="What was read"
      unit={['kind of object', 'kinds of objects']}
      columns={columns}
      rows={rows}
      rowKey={({ resource }) => resource.name}
      total={rows.length}
      empty={null}
    />
  );
}
