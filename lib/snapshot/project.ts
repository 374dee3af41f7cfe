import { isName } from './names.ts';
import type { ConfigMap, KubeObject, ObjectOf, SpecObject } from './objects.ts';
import { bodies, body, type Fields, isFields, mapping, optional, optionalMapping, Refusal, refuse } from './projection/fields.ts';
import { ingress } from './projection/ingresses.ts';
import { metadataOf } from './projection/metadata.ts';
import { node } from './projection/nodes.ts';
import type { Context } from './projection/pods.ts';
import { role, roleBinding } from './projection/roles.ts';
import { service } from './projection/services.ts';
import { pod, workload } from './projection/workloads.ts';
import type { Resource, ResourceName } from './resources.ts';
import { shown } from './shown.ts';
import type { Problem } from './snapshot.ts';

/** The object, with a problem where a part of it was left out, or the problem alone. */
export type Projection = { readonly object: ObjectOf<ResourceName>; readonly problem?: Problem } | { readonly problem: Problem };

function configMap(head: KubeObject, raw: Fields): ConfigMap {
  const entries = Object.entries(optionalMapping(raw.data, 'data')).map(([key, value]): [string, string] => [
    key,
    typeof value === 'string' ? value : refuse(`data["${shown(key)}"]`, value, 'a text (in YAML, write it in quotes)'),
  ]);
  return { ...head, data: Object.fromEntries(entries) };
}

const withStatus = new Set(['certificates.cert-manager.io', 'gateways.gateway.networking.k8s.io']);

function specObject(head: KubeObject, raw: Fields, resource: Resource): SpecObject {
  return {
    ...head,
    ...optional('spec', body(raw.spec, 'spec')),
    ...optional('specs', bodies(raw.specs, 'specs')),
    ...optional('status', withStatus.has(resource.name) ? body(raw.status, 'status') : undefined),
  };
}

type Projector = (head: KubeObject, raw: Fields, resource: Resource, context: Context) => ObjectOf<ResourceName>;

const projectors: { readonly [Name in ResourceName]?: Projector } = {
  namespaces: (head) => head,
  nodes: node,
  pods: pod,
  services: service,
  replicationcontrollers: workload,
  configmaps: configMap,
  'deployments.apps': workload,
  'statefulsets.apps': workload,
  'daemonsets.apps': workload,
  'replicasets.apps': workload,
  'jobs.batch': workload,
  'cronjobs.batch': workload,
  'ingresses.networking.k8s.io': ingress,
  'roles.rbac.authorization.k8s.io': role,
  'clusterroles.rbac.authorization.k8s.io': role,
  'rolebindings.rbac.authorization.k8s.io': roleBinding,
  'clusterrolebindings.rbac.authorization.k8s.io': roleBinding,
};

type Named = Resource & { readonly name: ResourceName };

/** Policies are judged by the words of one version: one that we do not know could mean anything. */
function checkVersion(resource: Resource, raw: Fields): string {
  const { apiVersion } = raw;
  const known = resource.versions.map((version) => (resource.group === '' ? version : `${resource.group}/${version}`));
  return typeof apiVersion === 'string' && known.includes(apiVersion)
    ? apiVersion
    : refuse('apiVersion', apiVersion, known.join(' or '));
}

type Given = { readonly apiVersion: string; readonly kind: string };

function objectOf(
  resource: Named,
  raw: unknown,
  given: Given | undefined,
  leaveOut: Context['leaveOut'],
): ObjectOf<ResourceName> {
  const fields = mapping(raw, 'the object');
  const metadata = metadataOf(resource, fields, given !== undefined, leaveOut);
  const head = { apiVersion: given?.apiVersion ?? checkVersion(resource, fields), kind: given?.kind ?? resource.kind, metadata };
  const context = { namespace: metadata.namespace ?? '', leaveOut };
  return (projectors[resource.name] ?? specObject)(head, fields, resource, context);
}

/** A name may be this long; a problem must name its object in full, so that it can be told what else was said of it. */
const longestName = 253;

function problemOf(resource: Named, raw: unknown, fromServer: boolean, message: string): Problem {
  const metadata = isFields(raw) && isFields(raw.metadata) ? raw.metadata : {};
  const name = typeof metadata.name === 'string' && metadata.name !== '' ? metadata.name : undefined;
  const missing = metadata.namespace === undefined || metadata.namespace === null || metadata.namespace === '';
  const own = missing ? (fromServer ? undefined : 'default') : metadata.namespace;
  // Of a namespace that cannot be taken, everything in it is in doubt.
  const about = resource.name === 'namespaces' ? name : resource.namespaced ? own : undefined;
  const title = name === undefined ? '(without a name)' : shown(name, longestName);
  const prefix = resource.namespaced && typeof own === 'string' ? `${shown(own, longestName)}/` : '';
  return {
    object: `${resource.kind} ${prefix}${title}`,
    message,
    resource: resource.name,
    ...(typeof about === 'string' && isName(about) ? { namespace: about } : {}),
  };
}

/**
 * What a scan keeps of one raw JSON object, or why it cannot be taken: an object that a server would refuse is a problem that names
 * it, never an error and never silence. Items of a list often do not say what they are: `given` is what the server was asked for,
 * and is left out for manifests, where kind and version stand in the object and a missing namespace means `default`.
 */
export function project(resource: Named, raw: unknown, given?: Given): Projection {
  const leftOut: string[] = [];
  const problem = (message: string): Problem => problemOf(resource, raw, given !== undefined, message);
  try {
    const object = objectOf(resource, raw, given, (message) => leftOut.push(message));
    return leftOut.length === 0 ? { object } : { object, problem: problem(`${leftOut.join('; ')}.`) };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return { problem: problem(`${thrown.message}. It was left out.`) };
  }
}
