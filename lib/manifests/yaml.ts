import {
  boolYaml11Tag,
  CORE_SCHEMA,
  constructFromEvents,
  defineScalarTag,
  EVENT_ID,
  mergeTag,
  NOT_RESOLVED,
  parseEvents,
  YAMLException,
} from 'js-yaml';
import { messageOf } from '../errors.ts';

/** What a text holds, or why it holds nothing: `line` counts from 0 within the text. */
export type Parsed = { readonly documents: readonly unknown[] } | { readonly reason: string; readonly line: number };

const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const digits = ['-', '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const infinite = new Map([
  ['.nan', Number.NaN],
  ['.inf', Number.POSITIVE_INFINITY],
  ['+.inf', Number.POSITIVE_INFINITY],
  ['-.inf', Number.NEGATIVE_INFINITY],
]);

function integerOf(source: string): number | typeof NOT_RESOLVED {
  const match = integer.exec(source.replaceAll('_', ''));
  if (match === null) return NOT_RESOLVED;
  const [, sign, hexadecimal, binary, octal, decimal = ''] = match;
  const value = hexadecimal
    ? Number.parseInt(hexadecimal, 16)
    : binary
      ? Number.parseInt(binary, 2)
      : octal
        ? Number.parseInt(octal, 8)
        : Number(decimal);
  return sign === '-' ? -value : value;
}

function floatOf(source: string): number | typeof NOT_RESOLVED {
  const plain = source.replaceAll('_', '');
  return float.test(plain) ? Number(plain) : (infinite.get(source.toLowerCase()) ?? NOT_RESOLVED);
}

/**
 * Plain scalars mean what they mean to kubectl and the API server, which read YAML 1.1 with go-yaml v2: `yes`, `on` and `y` are
 * true, `0777` is octal, `<<` merges; but `1:30` and `2026-01-01` are texts (sigs.k8s.io/yaml, goyaml.v2/resolve.go).
 */
const schema = CORE_SCHEMA.withTags(
  boolYaml11Tag,
  mergeTag,
  defineScalarTag('tag:yaml.org,2002:int', {
    implicit: true,
    implicitFirstChars: digits,
    resolve: integerOf,
    identify: () => false,
  }),
  defineScalarTag('tag:yaml.org,2002:float', {
    implicit: true,
    implicitFirstChars: [...digits, '.'],
    resolve: floatOf,
    identify: () => false,
  }),
);

/** The size of a value if every alias in it were written out; infinite if it holds itself. Each part is counted once. */
function expandedSize(value: unknown, known: Map<object, number>): number {
  if (typeof value !== 'object' || value === null) return 1;
  const seen = known.get(value);
  if (seen !== undefined) return seen;
  known.set(value, Number.POSITIVE_INFINITY);
  let size = 1;
  for (const item of Object.values(value)) size += expandedSize(item, known);
  known.set(value, size);
  return size;
}

const allowedGrowth = 10;
const alwaysAllowed = 10_000;

/**
 * All documents of a text. Duplicate keys, unknown tags, more than 100 levels, and aliases that multiply the content (which may be a
 * few lines that stand for gigabytes) are refused.
 */
export function parseYaml(text: string): Parsed {
  try {
    const events = parseEvents(text, {});
    const documents = constructFromEvents(events, { source: text, schema });
    if (events.some(({ type }) => type === EVENT_ID.ALIAS)) {
      const size = expandedSize(documents, new Map());
      if (size > Math.max(alwaysAllowed, events.length * allowedGrowth))
        return { reason: 'its aliases (*name) stand for far more than the file holds', line: 0 };
    }
    return { documents };
  } catch (thrown) {
    // js-yaml asks to expect any error, not its own alone: whatever it is, it is about this text.
    if (thrown instanceof YAMLException) return { reason: thrown.reason, line: thrown.mark?.line ?? 0 };
    return { reason: messageOf(thrown), line: 0 };
  }
}
