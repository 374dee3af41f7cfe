import { isName, isPathSegment } from '../names.ts';
import type { Metadata } from '../objects.ts';
import type { Resource } from '../resources.ts';
import { shown } from '../shown.ts';
import { annotations, type Fields, isFields, labels, list, mapping, optionalText, refuse, text } from './fields.ts';

const bookkeeping = new Set([
  'control-plane.alpha.kubernetes.io/leader',
  'deprecated.daemonset.template.generation',
  'endpoints.kubernetes.io/last-change-trigger-time',
  'kubectl.kubernetes.io/last-applied-configuration',
  'objectset.rio.cattle.io/applied',
]);
const bookkeepingPrefixes = ['autoscaling.alpha.kubernetes.io/', 'deployment.kubernetes.io/', 'reconcile.fluxcd.io/'];

/** What controllers and tools note down for themselves: it changes while the cluster does not, or repeats the object. */
const isBookkeeping = (key: string): boolean =>
  bookkeeping.has(key) || bookkeepingPrefixes.some((prefix) => key.startsWith(prefix));

const podPrefixes = [
  'ambient.istio.io/',
  'config.linkerd.io/',
  'consul.hashicorp.com/',
  'inject.istio.io/',
  'istio.io/',
  'linkerd.io/',
  'policy.cilium.io/',
  'sidecar.istio.io/',
  'traffic.sidecar.istio.io/',
];

/** Annotations of pods and pod templates that decide whether a mesh or a second network carries their traffic. */
export const decidesPodTraffic = (key: string): boolean =>
  key === 'k8s.v1.cni.cncf.io/networks' || (podPrefixes.some((prefix) => key.startsWith(prefix)) && !key.endsWith('/status'));

const nodePrefixes = [
  'flannel.alpha.coreos.com/',
  'k3s.io/node-args',
  'network.cilium.io/',
  'projectcalico.org/',
  'rke2.io/node-args',
];

/** Annotations of nodes that tell which CNI runs there and how; the others are mostly heartbeats. */
const tellsCni = (key: string): boolean => nodePrefixes.some((prefix) => key.startsWith(prefix));

const isKept = (key: string): boolean => !isBookkeeping(key);
const never = (): boolean => false;

/** Which annotations are kept of objects of a resource. */
function annotationFilter({ name, metadataOnly }: Resource): (key: string) => boolean {
  if (metadataOnly) return never;
  if (name === 'pods') return decidesPodTraffic;
  return name === 'nodes' ? tellsCni : isKept;
}

const isRbac = ({ group }: Resource): boolean => group === 'rbac.authorization.k8s.io';

function nameOf(resource: Resource, metadata: Fields): string {
  const { name } = metadata;
  if (name === undefined && metadata.generateName !== undefined)
    return refuse('metadata.name', name, 'given (metadata.generateName alone does not say which object this is)');
  const given = text(name, 'metadata.name');
  const accepts = isRbac(resource) ? isPathSegment : isName;
  return accepts(given) ? given : refuse('metadata.name', name, 'a name: one word (letters, digits, "-" and ".")');
}

function namespaceOf(metadata: Fields, fromServer: boolean): string {
  const namespace = optionalText(metadata.namespace, 'metadata.namespace');
  if (namespace === undefined) return fromServer ? refuse('metadata.namespace', namespace, 'given') : 'default';
  return isName(namespace) ? namespace : refuse('metadata.namespace', namespace, 'a name: one word (letters, digits and "-")');
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** A controller that is not named in full is left out: what it is said to own stands for itself. */
function ownerOf(metadata: Fields, leaveOut: (message: string) => void): Metadata['owner'] {
  const owners = list(metadata.ownerReferences, 'metadata.ownerReferences');
  for (const [index, given] of owners.entries()) {
    const path = `metadata.ownerReferences[${index}]`;
    const owner = mapping(given, path);
    if (owner.controller !== true) continue;
    const { kind, name } = owner;
    if (isText(kind) && isText(name))
      return { apiVersion: optionalText(owner.apiVersion, `${path}.apiVersion`) ?? '', kind, name };
    const only = isText(name) ? `, only by the name ${shown(name)}` : isText(kind) ? `, only by the kind ${shown(kind)}` : '';
    leaveOut(
      `${path} does not name its controller by kind and name${only}: that owner was left out, and the object stands for itself`,
    );
    return undefined;
  }
  return undefined;
}

/** Whose objects tell traffic what to do: of these alone it is kept who changed them last. */
const isPolicy = (resource: Resource): boolean => resource.custom || resource.name === 'networkpolicies.networking.k8s.io';

/** The last change of the object itself; what controllers write into its status does not count. */
function lastChangeOf(metadata: Fields): Metadata['lastChange'] {
  let last: Metadata['lastChange'];
  for (const entry of list(metadata.managedFields, 'metadata.managedFields')) {
    if (!isFields(entry) || entry.subresource) continue;
    const { manager, time } = entry;
    if (typeof manager !== 'string' || typeof time !== 'string') continue;
    // RFC 3339 in UTC and whole seconds, so the order of the texts is that of the times.
    if (last === undefined || time > last.at || (time === last.at && manager > last.manager)) last = { manager, at: time };
  }
  return last;
}

/**
 * `fromServer`: a server has answered with it, so that a namespaced object must carry its namespace. `leaveOut` is told what could not be
 * taken.
 */
export function metadataOf(resource: Resource, raw: Fields, fromServer: boolean, leaveOut: (message: string) => void): Metadata {
  const metadata = mapping(raw.metadata, 'metadata');
  const name = nameOf(resource, metadata);
  const ownLabels = labels(metadata.labels, 'metadata.labels');
  // The server sets this label on every namespace: https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name
  const allLabels = resource.name === 'namespaces' ? { ...ownLabels, 'kubernetes.io/metadata.name': name } : ownLabels;
  const ownAnnotations = annotations(metadata.annotations, 'metadata.annotations', annotationFilter(resource));
  const owner = ownerOf(metadata, leaveOut);
  const lastChange = isPolicy(resource) ? lastChangeOf(metadata) : undefined;
  return {
    name,
    ...(resource.namespaced ? { namespace: namespaceOf(metadata, fromServer) } : {}),
    ...(allLabels ? { labels: allLabels } : {}),
    ...(ownAnnotations ? { annotations: ownAnnotations } : {}),
    ...(owner ? { owner } : {}),
    ...(lastChange ? { lastChange } : {}),
  };
}
