import { Link } from '#components/link.tsx';
import { Empty } from '#components/page/empty.tsx';
import { Section } from '#components/page/section.tsx';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import { countText } from '#components/text/count-text.ts';
import { Time } from '#components/text/time.tsx';
import type { DriftCounts } from '#lib/assess/drift-causes.ts';
import type { DriftScan } from '#lib/store/read/drift-scans.ts';
import { driftPath, scanPath } from '../../../links.ts';

const most = 100;

const count = (name: keyof DriftCounts) => (scan: DriftScan) => (scan.counts === null ? '?' : countText(scan.counts[name]));

const columnsFor = (cluster: string): readonly Column<DriftScan>[] => [
  {
    key: 'scan',
    title: 'Scan',
    cell: ({ number }) => <Link href={scanPath(cluster, number)}>{number}</Link>,
  },
  { key: 'at', title: 'Started', width: 'tight', cell: ({ at }) => <Time at={at} />, text: ({ at }) => at },
  { key: 'opened', title: 'Opened', align: 'right', cell: count('opened') },
  { key: 'closed', title: 'Closed', align: 'right', cell: count('closed') },
  { key: 'changed', title: 'Other ports', align: 'right', cell: count('changed') },
  {
    key: 'show',
    title: 'What changed',
    width: 'text',
    cell: ({ against, number, reason }) =>
      against === null ? (
        `not known, because ${reason}`
      ) : (
        <Link href={driftPath(cluster, { from: against, to: number })}>against scan {against}</Link>
      ),
  },
];

interface Props {
  readonly cluster: string;
  readonly scans: readonly DriftScan[];
  readonly days: number;
}

/** The scans of the time line that changed a connection, or of which that is not known, the newest first. */
export function ChangingScans({ cluster, scans, days }: Props) {
  const changing = scans.filter(({ against, reason }) => against !== null || reason !== null).toReversed();
  return (
    <Section
      title="Scans that changed connections"
      note={changing.length > most ? `The newest ${most} of ${changing.length} in ${days} days.` : undefined}
    >
      <DataTable
        name="Scans that changed connections"
        unit={['scan', 'scans']}
        columns={columnsFor(cluster)}
        rows={changing.slice(0, most)}
        rowKey={({ number }) => number}
        total={Math.min(most, changing.length)}
        empty={<Empty>No scan of the last {days} days changed a connection.</Empty>}
      />
    </Section>
  );
}
