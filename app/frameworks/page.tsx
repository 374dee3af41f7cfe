import type { Metadata } from 'next';
import { Link } from '#components/link.tsx';
import { PageHeader } from '#components/page/page-header.tsx';
import { ScoreCell } from '#components/score/score-cell.tsx';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import type { Framework, Requirement } from '#lib/frameworks/framework.ts';
import { frameworks } from '#lib/frameworks/registry.ts';
import { fleetScoreOf, type Score } from '#lib/score/score.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readFrameworks } from '#lib/store/read/requirements.ts';
import { frameworkPath } from '../links.ts';

export const metadata: Metadata = { title: 'Frameworks' };

interface Row {
  readonly framework: Framework;
  readonly score: Score;
}

const countOf = ({ requirements }: Framework, decided: Requirement['decided']): number =>
  requirements.filter((requirement) => requirement.decided === decided).length;

const columns: readonly Column<Row>[] = [
  {
    key: 'name',
    title: 'Framework',
    width: 'text',
    cell: ({ framework }) => (
      <Link href={frameworkPath(framework.id)}>
        {framework.name} {framework.edition}
      </Link>
    ),
  },
  { key: 'publisher', title: 'Publisher', cell: ({ framework }) => framework.publisher },
  { key: 'score', title: 'Fleet', cell: ({ score }) => <ScoreCell score={score} reason="No cluster has been judged yet." /> },
  { key: 'automatic', title: 'Automatic', align: 'right', cell: ({ framework }) => countOf(framework, 'automatic') },
  { key: 'manual', title: 'Manual', align: 'right', cell: ({ framework }) => countOf(framework, 'manual') },
  { key: 'outOfReach', title: 'Out of reach', align: 'right', cell: ({ framework }) => countOf(framework, 'outOfReach') },
];

export default async function FrameworksPage() {
  const standings = await readFrameworks(sharedStore(), {});
  const rows = frameworks.map((framework): Row => {
    const scores = standings.filter((standing) => standing.framework === framework.id).map(({ score }) => score);
    return { framework, score: fleetScoreOf(scores) };
  });
  return (
    <>
      <PageHeader
        title="Frameworks"
        lede="Published benchmarks and what they ask of the network. What a person must decide, or what an API server cannot tell, is never counted as met."
      />
      <DataTable
        name="Frameworks"
        unit={['framework', 'frameworks']}
        columns={columns}
        rows={rows}
        rowKey={({ framework }) => framework.id}
        total={rows.length}
        empty={null}
      />
    </>
  );
}
