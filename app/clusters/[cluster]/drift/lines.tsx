import { Link } from '#components/link.tsx';
import classes from '#components/reach/drift.module.css';
import { DriftSign } from '#components/reach/drift-counts.tsx';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import { countText } from '#components/text/count-text.ts';
import { connectionsIn, type DriftLines } from '#lib/assess/drift-causes.ts';
import { portsWords } from '#lib/report/wording.ts';
import { endsWords, endWords, whyPath } from './ends.ts';

const mostEnds = 25;

/** One end of many connections: by name where there are few, else in a few words with the names behind them. */
function Ends({ ends }: { readonly ends: readonly string[] }) {
  if (ends.length <= 2) return <code className={classes.end}>{ends.map(endWords).join(', ')}</code>;
  const names = ends.slice(0, mostEnds).map(endWords);
  if (ends.length > mostEnds) names.push(`and ${countText(ends.length - mostEnds)} more, see the CSV`);
  return (
    <details className={classes.ends}>
      <summary>{endsWords(ends)}</summary>
      <pre>{names.join('\n')}</pre>
    </details>
  );
}

interface Props {
  readonly cluster: string;
  /** What the lines are of, for those who hear the page. */
  readonly name: string;
  readonly lines: readonly DriftLines[];
  readonly scans: { readonly from: number; readonly to: number };
  readonly csv: string;
  /** How many rows are shown at most. */
  readonly most: number;
}

/** Connections that changed in the same way, a row for all sources that have the same destinations. */
export function DriftTable({ cluster, name, lines, scans, csv, most }: Props) {
  const columns: readonly Column<DriftLines>[] = [
    { key: 'type', title: 'What', width: 'tight', cell: ({ type }) => <DriftSign type={type} /> },
    { key: 'count', title: 'Connections', align: 'right', cell: (line) => countText(connectionsIn(line)) },
    { key: 'src', title: 'From', width: 'name', cell: ({ src }) => <Ends ends={src} /> },
    { key: 'dst', title: 'To', width: 'name', cell: ({ dst }) => <Ends ends={dst} /> },
    {
      key: 'ports',
      title: 'Ports before → after',
      cell: ({ before, after }) => `${portsWords(before)} → ${portsWords(after)}`,
    },
    {
      key: 'why',
      title: 'Why',
      cell: (line) => {
        const path = whyPath(cluster, line, scans);
        return path === null ? '–' : <Link href={path}>why</Link>;
      },
    },
  ];
  const shown = lines.slice(0, most);
  return (
    <>
      <DataTable
        name={name}
        unit={['row', 'rows']}
        columns={columns}
        rows={shown}
        rowKey={({ type, src, dst, before, after }) => JSON.stringify([type, src, dst, before, after])}
        total={shown.length}
        csv={csv}
        empty={null}
      />
      {lines.length > shown.length && <p>And {countText(lines.length - shown.length)} more rows, see the CSV.</p>}
    </>
  );
}
