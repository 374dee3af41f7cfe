import { z } from 'zod';
import { type SearchParams, single } from '#components/table/table-state.ts';
import type { WorkloadLine } from '#lib/assess/workload-lines.ts';

/** A row of the list: a workload, and how many findings are open about it. */
export interface WorkloadRow extends WorkloadLine {
  readonly findings: number;
}

/** What the list can be narrowed to beside its search. */
export const narrowings = {
  fromInternet: { label: 'Open from the internet', has: ({ fromInternet }) => fromInternet },
  toInternet: { label: 'Open to the internet', has: ({ toInternet }) => toInternet },
  openIn: { label: 'Not isolated in', has: ({ isolatedIngress }) => isolatedIngress !== 'all' },
  openOut: { label: 'Not isolated out', has: ({ isolatedEgress }) => isolatedEgress !== 'all' },
  entries: { label: 'With ways in from outside', has: ({ entries }) => entries > 0 },
  hostNetwork: { label: "In the node's network", has: ({ hostNetwork }) => hostNetwork },
  findings: { label: 'With findings', has: ({ findings }) => findings > 0 },
} as const satisfies Readonly<Record<string, { label: string; has: (row: WorkloadRow) => boolean }>>;

type Narrowing = keyof typeof narrowings;
const isNarrowing = (text: string): text is Narrowing => Object.hasOwn(narrowings, text);

// What makes no sense in an address narrows nothing, as in the list of findings.
const fields = z.object({
  q: z.string().max(300).catch(''),
  namespace: z.string().max(253).catch(''),
  show: z.string().refine(isNarrowing).nullable().catch(null),
});
export type WorkloadFields = z.infer<typeof fields>;

export const workloadFields = (params: SearchParams): WorkloadFields =>
  fields.parse({
    q: single(params, 'q')?.trim() ?? '',
    namespace: single(params, 'namespace') ?? '',
    show: single(params, 'show'),
  });

/** The rows that the address asks for. */
export function chosenWorkloads(rows: readonly WorkloadRow[], { q, namespace, show }: WorkloadFields): readonly WorkloadRow[] {
  const wanted = q.toLowerCase();
  return rows.filter(
    (row) =>
      (namespace === '' || row.namespace === namespace) &&
      (wanted === '' || row.id.toLowerCase().includes(wanted)) &&
      (show === null || narrowings[show].has(row)),
  );
}
