import { createHash } from 'node:crypto';
import type { KubeObject } from './objects.ts';
import { type ResourceName, resourceNames } from './resources.ts';
import { objectsOf, type Problem, type Read, type Snapshot } from './snapshot.ts';

/** By UTF-16 code units: the same on every machine, whatever its locale. */
const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * JSON with sorted keys, without spaces, and without the keys whose value is undefined: one text for one content (as RFC 8785). Throws
 * a TypeError at what JSON cannot say (functions, bigints, NaN, dates, holes in lists), since that would be lost without a word.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(',')}]`;
  // A Date or a Map would come out as an empty mapping.
  if (Object.prototype.toString.call(value) !== '[object Object]')
    throw new TypeError(`${String(value)} (${typeof value}) has no canonical JSON`);
  return canonicalMapping(value as Readonly<Record<string, unknown>>);
}

function canonicalMapping(fields: Readonly<Record<string, unknown>>): string {
  let json = '';
  // The default order of sort() is that of UTF-16 code units.
  for (const key of Object.keys(fields).sort()) {
    const item = fields[key];
    if (item !== undefined) json += `${json === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`;
  }
  return `{${json}}`;
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
const digestOfObject = (object: KubeObject): string => digestOfText(canonicalJson(object));

/** In the order of namespace and name; objects that share both (a snapshot should have none) in that of their content. */
const byNameAndContent = (a: KubeObject, b: KubeObject): number =>
  byCodeUnits(a.metadata.namespace ?? '', b.metadata.namespace ?? '') ||
  byCodeUnits(a.metadata.name, b.metadata.name) ||
  byCodeUnits(canonicalJson(a), canonicalJson(b));

const sortedProblems = (problems: readonly Problem[]): readonly Problem[] =>
  problems
    .map((problem) => ({ problem, json: canonicalJson([problem.object, problem.message, problem]) }))
    .sort((a, b) => byCodeUnits(a.json, b.json))
    .map(({ problem }) => problem);

/**
 * Of everything the snapshot says, whatever the order in which it was read. Each line of the text that is digested stands for one thing:
 * the head, a read, an object (by its own digest) or a problem, so that the digest can be checked from the objects' digests alone.
 */
export function digestOf(snapshot: Snapshot): string {
  const { schema, origin, serverVersion } = snapshot;
  const lines = [canonicalJson({ schema, origin, serverVersion })];
  // By what the snapshot has, not by what is read today: a digest holds when later versions read more.
  const names = (Object.keys(snapshot.reads) as ResourceName[]).toSorted(byCodeUnits);
  for (const name of names) lines.push(canonicalJson(['read', name, snapshot.reads[name]]));
  for (const name of names)
    for (const object of objectsOf(snapshot, name).toSorted(byNameAndContent)) {
      const { namespace = null, name: own } = object.metadata;
      lines.push(canonicalJson(['object', name, namespace, own, digestOfObject(object)]));
    }
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
    .map((name) => [name, objectsOf({ objects }, name).toSorted(byNameAndContent)] as const)
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
