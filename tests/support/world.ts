import { parseAllDocuments } from 'yaml';
import { sealSnapshot } from '#lib/snapshot/canonical.ts';
import type { KubeObject } from '#lib/snapshot/objects.ts';
import { project } from '#lib/snapshot/project.ts';
import { type ResourceName, resourceNames, resourceOfKind } from '#lib/snapshot/resources.ts';
import type { Problem, Read, Snapshot } from '#lib/snapshot/snapshot.ts';

interface WorldOptions {
  readonly origin?: Snapshot['origin'];
  /** Reads that did not succeed. */
  readonly reads?: { readonly [Name in ResourceName]?: Read };
}

const isObject = (value: unknown): value is { apiVersion: string; kind: string } =>
  typeof value === 'object' && value !== null && 'apiVersion' in value && 'kind' in value;

/** A snapshot of the given manifests, by the same projection as every reader; unlisted resources count as read and empty. */
export function world(yaml: string, { origin = 'manifests', reads = {} }: WorldOptions = {}): Snapshot {
  const objects = new Map<ResourceName, KubeObject[]>();
  const problems: Problem[] = [];
  for (const document of parseAllDocuments(yaml)) {
    const raw: unknown = document.toJS();
    if (raw === null) continue;
    const resource = isObject(raw) ? resourceOfKind(raw.apiVersion, raw.kind) : undefined;
    if (resource === undefined) throw new Error(`no Kubernetes object that is read: ${JSON.stringify(raw)}`);
    const projected = project(resource, raw);
    if (projected.problem !== undefined) problems.push(projected.problem);
    if ('object' in projected) objects.set(resource.name, [...(objects.get(resource.name) ?? []), projected.object]);
  }
  const read = Object.fromEntries(resourceNames.map((name) => [name, { status: 'read', version: 'v1' }]));
  return sealSnapshot({
    origin,
    reads: { ...read, ...reads },
    objects: Object.fromEntries(objects),
    problems,
  });
}

/** A Deployment with one container, as one line of a world. */
export const deployment = (
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>> = { app: name },
  pod: object = {},
): string =>
  `---\n${JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'example.org/app:1' }], ...pod } },
    },
  })}\n`;

export const networkPolicy = (namespace: string, name: string, spec: object): string =>
  `---\n${JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec })}\n`;
