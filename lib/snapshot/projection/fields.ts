import { isAnnotationKey, isLabelKey, isLabelValue } from '../names.ts';
import type { Json, Labels } from '../objects.ts';
import { shown } from '../shown.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Why an object cannot be taken as it is; `message` names the path and what is wrong there. Never leaves this folder. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Deeper than any body of a kind that we read; a server refuses only far deeper ones, but no algorithm here should need to care. */
const deepest = 100;

function described(value: unknown): string {
  if (value === undefined || value === null) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? `the text "${shown(value)}"` : `the ${typeof value} ${shown(String(value))}`;
}

export const refuse = (path: string, value: unknown, wanted: string): never => {
  throw new Refusal(`${path} is ${described(value)}, but must be ${wanted}`);
};

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const none: Fields = Object.freeze({});
const nothing: readonly unknown[] = Object.freeze([]);

/** In Kubernetes an explicit null is the same as a field left out. */
const isAbsent = (value: unknown): value is undefined | null => value === undefined || value === null;

export const mapping = (value: unknown, path: string): Fields => (isFields(value) ? value : refuse(path, value, 'a mapping'));

export const optionalMapping = (value: unknown, path: string): Fields => (isAbsent(value) ? none : mapping(value, path));

export function list(value: unknown, path: string): readonly unknown[] {
  if (isAbsent(value)) return nothing;
  return Array.isArray(value) ? value : refuse(path, value, 'a list');
}

export const text = (value: unknown, path: string): string =>
  typeof value === 'string' && value !== '' ? value : refuse(path, value, 'a text that is not empty');

/** The empty text counts as absent, as in Go's JSON. */
export function optionalText(value: unknown, path: string): string | undefined {
  if (isAbsent(value) || value === '') return undefined;
  return typeof value === 'string' ? value : refuse(path, value, 'a text (in YAML, write it in quotes)');
}

export const texts = (value: unknown, path: string): readonly string[] =>
  list(value, path).map((item, index) => (typeof item === 'string' ? item : refuse(`${path}[${index}]`, item, 'a text')));

export const port = (value: unknown, path: string): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535
    ? value
    : refuse(path, value, 'a whole number from 1 to 65535');

/** Zero counts as absent, as in Go's JSON. */
export const optionalPort = (value: unknown, path: string): number | undefined =>
  isAbsent(value) || value === 0 ? undefined : port(value, path);

/** A number or a name, as in Kubernetes' IntOrString. */
export function portOrName(value: unknown, path: string): number | string | undefined {
  return typeof value === 'string' ? optionalText(value, path) : optionalPort(value, path);
}

export function count(value: unknown, path: string): number | undefined {
  if (isAbsent(value)) return undefined;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
    ? value
    : refuse(path, value, 'a whole number, 0 or more');
}

const isLabel = (key: string, value: string): boolean => isLabelKey(key) && isLabelValue(value);

/** Labels with keys and values that a server accepts, by their keys, whose order says nothing; undefined where there are none. */
export function labels(value: unknown, path: string): Labels | undefined {
  if (isAbsent(value)) return undefined;
  const fields = mapping(value, path);
  const result: Record<string, string> = {};
  let any = false;
  for (const key of Object.keys(fields).sort()) {
    const label = fields[key];
    if (typeof label !== 'string') refuse(`${path}["${shown(key)}"]`, label, 'a text (in YAML, write it in quotes)');
    else if (!isLabel(key, label))
      refuse(`${path}["${shown(key)}"]`, label, 'a label that Kubernetes accepts (key and value of letters, digits, - _ .)');
    else {
      result[key] = label;
      any = true;
    }
  }
  return any ? result : undefined;
}

/** Annotations whose keys `keep` wants; all are checked. */
export function annotations(value: unknown, path: string, keep: (key: string) => boolean): Labels | undefined {
  if (isAbsent(value)) return undefined;
  const fields = mapping(value, path);
  const result: Record<string, string> = {};
  let any = false;
  for (const key in fields) {
    const annotation = fields[key];
    if (typeof annotation !== 'string') refuse(`${path}["${shown(key)}"]`, annotation, 'a text (in YAML, write it in quotes)');
    else if (!isAnnotationKey(key))
      refuse(`${path}["${shown(key)}"]`, annotation, 'an annotation with a key that Kubernetes accepts');
    else if (keep(key)) {
      result[key] = annotation;
      any = true;
    }
  }
  return any ? result : undefined;
}

function check(value: unknown, path: string, depth: number): void {
  if (depth > deepest) refuse(path, value, `nested at most ${deepest} levels deep`);
  if (Array.isArray(value)) for (let index = 0; index < value.length; index++) check(value[index], path, depth + 1);
  else if (typeof value === 'object' && value !== null) {
    // Whoever copies or parses a mapping in JavaScript passes over this key, and a selector without its only label selects everything.
    if (Object.hasOwn(value, '__proto__')) refuse(path, value, 'without the key "__proto__", which nothing in Kubernetes has');
    for (const item of Object.values(value)) check(item, path, depth + 1);
  } else if (
    typeof value === 'number'
      ? !Number.isFinite(value)
      : value !== null && typeof value !== 'string' && typeof value !== 'boolean'
  )
    refuse(path, value, 'made of texts, finite numbers, true, false, null, lists and mappings only');
}

const isJson = (value: unknown, path: string): value is Json => {
  check(value, path, 0);
  return true;
};

/** A mapping kept as it was given: only that it is JSON of a sane depth is checked. */
export function body(value: unknown, path: string): Json | undefined {
  if (isAbsent(value)) return undefined;
  const fields = mapping(value, path);
  return isJson(fields, path) ? fields : undefined;
}

/** The same for a list of mappings. */
export function bodies(value: unknown, path: string): Json | undefined {
  if (isAbsent(value)) return undefined;
  const given = list(value, path);
  for (const [index, item] of given.entries()) mapping(item, `${path}[${index}]`);
  return isJson(given, path) ? given : undefined;
}

/** A field to spread into an object, or nothing where there is no value for it. */
export const optional = <Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: Value });

export const nonEmpty = <Item>(items: readonly Item[]): readonly Item[] | undefined => (items.length > 0 ? items : undefined);
