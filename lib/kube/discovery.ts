import type { Resource } from '../snapshot/resources.ts';
import type { Client } from './client.ts';
import { isObject, type JsonObject, type Refusal, type Reply } from './judge.ts';

/**
 * Where one resource can be read. `versions`: those that it may be listed in, best first; where the server could not say what it serves,
 * all that we understand, to be tried. `foreign`: it is served, or may be, but only in versions that we do not understand.
 */
export type Served =
  | { readonly status: 'served'; readonly versions: readonly string[] }
  | { readonly status: 'absent' }
  | { readonly status: 'foreign'; readonly versions: readonly string[] };

/** The plurals that a group version serves, or `unknown` where the server could not tell (an aggregated API that is down). */
type Plurals = ReadonlySet<string> | 'unknown';

/** Version → plurals, by group; `unknown` where the server did not tell which groups or versions it has. */
type Groups = ReadonlyMap<string, ReadonlyMap<string, Plurals>> | 'unknown';

export interface Discovery {
  readonly find: (resource: Resource) => Served;
  /** What was refused, if anything was, to judge whether this is an API server at all. */
  readonly refusals: readonly Refusal[];
}

// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api: v2 since 1.30, v2beta1 since 1.26, older servers give the
// unaggregated form, which is the last resort here.
const accept = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

const objects = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
const isText = (value: unknown): value is string => typeof value === 'string';

function aggregatedVersion(version: JsonObject): [string, Plurals][] {
  if (!isText(version.version)) return [];
  const plurals = objects(version.resources).flatMap(({ resource }) => (isText(resource) ? [resource] : []));
  // Stale: the server behind this group version does not answer, so that what is listed, or not, may not be so.
  return [[version.version, version.freshness === 'Stale' ? 'unknown' : new Set(plurals)]];
}

function aggregatedGroups(body: JsonObject): Groups {
  return new Map(
    objects(body.items).map((group) => {
      const { name } = isObject(group.metadata) ? group.metadata : {};
      return [isText(name) ? name : '', new Map(objects(group.versions).flatMap(aggregatedVersion))];
    }),
  );
}

const isAggregated = (body: JsonObject): boolean => body.kind === 'APIGroupDiscoveryList';

const hasAll = (value: unknown, holds: (item: JsonObject) => boolean): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((item) => isObject(item) && holds(item));

const hasVersions = ({ versions }: JsonObject): boolean => hasAll(versions, ({ version }) => isText(version));

/**
 * Whether an answer is whole: groups with their names, each in some version. What is not in one that has holes may be served all the same.
 * The core group has no name.
 */
const isWhole =
  (core: boolean) =>
  ({ kind, items, groups, versions }: JsonObject): boolean => {
    if (kind === 'APIVersions') return core && Array.isArray(versions) && versions.length > 0 && versions.every(isText);
    if (kind === 'APIGroupList') return !core && hasAll(groups, (group) => isText(group.name) && hasVersions(group));
    const isNamed = ({ metadata }: JsonObject): boolean => core || (isObject(metadata) && isText(metadata.name));
    return isAggregated({ kind }) && hasAll(items, (group) => isNamed(group) && hasVersions(group));
  };
const groupPath = (group: string): string => (group === '' ? '/api' : `/apis/${group}`);

async function pluralsOf(client: Client, group: string, version: string): Promise<Plurals | 'absent'> {
  const reply = await client.ask(`${groupPath(group)}/${version}`, { expects: ({ resources }) => Array.isArray(resources) });
  if (reply.outcome === 'ok') return new Set(objects(reply.body.resources).flatMap(({ name }) => (isText(name) ? [name] : [])));
  return reply.outcome === 'missing' ? 'absent' : 'unknown';
}

/** Unaggregated: asks for the resources of each group version, but only where a scan has something to read. */
async function unaggregatedGroups(
  client: Client,
  versions: ReadonlyMap<string, readonly string[]>,
  wanted: readonly Resource[],
): Promise<Groups> {
  const groups = new Set(wanted.map(({ group }) => group));
  const entries = [...versions]
    .filter(([group]) => groups.has(group))
    .flatMap(([group, names]) => names.map((version) => ({ group, version })));
  const found = await Promise.all(
    entries.map(async (entry) => ({ ...entry, plurals: await pluralsOf(client, entry.group, entry.version) })),
  );
  const result = new Map<string, Map<string, Plurals>>([...versions.keys()].map((group) => [group, new Map()]));
  for (const { group, version, plurals } of found) if (plurals !== 'absent') result.get(group)?.set(version, plurals);
  return result;
}

function versionsByGroup(body: JsonObject): ReadonlyMap<string, readonly string[]> {
  if (body.kind === 'APIVersions') return new Map([['', texts(body.versions)]]);
  return new Map(
    objects(body.groups).map((group) => [
      isText(group.name) ? group.name : '',
      objects(group.versions).flatMap(({ version }) => (isText(version) ? [version] : [])),
    ]),
  );
}

async function groupsOf(client: Client, reply: Reply, wanted: readonly Resource[]): Promise<Groups> {
  if (reply.outcome !== 'ok') return 'unknown';
  return isAggregated(reply.body)
    ? aggregatedGroups(reply.body)
    : unaggregatedGroups(client, versionsByGroup(reply.body), wanted);
}

function servedIn(groups: Groups, { group, plural, versions }: Resource): Served {
  if (groups === 'unknown') return { status: 'served', versions };
  const found = [...(groups.get(group) ?? [])].map(([version, plurals]) => ({ version, plurals }));
  const certain = found.filter(({ plurals }) => plurals !== 'unknown' && plurals.has(plural)).map(({ version }) => version);
  const doubtful = found.filter(({ plurals }) => plurals === 'unknown').map(({ version }) => version);
  const understood = [certain, doubtful].flatMap((names) => versions.filter((version) => names.includes(version)));
  if (understood.length > 0) return { status: 'served', versions: understood };
  const others = [...certain, ...doubtful];
  return others.length > 0 ? { status: 'foreign', versions: others } : { status: 'absent' };
}

/**
 * Asks the server what it serves. Where it does not say so (no rights to discovery, an aggregated API that is down), nothing is taken to
 * be absent: reading is tried instead.
 */
export async function discover(client: Client, wanted: readonly Resource[]): Promise<Discovery> {
  const replies = await Promise.all(
    ['/api', '/apis'].map((path) => client.ask(path, { accept, expects: isWhole(path === '/api') })),
  );
  const [core, named] = await Promise.all(replies.map((reply) => groupsOf(client, reply, wanted)));
  return {
    find: (resource) => servedIn((resource.group === '' ? core : named) ?? 'unknown', resource),
    refusals: replies.filter((reply) => reply.outcome !== 'ok'),
  };
}
