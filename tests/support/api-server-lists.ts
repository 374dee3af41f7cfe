import type { Resource } from '#lib/snapshot/resources.ts';
import { type Answer, expiredToken, json, objectNotFound, status } from './api-server-answers.ts';
import type { ClusterObject, State, StoredObject } from './api-server-objects.ts';

interface Token {
  readonly rv: number;
  /** The key of the last object that was shown. */
  readonly after: string;
}

const encodeToken = ({ rv, after }: Token): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv, start: `${after}\0` })).toString('base64url');

function decodeToken(token: string): Token | undefined {
  try {
    const { rv, start } = JSON.parse(Buffer.from(token, 'base64url').toString());
    return { rv: Number(rv), after: String(start).replace(/\0$/, '') };
  } catch {
    return undefined;
  }
}

export interface ListRequest {
  readonly resource: Resource;
  readonly version: string;
  readonly namespace?: string | undefined;
  readonly query: URLSearchParams;
  readonly accept: string;
}

const groupVersion = ({ group }: Resource, version: string): string => (group === '' ? version : `${group}/${version}`);
const badRequest = (message: string): Answer => status(400, { message, reason: 'BadRequest' });

/** The item of a list: built-in kinds do not say what they are, custom resources do. */
function itemOf({ object }: StoredObject, { resource, version }: ListRequest): unknown {
  const { apiVersion: _, kind: __, ...rest } = object;
  return resource.custom ? { ...object, apiVersion: groupVersion(resource, version) } : rest;
}

const partial = ({ object }: StoredObject): unknown => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object.metadata,
});

/** What the server has held at one time or another, and still shows to those who began to read it then. */
export class Store {
  #states = new Map<number, State>();
  #latest: State;
  #pages = new Map<string, Answer>();
  /** The number of the page that each token leads to; real tokens do not tell. */
  readonly #pageNumbers = new Map<string, number>();

  constructor(first: State) {
    this.#latest = first;
    this.#states.set(first.resourceVersion, first);
  }

  get resourceVersion(): number {
    return this.#latest.resourceVersion;
  }

  /** Replaces all content at once, as the latest resourceVersion. */
  change(state: State): void {
    this.#latest = state;
    this.#states.set(state.resourceVersion, state);
  }

  /** Forgets all but the latest content: tokens of earlier lists are expired from now on. */
  compact(): void {
    this.#states = new Map([[this.#latest.resourceVersion, this.#latest]]);
    this.#pages = new Map();
  }

  pageNumber(query: URLSearchParams): number {
    return this.#pageNumbers.get(query.get('continue') ?? '') ?? 1;
  }

  get({ resource, version, namespace }: Omit<ListRequest, 'query' | 'accept'>, name: string): Answer {
    const found = (this.#latest.objects.get(resource.name) ?? []).find(
      ({ object }) => object.metadata?.name === name && object.metadata?.namespace === namespace,
    );
    if (found === undefined) return objectNotFound(resource.plural, resource.group, name);
    const object: ClusterObject = { ...found.object, apiVersion: groupVersion(resource, version), kind: resource.kind };
    return json(200, object);
  }

  /** One page. The same page is made once only, so that a large cluster costs its server next to nothing. */
  list(request: ListRequest): Answer {
    const { resource, version, namespace = '', query, accept } = request;
    const unknown = [...query.keys()].find((key) => key !== 'limit' && key !== 'continue');
    if (unknown !== undefined) return badRequest(`this double does not know the parameter ${unknown}`);
    const limit = Number(query.get('limit') ?? 0);
    if (!Number.isInteger(limit)) return badRequest(`strconv.ParseInt: parsing "${query.get('limit')}": invalid syntax`);

    const given = query.get('continue');
    const token = given === null ? undefined : decodeToken(given);
    if (given !== null && token === undefined)
      return badRequest('invalid continue token: continue key is not valid: illegal base64 data at input byte 0');
    // -1: the rest as it is now, which is what the token inside a 410 asks for.
    const state = token === undefined || token.rv === -1 ? this.#latest : this.#states.get(token.rv);
    if (state === undefined) return expiredToken(encodeToken({ rv: -1, after: token?.after ?? '' }));

    const key = JSON.stringify([state.resourceVersion, resource.name, version, namespace, limit, given, accept]);
    const known = this.#pages.get(key);
    if (known !== undefined) return known;
    const page = this.#page(request, state, limit, token?.after, this.pageNumber(query));
    this.#pages.set(key, page);
    return page;
  }

  #page(request: ListRequest, state: State, limit: number, after: string | undefined, number: number): Answer {
    const { resource, version, namespace, accept } = request;
    const all = (state.objects.get(resource.name) ?? []).filter(
      ({ object }) => namespace === undefined || object.metadata?.namespace === namespace,
    );
    const start = after === undefined ? 0 : all.findIndex(({ key }) => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0);
    const rest = start === -1 ? [] : all.slice(start);
    const items = limit > 0 ? rest.slice(0, limit) : rest;
    const remaining = rest.length - items.length;
    const next = remaining === 0 ? undefined : encodeToken({ rv: state.resourceVersion, after: items.at(-1)?.key ?? '' });
    if (next !== undefined) this.#pageNumbers.set(next, number + 1);
    const metadata = {
      resourceVersion: String(state.resourceVersion),
      ...(next === undefined ? {} : { continue: next, remainingItemCount: remaining }),
    };

    const form = accept.split(',').map((type) => type.trim());
    if (form[0]?.includes('as=PartialObjectMetadataList')) {
      return json(200, { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items: items.map(partial) });
    }
    const body = {
      kind: `${resource.kind}List`,
      apiVersion: groupVersion(resource, version),
      items: items.map((item) => itemOf(item, request)),
    };
    if (!resource.custom) return json(200, { kind: body.kind, apiVersion: body.apiVersion, metadata, items: body.items });
    // A custom list says that there is no next page with an empty text.
    return json(200, {
      apiVersion: body.apiVersion,
      items: body.items,
      kind: body.kind,
      metadata: { continue: '', ...metadata },
    });
  }
}
