import { Link } from '#components/link.tsx';
import { Empty } from '#components/page/empty.tsx';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import { sortedPage } from '#components/table/sorted-page.ts';
import { type SearchParams, tableAddress } from '#components/table/table-state.ts';
import { countText } from '#components/text/count-text.ts';
import { Time } from '#components/text/time.tsx';
import { Outcome } from '#components/verdict/outcome.tsx';
import { OutcomeBar } from '#components/verdict/outcome-bar.tsx';
import { Verdict } from '#components/verdict/verdict.tsx';
import { severities } from '#lib/controls/control.ts';
import { controlOf } from '#lib/controls/registry.ts';
import type { ControlStanding } from '#lib/store/read/controls.ts';
import { clusterPath, controlPath, findingsPath } from '../../links.ts';

const titleOf = (id: string): string => controlOf(id)?.title ?? id;

const columnsFor = (cluster: string): readonly Column<ControlStanding>[] => [
  { key: 'severity', title: 'Severity', sortable: true, cell: ({ severity }) => <Verdict tone={severity} /> },
  {
    key: 'control',
    title: 'Control',
    sortable: true,
    choice: 'always',
    width: 'text',
    cell: ({ control, reason }) => (
      <>
        <Link href={controlPath(control)}>{titleOf(control)}</Link>
        {reason !== null && <div>{reason}</div>}
      </>
    ),
    text: ({ control }) => titleOf(control),
  },
  {
    key: 'outcome',
    title: 'Outcome',
    sortable: true,
    cell: ({ outcome, severity }) => <Outcome outcome={outcome} severity={severity} />,
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
    cell: ({ control, counts }) => <Link href={findingsPath({ cluster, control })}>{countText(counts.fail)}</Link>,
  },
  {
    key: 'since',
    title: 'Like this since',
    sortable: true,
    width: 'tight',
    cell: ({ since }) => <Time at={since} />,
    text: ({ since }) => since,
  },
];

interface Props {
  readonly cluster: string;
  readonly controls: readonly ControlStanding[];
  readonly params: SearchParams;
}

export function ClusterControls({ cluster, controls, params }: Props) {
  const address = tableAddress(clusterPath(cluster), params, 'controls.', { sort: 'severity' });
  const bad = controls.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown');
  const { rows, total } = sortedPage(bad, address.state, {
    severity: ({ severity }) => severities.indexOf(severity),
    control: ({ control }) => titleOf(control),
    outcome: ({ outcome }) => outcome,
    failing: ({ counts }) => counts.fail,
    since: ({ since }) => since,
  });
  return (
    <DataTable
      name={`Controls that fail or are unknown on ${cluster}`}
      unit={['control', 'controls']}
      columns={columnsFor(cluster)}
      rows={rows}
      rowKey={({ control }) => control}
      total={total}
      address={address}
      empty={
        <Empty>
          {controls.length === 0 ? 'Nothing has been judged yet.' : `All ${controls.length} controls pass or do not apply.`}
        </Empty>
      }
    />
  );
}
