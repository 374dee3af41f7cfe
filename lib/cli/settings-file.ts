import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import type { AssessSettings } from '#lib/assess/assessment.ts';
import { controls } from '#lib/controls/registry.ts';
import { messageOf, UserError } from '#lib/errors.ts';

const known = new Set(['*', ...controls.map(({ id }) => id)]);

const schema = z.strictObject({
  exclusions: z.array(
    z.strictObject({
      controls: z
        .array(z.string().refine((id) => known.has(id), { error: ({ input }) => `there is no control "${input}"` }))
        .min(1),
      namespaces: z.array(z.string().min(1)).min(1),
      why: z.string().trim().min(1),
    }),
  ),
}) satisfies z.ZodType<AssessSettings>;

const placeOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text && '.'}${String(key)}`), '');

/** Settings for judging, as YAML or JSON. Throws UserError that names the file and the place in it. */
export async function readSettingsFile(file: string): Promise<AssessSettings> {
  let given: unknown;
  try {
    given = parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UserError(`The settings file ${file} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'the whole' : placeOf(issue.path);
  const what = issue?.message.replace(/^Invalid input: /, '').replace('received undefined', 'but there is nothing');
  throw new UserError(
    `The settings file ${file} is not right: ${place}: ${what}. It holds "exclusions", a list of controls, namespaces and why.`,
  );
}
