import { createHash } from 'node:crypto';
import type { KubeObject, ObjectOf } from './objects.ts';
import { type ResourceName, resourceNames } from './resources.ts';
import type { Problem, Read, Snapshot } from './snapshot.ts';

/** By UTF-16 code units: the same on every machine, whatever its locale. */
const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * JSON with sorted keys, without spaces, and without the keys whose value is undefined: one text for one content (as RFC 8785). Throws
 * a TypeError at what JSON cannot say (functions, bigints, NaN, holes in lists), since that would be lost without a word.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`${String(value)} (${typeof value}) has no canonical JSON`);
  const fields = Object.entries(value).filter(([, item]) => item !== undefined);
  fields.sort(([a], [b]) => byCodeUnits(a, b));
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}

/** UTF-8, with a lone surrogate as the three bytes it would have: Node's own encoding makes all of them U+FFFD, one for another. */
function bytesOf(text: string): Buffer | string {
  if (text.isWellFormed()) return text;
  const parts = text.split(/([\uD800-\uDFFF])/u).map((part) => {
    if (part.isWellFormed()) return Buffer.from(part);
    const unit = part.charCodeAt(0);
    return Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)]);
  });
  return Buffer.concat(parts);
}

/** SHA-256 in hexadecimal digits, of the text in UTF-8: what `sha256sum` says of a file with this text. */
export const digestOfText = (text: string): string => createHash('sha256').update(bytesOf(text)).digest('hex');

/** Of one object's canonical JSON. */
export const digestOfObject = (object: KubeObject): string => digestOfText(canonicalJson(object));

interface Entry<Name extends ResourceName> {
  readonly key: string;
  readonly object: ObjectOf<Name>;
}

/** In the order of namespace and name; objects that share both (a snapshot should have none) in that of their content. */
function sortedEntries<Name extends ResourceName>(objects: readonly ObjectOf<Name>[]): readonly Entry<Name>[] {
  const entries = objects.map((object) => ({
    key: JSON.stringify([object.metadata.namespace ?? '', object.metadata.name]),
    object,
  }));
  // Content is written out only to settle a tie: for a large cluster this would take longer than everything else here.
  return entries.sort((a, b) => byCodeUnits(a.key, b.key) || byCodeUnits(canonicalJson(a.object), canonicalJson(b.object)));
}

const sortedProblems = (problems: readonly Problem[]): readonly Problem[] =>
  problems
    .map((problem) => ({ problem, json: canonicalJson([problem.object, problem.message, problem]) }))
    .sort((a, b) => byCodeUnits(a.json, b.json))
    .map(({ problem }) => problem);

const objectsByName = <Name extends ResourceName>(objects: Snapshot['objects'], name: Name): readonly ObjectOf<Name>[] =>
  (objects[name] as readonly ObjectOf<Name>[] | undefined) ?? [];

/**
 * Of everything the snapshot says, whatever the order in which it was read. Each line of the text that is digested stands for one thing:
 * the head, a read, an object (by its own digest) or a problem, so that the digest can be checked from the objects' digests alone.
 */
export function digestOf(snapshot: Snapshot): string {
  const { schema, origin, serverVersion } = snapshot;
  const lines = [canonicalJson({ schema, origin, serverVersion })];
  for (const name of resourceNames) lines.push(canonicalJson(['read', name, snapshot.reads[name]]));
  for (const name of resourceNames)
    for (const { key, object } of sortedEntries(objectsByName(snapshot.objects, name)))
      lines.push(canonicalJson(['object', name, key, digestOfObject(object)]));
  for (const problem of sortedProblems(snapshot.problems)) lines.push(canonicalJson(['problem', problem]));
  return digestOfText(lines.join('\n'));
}

/** What a reader has gathered, in any order. A resource that was not tried counts as failed: never as empty. */
export interface Gathered {
  readonly origin: Snapshot['origin'];
  readonly serverVersion?: string;
  readonly reads: { readonly [Name in ResourceName]?: Read };
  readonly objects: Snapshot['objects'];
  readonly problems: readonly Problem[];
}

/** The snapshot in canonical order: resources as they are listed, objects by namespace and name, problems by what they say. */
export function sealSnapshot({ origin, serverVersion, reads, objects, problems }: Gathered): Snapshot {
  const untried: Read = { status: 'failed', message: 'It was not read.' };
  const allReads = Object.fromEntries(resourceNames.map((name) => [name, reads[name] ?? untried])) as Record<ResourceName, Read>;
  const sorted = resourceNames
    .map((name) => [name, sortedEntries(objectsByName(objects, name)).map(({ object }) => object)] as const)
    .filter(([, list]) => list.length > 0);
  return {
    schema: 'bulkhead.snapshot/v1',
    origin,
    ...(serverVersion === undefined ? {} : { serverVersion }),
    reads: allReads,
    objects: Object.fromEntries(sorted),
    problems: sortedProblems(problems),
  };
}
