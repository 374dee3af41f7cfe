import { type Labels, type ObjectRef, refOf, refText, type SpecObject } from '#lib/snapshot/objects.ts';
import { type ResourceName, resourceNames, resourceOf } from '#lib/snapshot/resources.ts';
import { objectsOf, refOfProblem, type Snapshot, unrecognizedOf } from '#lib/snapshot/snapshot.ts';
import { adminNetworkPolicy, baselineAdminNetworkPolicy } from './admin-network-policy.ts';
import { type Backend, backendsOf, type Warning, type Wish } from './backends.ts';
import { clusterNetworkPolicy } from './cluster-network-policy.ts';
import { type Door, doorsOf } from './doors.ts';
import { routeResources } from './gateway-routes.ts';
import type { InvalidPolicy, Layer, PodSelector, Policy, Understood } from './model.ts';
import { networkPolicy } from './network-policy.ts';
import { odditiesOf } from './oddities.ts';
import { ownerCircles } from './owner-circles.ts';
import { matches, type Selector } from './selector.ts';
import { unlabelledOf } from './unlabelled.ts';
import { type PodGroup, type Workload, workloadsOf } from './workloads.ts';

export interface NamespaceModel {
  readonly ref: ObjectRef;
  readonly name: string;
  readonly labels: Labels;
}

export interface NodeModel {
  readonly name: string;
  readonly labels: Labels;
  readonly addresses: readonly string[];
  /** CIDRs from which its pods get their addresses; empty where the network does not hand them out by node. */
  readonly podCidrs: readonly string[];
}

/** Everything that the policies of one snapshot say, in one model whatever their dialect. */
export interface PolicyModel {
  readonly namespaces: readonly NamespaceModel[];
  readonly nodes: readonly NodeModel[];
  readonly workloads: readonly Workload[];
  readonly policies: readonly Policy[];
  readonly invalid: readonly InvalidPolicy[];
  readonly backends: readonly Backend[];
  /** What backends come from. */
  readonly wishes: readonly Wish[];
  /** Ways in from outside the cluster; of pods that only these tell apart no parts are made. */
  readonly doors: readonly Door[];
  readonly warnings: readonly Warning[];
  /** What may change the answers and is not part of them: policies of other dialects, resources that could not be read. */
  readonly unevaluated: readonly { readonly object: string; readonly reason: string }[];
}

interface Dialect {
  readonly resource: ResourceName;
  readonly layer: Layer;
  readonly understand: (object: SpecObject) => Understood;
}

/** One row a dialect: a further one plugs in here and needs nothing else of the core. */
const dialects: readonly Dialect[] = [
  { resource: 'adminnetworkpolicies.policy.networking.k8s.io', layer: 'admin', understand: adminNetworkPolicy },
  { resource: 'clusternetworkpolicies.policy.networking.k8s.io', layer: 'admin', understand: clusterNetworkPolicy },
  { resource: 'networkpolicies.networking.k8s.io', layer: 'networkPolicy', understand: networkPolicy },
  {
    resource: 'baselineadminnetworkpolicies.policy.networking.k8s.io',
    layer: 'baseline',
    understand: baselineAdminNetworkPolicy,
  },
];

/** Groups whose objects decide about traffic in a dialect that is not evaluated. */
const otherDialects =
  /\.(cilium\.io|crd\.projectcalico\.org|projectcalico\.org|security\.istio\.io|policy\.linkerd\.io|consul\.hashicorp\.com)$/;
/** Of those, what only other objects refer to. */
const inert =
  /^(ciliumcidrgroups|tiers|networksets|globalnetworksets|felixconfigurations|staged\w+|servicedefaults|proxydefaults|meshes)\./;

const needed: readonly ResourceName[] = ['namespaces', 'pods', ...dialects.map(({ resource }) => resource)];

/** What else answers are made of, by what is missing in them without it. */
const helpful: ReadonlyMap<ResourceName, string> = new Map([
  ...(
    [
      'services',
      'ingresses.networking.k8s.io',
      'gateways.gateway.networking.k8s.io',
      ...routeResources,
      'referencegrants.gateway.networking.k8s.io',
      'gateways.networking.istio.io',
      'virtualservices.networking.istio.io',
      'routes.route.openshift.io',
    ] as const
  ).map((name) => [name, 'ways in from outside may be missing'] as const),
  ['nodes', 'the addresses of nodes are not known'],
  ['replicasets.apps', 'pods may stand under another owner'],
  ['jobs.batch', 'pods may stand under another owner'],
]);

/** Pod label keys that any subject or peer looks at. */
function keysOfPolicies(policies: readonly Policy[]): Set<string> {
  const keys = new Set<string>();
  const add = ({ requirements }: Selector): void => {
    for (const { key } of requirements) keys.add(key);
  };
  for (const { subject, rules } of policies) {
    add(subject.pods);
    for (const { peers } of rules)
      for (const peer of peers) {
        if (peer.kind === 'pods') add(peer.selector.pods);
        if (peer.kind === 'related') add(peer.pods);
      }
  }
  return keys;
}

/**
 * Namespaces that are given, and those that any object lies in. Every one carries its own name as `kubernetes.io/metadata.name`, as the
 * API server sees to.
 */
function namespacesOf(snapshot: Snapshot): readonly NamespaceModel[] {
  const labels = new Map<string, Labels>();
  for (const objects of Object.values(snapshot.objects)) {
    for (const { metadata } of objects) if (metadata.namespace !== undefined) labels.set(metadata.namespace, {});
  }
  for (const { metadata } of objectsOf(snapshot, 'namespaces')) labels.set(metadata.name, metadata.labels ?? {});
  return [...labels.entries()]
    .map(([name, given]) => ({
      ref: { kind: 'Namespace', namespace: null, name },
      name,
      labels: { ...given, 'kubernetes.io/metadata.name': name },
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const nodesOf = (snapshot: Snapshot): readonly NodeModel[] =>
  objectsOf(snapshot, 'nodes').map(({ metadata, addresses, podCIDRs }) => ({
    name: metadata.name,
    labels: metadata.labels ?? {},
    addresses: (addresses ?? []).map(({ address }) => address),
    podCidrs: podCIDRs ?? [],
  }));

/** Policies that were given but could not be taken into the snapshot at all. */
const refusedOf = (snapshot: Snapshot): readonly InvalidPolicy[] =>
  snapshot.problems.flatMap((problem) => {
    const dialect = dialects.find((one) => one.resource === problem.resource);
    if (dialect === undefined) return [];
    const ref = refOfProblem(problem, dialect.resource);
    return [{ ref, layer: dialect.layer, namespace: ref.namespace, reason: problem.message }];
  });

/** Why a resource that is no custom one, or is served, was not read; undefined where it was, and where there is none of it. */
function unreadWhy(snapshot: Snapshot, name: ResourceName): string | undefined {
  const read = snapshot.reads[name];
  return read.status === 'read' || (read.status === 'absent' && resourceOf(name).custom) ? undefined : read.message;
}

/** What would have to be read before anything can be said about who reaches whom, and was not. */
export const unreadAmongNeeded = (snapshot: Snapshot): PolicyModel['unevaluated'] =>
  needed.flatMap((name) => {
    const why = unreadWhy(snapshot, name);
    return why === undefined ? [] : [{ object: name, reason: `could not be read: ${why}` }];
  });

/** What was not read besides, without which answers are given, but poorer ones. */
export const unreadAmongHelpful = (snapshot: Snapshot): PolicyModel['unevaluated'] =>
  [...helpful].flatMap(([name, missing]) => {
    const why = unreadWhy(snapshot, name);
    return why === undefined ? [] : [{ object: name, reason: `could not be read, so that ${missing}: ${why}` }];
  });

function unevaluatedOf(snapshot: Snapshot, policies: readonly Policy[]): PolicyModel['unevaluated'] {
  const foreign = resourceNames
    .filter((name) => otherDialects.test(name) && !inert.test(name))
    .flatMap((name) =>
      objectsOf(snapshot, name).map((object) => ({
        object: refText(refOf(object)),
        reason: `${resourceOf(name).kind} of ${resourceOf(name).group} is not evaluated`,
      })),
    );
  const unknownKinds = snapshot.problems.flatMap(({ object, policy }) =>
    policy ? [{ object, reason: 'policies of its kind are not known, and what it does is not evaluated' }] : [],
  );
  const unrecognized = unrecognizedOf(snapshot.problems).map(({ object, message }) => ({
    object,
    reason: `may hold policies, and could not be taken as it was given: ${message}`,
  }));
  return [...unreadAmongNeeded(snapshot), ...foreign, ...unknownKinds, ...unrecognized, ...unlabelledOf(snapshot, policies)];
}

/** A mesh's own gateways are workloads of the cluster: what they send on is listed under their names, and here tells ways in alone. */
const isOfController = ({ entry }: Pick<Backend, 'entry'>): boolean => entry.kind !== 'VirtualService';

export function policyModel(snapshot: Snapshot): PolicyModel {
  const results = dialects.flatMap(({ resource, understand }) =>
    (objectsOf(snapshot, resource) as readonly SpecObject[]).map((object) => ({ object, result: understand(object) })),
  );
  const policies = results.flatMap(({ result }) => ('policy' in result ? [result.policy] : []));
  const invalid = results.flatMap(({ result }) => ('invalid' in result ? [result.invalid] : []));
  const { published, wishes, warnings } = backendsOf(snapshot);
  const backends = published.map(({ backend }) => backend).filter(isOfController);
  const { doors, warnings: ofDoors } = doorsOf(snapshot, published);
  // Looking for what is odd takes a while, and most answers do without it.
  let told: readonly Warning[] | undefined;
  const keys = keysOfPolicies(policies);
  for (const { selector } of [...backends, ...doors]) for (const key of Object.keys(selector)) keys.add(key);
  return {
    namespaces: namespacesOf(snapshot),
    nodes: nodesOf(snapshot),
    workloads: workloadsOf(snapshot, keys),
    policies,
    invalid: [...invalid, ...refusedOf(snapshot)],
    backends,
    wishes: wishes.filter(isOfController),
    doors,
    get warnings() {
      told ??= [
        ...snapshot.problems.map(({ object, message }) => ({ object, message })),
        ...ownerCircles(snapshot),
        ...results.flatMap(({ object, result }) => ('policy' in result ? odditiesOf(object, result.policy) : [])),
        ...warnings,
        ...ofDoors,
      ];
      return told;
    },
    unevaluated: unevaluatedOf(snapshot, policies),
  };
}

/** Whether the pods of a group are selected. Pods in the host's network never are: policies do not apply to them. */
export const selects = (selector: PodSelector, group: PodGroup, namespace: NamespaceModel): boolean =>
  !group.hostNetwork &&
  ('names' in selector.namespaces
    ? selector.namespaces.names.includes(namespace.name)
    : matches(selector.namespaces.labels, namespace.labels)) &&
  matches(selector.pods, group.labels);
