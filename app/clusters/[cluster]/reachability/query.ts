import { z } from 'zod';
import { type SearchParams, single } from '#components/table/table-state.ts';

// What makes no sense in an address narrows nothing, as in the list of findings.
const fields = z.object({
  order: z.enum(['blocks', 'name']).catch('blocks'),
  from: z.string().max(253).catch(''),
  to: z.string().max(253).catch(''),
});

/** How the map is ordered, and which namespaces it is narrowed to: those whose names hold the text; empty is all. */
export type MapFields = z.infer<typeof fields>;

export const mapFields = (params: SearchParams): MapFields =>
  fields.parse({
    order: single(params, 'order') ?? 'blocks',
    from: single(params, 'from')?.trim() ?? '',
    to: single(params, 'to')?.trim() ?? '',
  });
