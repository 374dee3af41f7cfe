import { Link } from '#components/link.tsx';
import type { Column } from '#components/table/data-table.tsx';
import { countText } from '#components/text/count-text.ts';
import { Outcome } from '#components/verdict/outcome.tsx';
import { OutcomeBar } from '#components/verdict/outcome-bar.tsx';
import { Verdict } from '#components/verdict/verdict.tsx';
import { controlPath, findingsPath } from '../links.ts';
import type { FleetControl } from './across-fleet.ts';

export const controlColumns: readonly Column<FleetControl>[] = [
  { key: 'severity', title: 'Severity', sortable: true, cell: ({ severity }) => <Verdict tone={severity} /> },
  {
    key: 'title',
    title: 'Control',
    sortable: true,
    choice: 'always',
    width: 'text',
    cell: ({ id, title }) => <Link href={controlPath(id)}>{title}</Link>,
  },
  {
    key: 'outcome',
    title: 'Fleet',
    cell: ({ outcome, severity }) => (outcome === null ? 'Not judged yet' : <Outcome outcome={outcome} severity={severity} />),
  },
  {
    key: 'clusters',
    title: 'Clusters failing',
    align: 'right',
    cell: ({ clusters }) => `${clusters.failing} of ${clusters.judged}`,
  },
  {
    key: 'resources',
    title: 'Resources',
    cell: ({ counts, severity }) => <OutcomeBar counts={counts} severity={severity} />,
    text: ({ counts }) => `${counts.pass} pass, ${counts.fail} fail, ${counts.unknown} unknown, ${counts.excluded} left out`,
  },
  {
    key: 'failing',
    title: 'Failing',
    align: 'right',
    sortable: true,
    cell: ({ id, counts }) => <Link href={findingsPath({ control: id })}>{countText(counts.fail)}</Link>,
  },
  { key: 'unknown', title: 'Unknown', align: 'right', sortable: true, cell: ({ counts }) => counts.unknown },
  { key: 'id', title: 'Id', choice: 'onRequest', cell: ({ id }) => id },
];
