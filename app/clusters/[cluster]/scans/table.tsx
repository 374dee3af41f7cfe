import { Link } from '#components/link.tsx';
import { Empty } from '#components/page/empty.tsx';
import { ScanStatus } from '#components/scan/scan-status.tsx';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import type { TableAddress } from '#components/table/table-state.ts';
import { countText } from '#components/text/count-text.ts';
import { Time } from '#components/text/time.tsx';
import type { ScanRow } from '#lib/store/read/scans.ts';
import { scanPath } from '../../../links.ts';

function took({ startedAt, finishedAt }: ScanRow): string {
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return seconds < 0.1 ? 'under 0.1 s' : `${seconds.toFixed(1)} s`;
}

const columnsFor = (cluster: string): readonly Column<ScanRow>[] => [
  {
    key: 'number',
    title: 'Scan',
    choice: 'always',
    cell: ({ number }) => <Link href={scanPath(cluster, number)}>{number}</Link>,
  },
  {
    key: 'at',
    title: 'Started',
    width: 'tight',
    cell: ({ startedAt }) => <Time at={startedAt} />,
    text: ({ startedAt }) => startedAt,
  },
  {
    key: 'status',
    title: 'Status',
    width: 'text',
    cell: ({ status, error }) => (
      <>
        <ScanStatus status={status} /> {error}
      </>
    ),
  },
  { key: 'opened', title: 'Opened', align: 'right', cell: ({ opened }) => countText(opened) },
  { key: 'closed', title: 'Closed', align: 'right', cell: ({ closed }) => countText(closed) },
  {
    key: 'changes',
    title: 'Objects changed',
    align: 'right',
    cell: ({ added, changed, removed }) => countText(added + changed + removed),
  },
  { key: 'objects', title: 'Objects', align: 'right', cell: ({ objects }) => countText(objects) },
  { key: 'findings', title: 'Findings', align: 'right', cell: ({ findings }) => countText(findings) },
  { key: 'took', title: 'Took', align: 'right', width: 'tight', cell: took },
];

interface Props {
  readonly cluster: string;
  readonly scans: readonly ScanRow[];
  readonly total: number;
  readonly address?: TableAddress;
}

export function ScanTable({ cluster, scans, total, address }: Props) {
  return (
    <DataTable
      name={`Scans of ${cluster}`}
      unit={['scan', 'scans']}
      columns={columnsFor(cluster)}
      rows={scans}
      rowKey={({ number }) => number}
      total={total}
      {...(address === undefined ? {} : { address })}
      empty={<Empty>This cluster has not been scanned yet.</Empty>}
    />
  );
}
