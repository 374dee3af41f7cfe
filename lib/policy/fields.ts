import { z } from 'zod';
import { addressesOfCidr } from './addresses.ts';

// Fields that several dialects share, as the API server accepts them.

export const portNumber = z.int().min(1).max(65_535);

// IANA service name: https://www.rfc-editor.org/rfc/rfc6335#section-5.1
export const portName = z
  .string()
  .max(15)
  .regex(/^(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, {
    error: ({ input }) => `${JSON.stringify(input)} is no port name`,
  });

/** What the kind of value decides is checked as that alone, so that what is said about it is to the point. */
export const portOrName = z.unknown().transform((value, context): number | string => {
  const parsed = (typeof value === 'string' ? portName : portNumber).safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { message } of parsed.error.issues) context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

export const protocolName = z.enum(['TCP', 'UDP', 'SCTP']);

export const cidr = z.string().transform((text, context) => {
  const addresses = addressesOfCidr(text);
  if (addresses === undefined) {
    context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is no CIDR` });
    return z.NEVER;
  }
  return { text, addresses };
});

/** A check that adds an issue where not exactly one of the fields is set. `what` is the thing with its article: `a peer`. */
export const exactlyOne =
  (what: string, names: readonly string[]) =>
  (given: object, context: z.RefinementCtx): void => {
    const set = Object.entries(given).flatMap(([name, value]) => (value == null ? [] : [name]));
    if (set.length === 1) return;
    const message =
      set.length === 0 ? `${what} must name one of ${names.join(', ')}` : `${what} may name only one of ${set.join(', ')}`;
    context.addIssue({ code: 'custom', message });
  };

/** The path and message of the first thing that is wrong, as one sentence. */
export function reasonOf(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'spec is not valid';
  const path = issue.path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${String(part)}`),
    'spec',
  );
  return `${path}: ${issue.message}`;
}
