import type { ObjectOf } from '../snapshot/objects.ts';
import { project } from '../snapshot/project.ts';
import type { Resource, ResourceName } from '../snapshot/resources.ts';
import type { Problem } from '../snapshot/snapshot.ts';
import type { Client } from './client.ts';
import { isObject, type JsonObject, type Refusal, type Reply } from './judge.ts';

export type NamedResource = Resource & { readonly name: ResourceName };

/** What one resource of a cluster holds, already cut down to what a scan keeps. */
export interface Listed {
  readonly objects: readonly ObjectOf<ResourceName>[];
  readonly problems: readonly Problem[];
}

export interface ListOptions {
  /** Objects asked for at once. */
  readonly pageSize: number;
  /** Called after every page with the number of objects that were read of this resource so far. */
  readonly onPage: (objects: number) => void;
}

/** Pages of larger objects get fewer of them, so that no page is much larger than this, in bytes. */
const wantedPageBytes = 8 * 1024 * 1024;
/** A page that is too large to be taken is asked for again with so many times fewer objects. */
const smaller = 8;
/** A server may give a page without objects in the middle of a list, but not one after the other. */
const fruitlessPages = 20;
/** A list that expired while it was read is read again from its start, this many times. */
const restarts = 3;

export const asMetadata = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

const groupVersion = ({ group }: Resource, version: string): string => (group === '' ? version : `${group}/${version}`);
const basePath = (resource: Resource, version: string): string =>
  `/${resource.group === '' ? 'api' : 'apis'}/${groupVersion(resource, version)}`;

/** Whether an answer is a list of the resource. Who defines a custom resource may give its lists a name of another kind. */
const isListOf =
  (resource: Resource) =>
  ({ kind, metadata, items }: JsonObject): boolean =>
    typeof kind === 'string' &&
    (resource.custom ? kind.endsWith('List') : kind === `${resource.kind}List` || kind === 'PartialObjectMetadataList') &&
    isObject(metadata) &&
    // A Go server may write an empty list as null.
    (Array.isArray(items) || items === null);

const keyOf = (item: unknown): string | undefined => {
  const { name, namespace } = isObject(item) && isObject(item.metadata) ? item.metadata : {};
  return typeof name === 'string' ? `${String(namespace ?? '')}/${name}` : undefined;
};

/** Collects projected objects; one that a second page shows again is taken once. */
function collector(resource: NamedResource, version: string) {
  const given = { apiVersion: groupVersion(resource, version), kind: resource.kind };
  const objects: ObjectOf<ResourceName>[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  /** Whether it was new. */
  const take = (item: unknown): boolean => {
    const key = keyOf(item);
    if (key !== undefined && seen.has(key)) return false;
    if (key !== undefined) seen.add(key);
    const projection = project(resource, item, given);
    if ('object' in projection) objects.push(projection.object);
    if (projection.problem !== undefined) problems.push(projection.problem);
    return true;
  };
  return { objects, problems, take };
}

/** What is left of a page once its objects are taken: where the next one starts. */
interface Position {
  readonly token: string | undefined;
  readonly limit: number;
}

async function page(client: Client, resource: NamedResource, version: string, { limit, token }: Position): Promise<Reply> {
  const query = new URLSearchParams({ limit: String(limit), ...(token === undefined ? {} : { continue: token }) });
  const path = `${basePath(resource, version)}/${resource.plural}?${query}`;
  const expects = isListOf(resource);
  if (!resource.metadataOnly) return client.ask(path, { expects });
  const reply = await client.ask(path, { accept: asMetadata, expects });
  return reply.outcome === 'unacceptable' ? client.ask(path, { expects }) : reply;
}

async function fittingPage(client: Client, resource: NamedResource, version: string, { limit, token }: Position): Promise<Reply> {
  for (let fewer = limit; ; fewer = Math.ceil(fewer / smaller)) {
    const reply = await page(client, resource, version, { limit: fewer, token });
    if (reply.outcome !== 'tooLarge' || fewer === 1) return reply;
  }
}

const expired = (message: string): Refusal => ({ outcome: 'expired', message, fromKubernetes: true });
const failed = (message: string): Refusal => ({ outcome: 'failed', message, fromKubernetes: true });

// https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
async function listOnce(
  client: Client,
  resource: NamedResource,
  version: string,
  options: ListOptions,
): Promise<Listed | Refusal> {
  const { objects, problems, take } = collector(resource, version);
  const tokens = new Set<string>();
  let resourceVersion: unknown;
  let fruitless = 0;

  // Not asynchronous, so that nothing holds on to a raw page while the next is waited for.
  const receive = (reply: Reply): Position | Refusal => {
    const isFirst = tokens.size === 0;
    // What was there on the first page and is gone now was removed in the middle of the reading.
    if (reply.outcome === 'missing' && !isFirst) return expired(reply.message);
    if (reply.outcome !== 'ok') return reply;
    const metadata = isObject(reply.body.metadata) ? reply.body.metadata : {};
    // All pages of a list show the state of its first page, and say so.
    if (!isFirst && metadata.resourceVersion !== resourceVersion) return expired('The list changed between two of its pages.');
    resourceVersion = metadata.resourceVersion;
    const items: readonly unknown[] = Array.isArray(reply.body.items) ? reply.body.items : [];
    fruitless = items.filter(take).length > 0 ? 0 : fruitless + 1;
    options.onPage(objects.length);
    // Custom resources say that there is no next page with an empty text.
    const token = typeof metadata.continue === 'string' && metadata.continue !== '' ? metadata.continue : undefined;
    // https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/list-meta/
    if (token === undefined && Number(metadata.remainingItemCount ?? 0) > 0)
      return failed('The server has more of the list, but does not tell how to go on.');
    const fitting = Math.floor((wantedPageBytes * Math.max(1, items.length)) / reply.bytes);
    return { token, limit: Math.max(1, Math.min(options.pageSize, fitting)) };
  };

  let position: Position = { token: undefined, limit: options.pageSize };
  for (;;) {
    const received = receive(await fittingPage(client, resource, version, position));
    if ('outcome' in received) return received;
    if (received.token === undefined) return { objects, problems };
    if (tokens.has(received.token) || fruitless > fruitlessPages)
      return failed('The server gave the same page of the list again and again.');
    tokens.add(received.token);
    position = received;
  }
}

/** Reads all objects of a resource, all as of one moment, or says why that could not be done: never a part of a list. */
export async function listResource(
  client: Client,
  resource: NamedResource,
  version: string,
  options: ListOptions,
): Promise<Listed | Refusal> {
  for (let tried = 0; ; tried += 1) {
    const result = await listOnce(client, resource, version, options);
    if (!('outcome' in result) || result.outcome !== 'expired') return result;
    if (tried === restarts)
      return { ...result, message: `The list expired while it was read, ${restarts + 1} times: ${result.message}` };
  }
}

/**
 * Reads the few objects that a resource may be read of, one by one; those that do not exist are simply not there. What was read counts
 * even if another one was refused: the refusal is then returned beside it.
 */
export async function getObjects(
  client: Client,
  resource: NamedResource,
  version: string,
  options: ListOptions,
): Promise<Listed & { refusal?: Refusal }> {
  const { objects, problems, take } = collector(resource, version);
  let refusal: Refusal | undefined;
  for (const only of resource.only ?? []) {
    const [namespace = '', name = ''] = only.split('/');
    const path = `${basePath(resource, version)}/namespaces/${namespace}/${resource.plural}/${name}`;
    const reply = await client.ask(path, { expects: ({ metadata }) => isObject(metadata) && metadata.name === name });
    if (reply.outcome === 'ok') {
      take(reply.body);
      options.onPage(objects.length);
    } else if (reply.outcome !== 'missing') {
      refusal ??= { ...reply, message: `${only}: ${reply.message}` };
    }
  }
  return { objects, problems, ...(refusal === undefined ? {} : { refusal }) };
}
