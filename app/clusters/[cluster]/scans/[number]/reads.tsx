import { type Column, DataTable } from '#components/table/data-table.tsx';
import { Verdict } from '#components/verdict/verdict.tsx';
import type { ScanHeader } from '#lib/store/read/scan.ts';
import { type ResourceRead, readsOf } from './reads-of.ts';

function ReadVerdict({ resource, read }: ResourceRead) {
  if (read.status === 'read') return <Verdict tone="pass" label="Read" />;
  if (read.status === 'absent' && resource.custom) return <Verdict tone="notApplicable" label="Not installed" />;
  return <Verdict tone="unknown" label={{ absent: 'Absent', forbidden: 'Forbidden', failed: 'Failed' }[read.status]} />;
}

const columns: readonly Column<ResourceRead>[] = [
  { key: 'resource', title: 'Resource', cell: ({ resource }) => <code>{resource.name}</code> },
  { key: 'read', title: 'Reading', cell: (row) => <ReadVerdict {...row} /> },
  {
    key: 'said',
    title: 'Version, or what the server said',
    width: 'text',
    cell: ({ read }) => (read.status === 'read' ? read.version : read.message),
  },
];

/** Every kind of object that a scan asked for, and how that went. */
export function Reads({ reads }: Pick<ScanHeader, 'reads'>) {
  const { asked, unasked } = readsOf(reads);
  return (
    <>
      {unasked > 0 && (
        <p>
          {unasked} {unasked === 1 ? 'kind' : 'kinds'} of objects that Bulkhead asks for now {unasked === 1 ? 'was' : 'were'} not
          asked for by the version that made this scan.
        </p>
      )}
      <DataTable
        name="What was read"
        unit={['kind of object', 'kinds of objects']}
        columns={columns}
        rows={asked}
        rowKey={({ resource }) => resource.name}
        total={asked.length}
        empty={null}
      />
    </>
  );
}
