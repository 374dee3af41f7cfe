import { z } from 'zod';
import { type SearchParams, single, type TableState, tableState } from '#components/table/table-state.ts';
import { severities } from '#lib/controls/control.ts';
import type { Cluster } from '#lib/store/clusters.ts';
import { type FindingFilter, type FindingPage, type FindingSort, findingSorts } from '#lib/store/read/findings.ts';

const names = z.string().max(300).optional();
const moment = z.iso.datetime({ offset: true }).optional().catch(undefined);

// What makes no sense in an address narrows nothing: a link that somebody cut short still opens a list.
const fields = z.object({
  cluster: names,
  control: names,
  namespace: z.string().max(300).optional(),
  severity: z.enum(severities).optional().catch(undefined),
  state: z.enum(['open', 'closed', 'all']).optional().catch(undefined),
  excluded: z.enum(['without', 'only', 'with']).optional().catch(undefined),
  unconfirmed: z.literal('yes').optional().catch(undefined),
  openedSince: moment,
  closedSince: moment,
  q: names,
});
export type FindingsFields = z.infer<typeof fields>;

/** Stands for the resources that are in no namespace, where the address names a namespace. */
export const clusterWide = '(cluster-wide)';

export interface FindingsView {
  readonly fields: FindingsFields;
  readonly filter: FindingFilter;
  readonly state: TableState;
  readonly page: FindingPage;
}

const isSort = (key: string | null): key is FindingSort => findingSorts.some((sort) => sort === key);

/** Reads the address of the list of findings. A cluster that does not exist matches nothing. */
export function findingsView(params: SearchParams, clusters: readonly Cluster[]): FindingsView {
  const given = fields.parse(
    Object.fromEntries(Object.keys(fields.shape).map((key) => [key, single(params, key)?.slice(0, 300) ?? undefined])),
  );
  const state = tableState(params, '', { sort: 'severity' });
  const filter: FindingFilter = {
    ...(given.cluster === undefined ? {} : { clusters: [clusters.find(({ name }) => name === given.cluster)?.id ?? -1] }),
    ...(given.control === undefined ? {} : { controls: [given.control] }),
    ...(given.namespace === undefined ? {} : { namespaces: [given.namespace === clusterWide ? '' : given.namespace] }),
    ...(given.severity === undefined ? {} : { severities: [given.severity] }),
    ...(given.state === undefined ? {} : { state: given.state }),
    ...(given.excluded === undefined ? {} : { excluded: given.excluded }),
    ...(given.unconfirmed === undefined ? {} : { unconfirmed: true }),
    ...(given.openedSince === undefined ? {} : { openedSince: given.openedSince }),
    ...(given.closedSince === undefined ? {} : { closedSince: given.closedSince }),
    ...(given.q === undefined ? {} : { text: given.q }),
  };
  return {
    fields: given,
    filter,
    state,
    page: {
      sort: isSort(state.sort) ? state.sort : 'severity',
      descending: state.descending,
      limit: state.size,
      offset: (state.page - 1) * state.size,
    },
  };
}
