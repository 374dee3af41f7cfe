import { shown } from '#lib/snapshot/shown.ts';

// Specs are read by the ten thousand, and a command has to do it as soon as it is called: plain functions take a fraction of the time that
// a library of schemas takes to be loaded and to check the same.

/** Makes of a value what it means, or throws a Mistake. Null is the same as a field left out, as in Kubernetes. */
export type Reader<Value> = (value: unknown) => Value;

const longest = 300;

/** What is wrong with a spec. Where that is, is put together on the way out, so that sound specs pay nothing for it. */
export class Mistake extends Error {
  override readonly name = 'Mistake';
  /** From the outside inwards. */
  readonly path: (string | number)[] = [];

  /** As one sentence: where, what stands there and what must. */
  text(root: string): string {
    const path = this.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${shown(part, 120)}`));
    return `${root}${path.join('')}${this.message}`;
  }
}

/** The same mistake, one step further out. Whatever else was thrown goes on as it is. */
function inside(part: string | number, thrown: unknown): unknown {
  if (thrown instanceof Mistake) thrown.path.unshift(part);
  return thrown;
}

function described(value: unknown): string {
  if (value === undefined || value === null) return 'missing';
  if (typeof value === 'object') return Array.isArray(value) ? `a list of ${value.length}` : 'a mapping';
  return typeof value === 'string' ? `the text "${shown(value)}"` : shown(String(value));
}

/** It stands there, and something else must. */
const instead = (value: unknown, wanted: string): Mistake => new Mistake(` is ${described(value)}, but must be ${wanted}`);

/** What is wrong about a value in words of its own; `path` leads on from that value. */
export function mistake(says: string, ...path: readonly (string | number)[]): Mistake {
  const found = new Mistake(`: ${shown(says, longest)}`);
  found.path.push(...path);
  return found;
}

export const optional =
  <Value>(read: Reader<Value>): Reader<Value | undefined> =>
  (value) =>
    value === undefined || value === null ? undefined : read(value);

export const text: Reader<string> = (value) => {
  if (typeof value !== 'string') throw instead(value, 'a text');
  return value;
};

/** A text of at most so many characters. */
export const textOf =
  (most: number): Reader<string> =>
  (value) => {
    const given = text(value);
    if (given.length > most) throw instead(value, `a text of at most ${most} characters`);
    return given;
  };

export const oneOf =
  <const Word extends string>(words: readonly Word[]): Reader<Word> =>
  (value) => {
    const found = words.find((word) => word === value);
    if (found === undefined) throw instead(value, words.length === 1 ? `${words[0]}` : `one of ${words.join(', ')}`);
    return found;
  };

export const number: Reader<number> = (value) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw instead(value, 'a number');
  return value;
};

export const wholeNumber =
  (least: number, most: number): Reader<number> =>
  (value) => {
    if (!Number.isInteger(number(value))) throw instead(value, 'a whole number');
    if (number(value) < least) throw instead(value, `at least ${least}`);
    if (number(value) > most) throw instead(value, `at most ${most}`);
    return number(value);
  };

export const listOf =
  <Item>(read: Reader<Item>, { least = 0, most = Number.POSITIVE_INFINITY } = {}): Reader<readonly Item[]> =>
  (value) => {
    if (!Array.isArray(value)) throw instead(value, 'a list');
    const items: Item[] = [];
    try {
      for (let index = 0; index < value.length; index++) items.push(read(value[index]));
    } catch (thrown) {
      throw inside(items.length, thrown);
    }
    if (items.length < least) throw instead(value, `a list of at least ${least}`);
    if (items.length > most) throw instead(value, `a list of at most ${most}`);
    return items;
  };

export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of each key and its value; keys may be anything. */
export const entriesOf =
  <Item>(read: (key: string, value: unknown) => Item): Reader<readonly Item[]> =>
  (value) => {
    if (!isMapping(value)) throw instead(value, 'a mapping');
    return Object.keys(value).map((key) => {
      try {
        return read(key, value[key]);
      } catch (thrown) {
        throw inside(key, thrown);
      }
    });
  };

type Fields<Given> = { readonly [Name in keyof Given]: Reader<Given[Name]> };

/** A mapping of which these fields are read; what else stands there does not matter. */
export function part<Given extends object>(fields: Fields<Given>): Reader<Given> {
  return (value) => {
    if (!isMapping(value)) throw instead(value, 'a mapping');
    const given: Partial<Given> = {};
    for (const name in fields) {
      try {
        given[name] = fields[name](value[name]);
      } catch (thrown) {
        throw inside(name, thrown);
      }
    }
    return given as Given;
  };
}

function unknownFields(value: object, fields: object): Mistake {
  const names = Object.keys(value).filter((name) => !Object.hasOwn(fields, name));
  return new Mistake(` has ${names.map((name) => `"${shown(name)}"`).join(', ')}, which is no field there`);
}

/** A mapping that may have no other fields; `check` throws what is wrong with them together. */
export function mapping<Given extends object>(fields: Fields<Given>, check?: (given: NoInfer<Given>) => void): Reader<Given> {
  const read = part(fields);
  return (value) => {
    const given = read(value);
    for (const name in value as object) if (!Object.hasOwn(fields, name)) throw unknownFields(value as object, fields);
    check?.(given);
    return given;
  };
}

/** What a value comes to, or what is wrong with it, said of `root`. */
export function tryRead<Value>(
  read: Reader<Value>,
  value: unknown,
  root = 'spec',
): { readonly value: Value } | { readonly reason: string } {
  try {
    return { value: read(value) };
  } catch (thrown) {
    if (thrown instanceof Mistake) return { reason: thrown.text(root) };
    throw thrown;
  }
}
