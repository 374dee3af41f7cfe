import type { z } from 'zod';
import type { FormState } from '#components/form/form-state.ts';
import { UserError } from '#lib/errors.ts';

const valuesOf = (data: FormData): Record<string, string> =>
  Object.fromEntries(
    [...data].filter((entry): entry is [string, string] => typeof entry[1] === 'string' && !entry[0].startsWith('$')),
  );

/**
 * Every change goes this way: what a form sends is parsed, then `work` does it. What is wrong with a field comes back beside the field,
 * what people can act on as a message, with all that they had typed; anything else is thrown on, to the page for errors. `work` says
 * what was done, or ends in a redirect.
 */
export async function changed<Shape extends z.ZodType>(
  shape: Shape,
  data: FormData,
  work: (given: z.output<Shape>) => Promise<string>,
): Promise<FormState> {
  const values = valuesOf(data);
  const parsed = shape.safeParse(values);
  if (!parsed.success) {
    const errors: Record<string, string> = {};
    for (const { path, message } of parsed.error.issues) errors[String(path[0] ?? 'form')] ??= message;
    return { errors, values };
  }
  try {
    return { errors: {}, values, done: await work(parsed.data) };
  } catch (error) {
    if (error instanceof UserError) return { errors: { form: error.message }, values };
    throw error;
  }
}
