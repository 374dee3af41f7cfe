import type { ObjectOf, ObjectRef } from './objects.ts';
import { type ResourceName, resourceNames, resourceOf } from './resources.ts';

/**
 * How the reading of one resource ended. `absent`: the server does not serve it. `forbidden`: it answered 401 or 403. `failed`: it
 * broke, timed out or expired. A message is the server's own where it gave one. Never mistake the last three for an empty list:
 * `absent` is one only for custom resources.
 */
export type Read =
  | { readonly status: 'read'; readonly version: string }
  | { readonly status: 'absent'; readonly message: string }
  | { readonly status: 'forbidden'; readonly message: string }
  | { readonly status: 'failed'; readonly message: string };

/** Something that was given but could not be taken as it was: a document that does not parse, an object that a server would refuse. */
export interface Problem {
  /** `Kind namespace/name`, or `file:line` where there is no object to name. */
  readonly object: string;
  readonly message: string;
  /** The resource it would have been, if that much is known: whatever needs it is then not fully known in `namespace`. */
  readonly resource?: ResourceName;
  readonly namespace?: string;
  /** It is a policy of a kind that is not known: what it decides in `namespace`, or without one anywhere, is missing. */
  readonly policy?: true;
  /** The kind that it names, where that is none that is read: nothing else is missing by it. */
  readonly kind?: string;
  /** Said for the record alone: nothing is missing by it. */
  readonly note?: true;
}

/** The object that a problem is about, by the place of its document (`file:line`) where its name is not known. */
export function refOfProblem({ object, namespace }: Problem, resource: ResourceName): ObjectRef {
  const { kind, namespaced } = resourceOf(resource);
  // A name that was refused may hold slashes of its own.
  const prefix = namespaced && namespace !== undefined ? `${kind} ${namespace}/` : `${kind} `;
  const name = object.startsWith(prefix) ? object.slice(prefix.length) : object;
  // What makes pods of a kind that is not known stands for them.
  const [, other, rest] = (namespace !== undefined && /^([A-Z]\w*) ([^/]+\/.+)$/.exec(object)) || [];
  if (other !== undefined && other !== kind && rest?.startsWith(`${namespace}/`))
    return { kind: other, namespace: namespace ?? null, name: rest.slice(`${namespace}/`.length) };
  return { kind, namespace: namespaced ? (namespace ?? null) : null, name };
}

/** What one cluster said at one moment: plain data, the same for a live API server and for manifests. Times are not part of it. */
export interface Snapshot {
  readonly schema: 'bulkhead.snapshot/v1';
  readonly origin: 'live' | 'manifests';
  /** As in the answer to /version (`v1.36.2`); absent for manifests and where it could not be read. */
  readonly serverVersion?: string;
  readonly reads: Readonly<Record<ResourceName, Read>>;
  readonly objects: { readonly [Name in ResourceName]?: readonly ObjectOf<Name>[] };
  readonly problems: readonly Problem[];
}

export const objectsOf = <Name extends ResourceName>(
  snapshot: Pick<Snapshot, 'objects'>,
  name: Name,
): readonly ObjectOf<Name>[] => (snapshot.objects[name] as readonly ObjectOf<Name>[] | undefined) ?? [];

/** A resource that was not read, as pages and reports tell it. */
export interface UnreadResource {
  readonly resource: ResourceName;
  readonly status: 'absent' | 'forbidden' | 'failed';
  readonly message: string;
}

/** What could not be read and matters: a custom resource that the server does not serve simply has no objects. */
export const unreadOf = ({ reads }: Pick<Snapshot, 'reads'>): readonly UnreadResource[] =>
  resourceNames.flatMap((resource) => {
    const read = reads[resource];
    if (read.status === 'read' || (read.status === 'absent' && resourceOf(resource).custom)) return [];
    return [{ resource, status: read.status, message: read.message }];
  });

/** The problems by which something is missing: those that are more than a note. */
export const gapsOf = (problems: readonly Problem[]): readonly Problem[] => problems.filter(({ note }) => note !== true);

/** Whether not even the kind is known of what is missing. */
export const isUnrecognized = ({ resource, policy, kind }: Problem): boolean =>
  resource === undefined && policy !== true && kind === undefined;

/** Of these, what is not even known by its kind: a file or a document that may have held anything, policies among it. */
export const unrecognizedOf = (problems: readonly Problem[]): readonly Problem[] => gapsOf(problems).filter(isUnrecognized);

/** Whether nothing is missing that was to be read. */
export const isComplete = ({
  unread,
  problems,
}: {
  readonly unread: readonly UnreadResource[];
  readonly problems: readonly Problem[];
}): boolean => unread.length === 0 && gapsOf(problems).length === 0;
