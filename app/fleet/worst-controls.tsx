import { Link } from '#components/link.tsx';
import { Empty } from '#components/page/empty.tsx';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import { countText } from '#components/text/count-text.ts';
import { Verdict } from '#components/verdict/verdict.tsx';
import { controlOf } from '#lib/controls/registry.ts';
import type { FleetControl } from '#lib/store/read/fleet.ts';
import { controlPath, findingsPath } from '../links.ts';

const most = 8;

const columns = (clusters: number): readonly Column<FleetControl>[] => [
  { key: 'severity', title: 'Severity', cell: ({ severity }) => <Verdict tone={severity} /> },
  {
    key: 'control',
    title: 'Control',
    width: 'text',
    choice: 'always',
    cell: ({ control }) => <Link href={controlPath(control)}>{controlOf(control)?.title ?? control}</Link>,
  },
  {
    key: 'failing',
    title: 'Failing',
    align: 'right',
    cell: ({ control, failing }) => <Link href={findingsPath({ control })}>{countText(failing)}</Link>,
  },
  {
    key: 'clusters',
    title: 'Clusters',
    align: 'right',
    cell: ({ failingClusters }) => `${failingClusters.length} of ${clusters}`,
  },
  {
    key: 'unknown',
    title: 'Unknown in',
    align: 'right',
    cell: ({ unknownClusters }) => unknownClusters.length,
  },
];

export function WorstControls({ controls, clusters }: { readonly controls: readonly FleetControl[]; readonly clusters: number }) {
  return (
    <>
      <DataTable
        name="Worst controls"
        unit={['control', 'controls']}
        columns={columns(clusters)}
        rows={controls.slice(0, most)}
        rowKey={({ control }) => control}
        total={Math.min(most, controls.length)}
        empty={<Empty>Nothing fails and nothing is unknown.</Empty>}
      />
      {controls.length > most && <Link href="/controls">All {controls.length} controls that fail or are unknown</Link>}
    </>
  );
}
