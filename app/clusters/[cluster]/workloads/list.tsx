import { redirect } from 'next/navigation';
import { pageInstead, type SearchParams, tableAddress, withParams } from '#components/table/table-state.ts';
import type { WorkloadLine } from '#lib/assess/workload-lines.ts';
import { workloadsPath } from '../../../links.ts';
import { WorkloadFilters } from './filters.tsx';
import { chosenWorkloads, workloadFields } from './query.ts';
import { WorkloadTable } from './table.tsx';

interface Props {
  readonly cluster: string;
  readonly scan: number | null;
  readonly workloads: readonly WorkloadLine[];
  /** How many are open now, by the ids of workloads. */
  readonly findings: ReadonlyMap<string, number>;
  readonly params: SearchParams;
}

/** The workloads with their filters, those with the largest blast radius first. */
export function WorkloadList({ cluster, scan, workloads, findings, params }: Props) {
  const path = workloadsPath(cluster);
  const fields = workloadFields(params);
  const rows = chosenWorkloads(
    workloads.map((line) => ({ ...line, findings: findings.get(line.id) ?? 0 })),
    fields,
  );
  const address = tableAddress(path, params, '', { sort: 'radius', descending: true });
  const instead = pageInstead(address.state, rows.length);
  if (instead !== null) redirect(withParams(path, params, { page: instead }));
  const all = withParams(path, params, { q: null, namespace: null, show: null, page: null });
  return (
    <>
      <WorkloadFilters
        path={path}
        params={params}
        fields={fields}
        namespaces={[...new Set(workloads.map(({ namespace }) => namespace))]}
        all={all}
      />
      <WorkloadTable cluster={cluster} scan={scan} rows={rows} address={address} all={workloads.length === 0 ? null : all} />
    </>
  );
}
