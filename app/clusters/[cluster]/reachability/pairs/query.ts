import { notFound } from 'next/navigation';
import { z } from 'zod';
import { type SearchParams, single } from '#components/table/table-state.ts';

const namespace = z.string().min(1).max(253);

// What makes no sense beside the two namespaces narrows nothing.
const fields = z.object({
  from: namespace,
  to: namespace,
  show: z.enum(['open', 'closed', 'all']).catch('open'),
  q: z.string().max(300).catch(''),
});

/** Which pairs of workloads to list: from one namespace to another (or the same), and those whose names or ports hold a text. */
export type PairFields = z.infer<typeof fields>;

/** Ends in "not found" where the address names no two namespaces. */
export function pairFields(params: SearchParams): PairFields {
  const given = fields.safeParse({
    from: single(params, 'from'),
    to: single(params, 'to'),
    show: single(params, 'show') ?? 'open',
    q: single(params, 'q')?.trim() ?? '',
  });
  return given.success ? given.data : notFound();
}
