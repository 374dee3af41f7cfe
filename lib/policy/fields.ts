import { z } from 'zod';
import { shown } from '#lib/snapshot/shown.ts';
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

/** What is wrong with a value that a schema of its own was asked about, as if it had been checked in place. */
export function handOn(error: z.ZodError, input: unknown, context: z.RefinementCtx): void {
  for (const issue of error.issues) context.issues.push({ ...issue, input } as z.core.$ZodRawIssue);
}

/** What the kind of value decides is checked as that alone, so that what is said about it is to the point. */
export const portOrName = z.unknown().transform((value, context): number | string => {
  const parsed = (typeof value === 'string' ? portName : portNumber).safeParse(value);
  if (parsed.success) return parsed.data;
  handOn(parsed.error, value, context);
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

const things: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
};

/** What there must be in place of what an issue complains of; undefined where the issue says it all. */
function wantedBy(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return things[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`;
    case 'too_small':
      return issue.origin === 'array' ? `a list of at least ${issue.minimum}` : `at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'array'
        ? `a list of at most ${issue.maximum}`
        : `${issue.origin === 'string' ? 'a text of ' : ''}at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
    default:
      return undefined;
  }
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'missing';
  if (typeof value === 'object') return Array.isArray(value) ? `a list of ${value.length}` : 'a mapping';
  return typeof value === 'string' ? `the text "${shown(value)}"` : shown(String(value));
}

const at = (value: unknown, part: PropertyKey): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined;

const longest = 300;

/** What is wrong first with a spec, as one sentence: where, what stands there and what must. */
export function reasonOf(error: z.ZodError, spec: unknown): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'spec is not valid';
  const path = issue.path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${shown(String(part), 120)}`),
    'spec',
  );
  if (issue.code === 'unrecognized_keys')
    return `${path} has ${issue.keys.map((key) => `"${shown(key)}"`).join(', ')}, which is no field there`;
  if (issue.code === 'invalid_key') return `${path}: ${shown(issue.issues[0]?.message ?? issue.message, longest)}`;
  const wanted = wantedBy(issue);
  return wanted === undefined
    ? `${path}: ${shown(issue.message, longest)}`
    : `${path} is ${valueText(issue.path.reduce(at, spec))}, but must be ${wanted}`;
}
