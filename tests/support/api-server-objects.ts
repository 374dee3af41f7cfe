import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type Resource, resourceOfKind, resources } from '#lib/snapshot/resources.ts';

/** An object as a person would write it. Nothing but its kind is needed, so that tests can serve broken ones. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

export interface StoredObject {
  /** `namespace/name`, or the name of cluster-scoped objects: lists are sorted by it, bytewise. */
  readonly key: string;
  readonly object: ClusterObject;
}

/** What the server holds at one resourceVersion: objects by resource, as `deployments.apps`. */
export interface State {
  readonly resourceVersion: number;
  readonly objects: ReadonlyMap<string, readonly StoredObject[]>;
}

const isClusterObject = (value: unknown): value is ClusterObject =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  'apiVersion' in value &&
  typeof value.kind === 'string' &&
  typeof value.apiVersion === 'string';

/** The objects of one document, `List`s taken apart. */
function unpack(document: unknown): readonly ClusterObject[] {
  if (!isClusterObject(document)) return [];
  return document.kind.endsWith('List') && Array.isArray(document.items) ? document.items.flatMap(unpack) : [document];
}

/** Reads all YAML and JSON files below a folder, as the content of a cluster. */
export async function loadClusterObjects(folder: string): Promise<readonly ClusterObject[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.sort().map((file) => readFile(file, 'utf8')));
  return texts.flatMap((text) => parseAllDocuments(text).flatMap((document) => unpack(document.toJS())));
}

const uidOf = (seed: string): string =>
  createHash('sha256')
    .update(seed)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

/** What every stored object has, whoever wrote it; a test that gives these fields itself has them as given. */
function complete(object: ClusterObject, resource: Resource, resourceVersion: number): ClusterObject {
  if (object.metadata === undefined) return object;
  const given =
    resource.namespaced && object.metadata.namespace === undefined
      ? { ...object.metadata, namespace: 'default' }
      : object.metadata;
  const written = {
    manager: 'kubectl-client-side-apply',
    operation: 'Update',
    apiVersion: object.apiVersion,
    time: '2026-01-01T00:00:00Z',
    fieldsType: 'FieldsV1',
  };
  const metadata = {
    uid: uidOf(`${resource.name} ${String(given.namespace)} ${String(given.name)}`),
    resourceVersion: String(resourceVersion),
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [{ ...written, fieldsV1: { 'f:spec': {} } }],
    ...given,
  };
  return { ...object, metadata };
}

function keyOf({ metadata }: ClusterObject): string {
  const name = String(metadata?.name ?? '');
  return metadata?.namespace === undefined ? name : `${String(metadata.namespace)}/${name}`;
}

/** Sorts objects into resources. Kinds that no scan reads (Secrets, say) are not kept: nothing may ask for them. */
export function stateOf(objects: readonly ClusterObject[], resourceVersion: number): State {
  const byResource = new Map<string, StoredObject[]>();
  for (const object of objects) {
    const resource = resourceOfKind(object.apiVersion, object.kind);
    if (resource === undefined) continue;
    const stored = complete(object, resource, resourceVersion);
    const list = byResource.get(resource.name) ?? [];
    byResource.set(resource.name, list);
    list.push({ key: keyOf(stored), object: stored });
  }
  for (const list of byResource.values()) list.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  return { resourceVersion, objects: byResource };
}

/** A resource and the versions that the server has it in; none: it does not serve it. */
export type Served = ReadonlyMap<string, { readonly resource: Resource; readonly versions: readonly string[] }>;

/** Built-in resources are served in their usual version, custom ones in those of their objects, and `told` overrules both. */
export function servedResources(objects: readonly ClusterObject[], told: Readonly<Record<string, readonly string[]>>): Served {
  const seen = new Map<string, Set<string>>();
  for (const { apiVersion, kind } of objects) {
    const resource = resourceOfKind(apiVersion, kind);
    if (resource !== undefined)
      seen.set(resource.name, (seen.get(resource.name) ?? new Set()).add(apiVersion.split('/').at(-1) ?? ''));
  }
  return new Map(
    resources.map((resource) => {
      const usual = resource.custom ? [...(seen.get(resource.name) ?? [])] : resource.versions.slice(0, 1);
      return [resource.name, { resource, versions: told[resource.name] ?? usual }];
    }),
  );
}
