import { z } from 'zod';
import { type SearchParams, single } from '#components/table/table-state.ts';
import type { Question } from '#lib/assess/explained.ts';

// What is longer than any name is no name: it is cut, and then told to be unknown. The database takes no text with a zero in it.
const words = (longest: number) =>
  z.string().transform((text) => text.toWellFormed().replaceAll('\u0000', '').trim().slice(0, longest));

const fields = z.object({
  src: words(700),
  dst: words(700),
  port: words(30),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).nullable().catch(null),
});

/** Reads `?src=shop/web&dst=shop/db&port=5432&protocol=TCP`; what is missing is empty. */
export const questionOf = (params: SearchParams): Question =>
  fields.parse({
    src: single(params, 'src') ?? '',
    dst: single(params, 'dst') ?? '',
    port: single(params, 'port') ?? '',
    protocol: single(params, 'protocol'),
  });

/** Both ends are named. */
export const isAsked = ({ src, dst }: Question): boolean => src !== '' && dst !== '';
