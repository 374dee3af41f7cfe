import { Link } from '#components/link.tsx';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import { OutcomeBar } from '#components/verdict/outcome-bar.tsx';
import { controlOf } from '#lib/controls/registry.ts';
import type { Cluster } from '#lib/store/clusters.ts';
import { controlPath } from '../../links.ts';
import { Effective } from './effective.tsx';
import type { RequirementRow } from './requirement-rows.ts';
import { RequirementText } from './requirement-text.tsx';

const columnsFor = (clusters: readonly Cluster[]): readonly Column<RequirementRow>[] => [
  {
    key: 'requirement',
    title: 'Requirement',
    width: 'text',
    cell: ({ requirement }) => <RequirementText requirement={requirement} />,
    text: ({ requirement }) => `${requirement.id} ${requirement.title}`,
  },
  {
    key: 'fleet',
    title: 'Fleet',
    width: 'tight',
    cell: ({ outcome, literal }) => (outcome === null ? 'Not judged yet' : <Effective outcome={outcome} literal={literal} />),
  },
  {
    key: 'resources',
    title: 'Resources',
    cell: ({ counts }) => <OutcomeBar counts={counts} />,
    text: ({ counts }) => `${counts.pass} pass, ${counts.fail} fail, ${counts.unknown} unknown, ${counts.excluded} left out`,
  },
  {
    key: 'controls',
    title: 'Decided by',
    width: 'tight',
    cell: ({ controls, requirement }) => (
      <>
        {requirement.decided !== 'automatic' && controls.length > 0 && <div>hinted at by</div>}
        {controls.map((id) => (
          <div key={id}>
            <Link href={controlPath(id)} title={controlOf(id)?.title}>
              {id}
            </Link>
          </div>
        ))}
      </>
    ),
  },
  ...clusters.map(
    ({ id, name }): Column<RequirementRow> => ({
      key: `cluster-${id}`,
      title: name,
      cell: (row) => {
        const result = row.clusters.get(id);
        return result === undefined ? '–' : <Effective outcome={result.outcome} literal={result.literal} short />;
      },
      text: (row) => row.clusters.get(id)?.outcome ?? '',
    }),
  ),
];

interface Props {
  readonly name: string;
  readonly rows: readonly RequirementRow[];
  readonly clusters: readonly Cluster[];
}

export function RequirementTable({ name, rows, clusters }: Props) {
  return (
    <DataTable
      name={`Requirements of ${name}`}
      unit={['requirement', 'requirements']}
      columns={columnsFor(clusters)}
      rows={rows}
      rowKey={({ requirement }) => requirement.id}
      total={rows.length}
      group={({ requirement }) => requirement.section}
      empty={null}
    />
  );
}
