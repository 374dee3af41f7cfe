import type { Container, ContainerPort, Labels, ObjectRef, Pod, PodSpec, WorkloadObject } from '#lib/snapshot/objects.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';

/** One pod: where it is in the network, as far as that is known. */
export interface PodInstance {
  readonly addresses: readonly string[];
  readonly node: string | null;
}

/** Pods of one workload that no policy can tell apart: same labels as far as any selector looks, same ports, same account, same network. */
export interface PodGroup {
  readonly labels: Labels;
  readonly hostNetwork: boolean;
  readonly serviceAccount: string;
  /** Of the containers that run beside each other: those of init containers serve nobody. */
  readonly ports: readonly ContainerPort[];
  readonly pods: number;
  /** One entry a pod; of a template one that knows no address. */
  readonly instances: readonly PodInstance[];
}

/** Pods with one owner: `ns/name[Kind]`. */
export interface Workload {
  readonly id: string;
  readonly ref: ObjectRef & { readonly namespace: string };
  /** The labels that all its pods share. */
  readonly labels: Labels;
  /** False for a template without running pods on a live cluster, and for what has run to its end. */
  readonly running: boolean;
  readonly pods: number;
  readonly containers: readonly Container[];
  /** Those of the containers that run beside each other: init containers serve nobody. */
  readonly servers: readonly Container[];
  readonly groups: readonly PodGroup[];
}

/** Before each other: where an object and one that it controls are both given, the template of the former is the newer. */
export const templates = [
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'replicasets.apps',
  'replicationcontrollers',
  'cronjobs.batch',
  'jobs.batch',
] as const satisfies readonly ResourceName[];

const defaultNamespace = (namespace: string | undefined): string => namespace ?? 'default';
const key = (kind: string, namespace: string, name: string): string => `${namespace}/${name}[${kind}]`;

interface Owner {
  readonly kind: string;
  readonly name: string;
}

/**
 * The topmost controller that is known. Where ReplicaSets or Jobs could not be read, the names that their controllers give them tell:
 * `<deployment>-<pod-template-hash>` and `<cronjob>-<scheduled minute>`.
 */
function ownerResolver(snapshot: Snapshot): (pod: Pod) => Owner {
  const owners = new Map<string, Owner | undefined>();
  for (const name of ['replicasets.apps', 'jobs.batch'] as const) {
    for (const { kind, metadata } of objectsOf(snapshot, name)) {
      owners.set(key(kind, defaultNamespace(metadata.namespace), metadata.name), metadata.owner);
    }
  }
  const cronJobs = new Set(
    objectsOf(snapshot, 'cronjobs.batch').map(({ metadata }) => `${defaultNamespace(metadata.namespace)}/${metadata.name}`),
  );

  return ({ metadata }) => {
    const { owner } = metadata;
    if (owner === undefined || owner.kind === 'Node') return { kind: 'Pod', name: metadata.name };
    const namespace = defaultNamespace(metadata.namespace);
    const known = owners.get(key(owner.kind, namespace, owner.name));
    if (known !== undefined) return known;
    if (owner.kind === 'ReplicaSet') {
      const hash = metadata.labels?.['pod-template-hash'];
      if (hash !== undefined && owner.name.endsWith(`-${hash}`))
        return { kind: 'Deployment', name: owner.name.slice(0, -hash.length - 1) };
    }
    if (owner.kind === 'Job') {
      const cronJob = /^(.+)-\d{8,10}$/.exec(owner.name)?.[1];
      if (cronJob !== undefined && cronJobs.has(`${namespace}/${cronJob}`)) return { kind: 'CronJob', name: cronJob };
    }
    return owner;
  };
}

interface Member {
  readonly labels: Labels;
  readonly spec: PodSpec;
  readonly instance: PodInstance;
}

const containersOf = (spec: PodSpec): readonly Container[] => [...spec.containers, ...(spec.initContainers ?? [])];

function shared(members: readonly Member[]): Labels {
  const [first, ...rest] = members;
  if (first === undefined || rest.length === 0) return first?.labels ?? {};
  return Object.fromEntries(
    Object.entries(first.labels).filter(([name, value]) => rest.every(({ labels }) => labels[name] === value)),
  );
}

function groupsOf(members: readonly Member[], keys: ReadonlySet<string>): readonly PodGroup[] {
  const groups = new Map<string, { head: Omit<PodGroup, 'pods' | 'instances'>; instances: PodInstance[] }>();
  for (const { labels, spec, instance } of members) {
    const ports = spec.containers.flatMap((container) => container.ports ?? []);
    const seen = Object.keys(labels)
      .filter((name) => keys.has(name))
      .toSorted()
      .map((name) => [name, labels[name]]);
    const hostNetwork = spec.hostNetwork === true;
    const serviceAccount = spec.serviceAccountName ?? 'default';
    const identity = JSON.stringify([seen, hostNetwork, serviceAccount, ports]);
    const found = groups.get(identity);
    if (found === undefined)
      groups.set(identity, { head: { labels, hostNetwork, serviceAccount, ports }, instances: [instance] });
    else found.instances.push(instance);
  }
  return [...groups.values()].map(({ head, instances }) => ({ ...head, pods: instances.length, instances }));
}

/**
 * The workloads of a snapshot, in the order of their ids. On a live cluster pods are the truth, and a template without pods is not
 * running; in manifests a template stands for its pods, whatever its replicas.
 *
 * @param keys the pod label keys that any selector looks at: pods that differ only in others are not told apart.
 */
export function workloadsOf(snapshot: Snapshot, keys: ReadonlySet<string>): readonly Workload[] {
  const ownerOf = ownerResolver(snapshot);
  const found = new Map<string, { ref: Workload['ref']; members: Member[]; finished: Member[] }>();
  const entry = (owner: Owner, namespace: string) => {
    const id = key(owner.kind, namespace, owner.name);
    const existing = found.get(id);
    if (existing !== undefined) return existing;
    const created = { ref: { kind: owner.kind, namespace, name: owner.name }, members: [], finished: [] };
    found.set(id, created);
    return created;
  };

  const nodes = new Map(objectsOf(snapshot, 'nodes').map(({ metadata, addresses }) => [metadata.name, addresses ?? []]));
  /** Pods in the host's network have the addresses of their node, host names left out. */
  const nodeAddresses = ({ nodeName }: PodSpec): readonly string[] =>
    (nodes.get(nodeName ?? '') ?? []).flatMap(({ type, address }) => (type.endsWith('IP') ? [address] : []));

  for (const pod of objectsOf(snapshot, 'pods')) {
    const target = entry(ownerOf(pod), defaultNamespace(pod.metadata.namespace));
    const { podIPs, hostIP } = pod.status;
    const addresses = podIPs ?? (pod.spec.hostNetwork ? (hostIP ? [hostIP] : nodeAddresses(pod.spec)) : []);
    const member = {
      labels: pod.metadata.labels ?? {},
      spec: pod.spec,
      instance: { addresses, node: pod.spec.nodeName ?? null },
    };
    const ended = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
    (ended ? target.finished : target.members).push(member);
  }

  const idle = new Map<string, Member>();
  for (const resource of templates) {
    for (const { kind, metadata, template } of objectsOf(snapshot, resource) as readonly WorkloadObject[]) {
      if (template === undefined) continue;
      const namespace = defaultNamespace(metadata.namespace);
      // As for pods: what is above a StatefulSet or another controller (an operator's own resource) is not looked for.
      const owned = kind === 'ReplicaSet' || kind === 'Job' ? metadata.owner : undefined;
      const owner = owned ?? { kind, name: metadata.name };
      const id = key(owner.kind, namespace, owner.name);
      const known = found.get(id);
      // Where only pods are left that have ended, manifests still ask for others; but a Job that has run does so no more.
      const asksForMore = snapshot.origin === 'manifests' && known?.members.length === 0 && owner.kind !== 'Job';
      if (known !== undefined && !asksForMore) continue;
      const addresses = template.spec.hostNetwork ? nodeAddresses(template.spec) : [];
      const instance = { addresses, node: template.spec.nodeName ?? null };
      const member = { labels: template.labels ?? {}, spec: template.spec, instance };
      if (snapshot.origin === 'manifests') entry(owner, namespace).members.push(member);
      else {
        entry(owner, namespace);
        idle.set(id, member);
      }
    }
  }

  return [...found.entries()]
    .map(([id, { ref, members, finished }]) => {
      const running = members.length > 0;
      const last = running ? members : [...finished, ...(idle.get(id) ? [idle.get(id) as Member] : [])].slice(0, 1);
      const containers = distinctContainers(last.map(({ spec }) => containersOf(spec)));
      return {
        id,
        ref,
        labels: shared(last),
        running,
        pods: members.length,
        containers,
        servers: last.every(({ spec }) => spec.initContainers === undefined)
          ? containers
          : distinctContainers(last.map(({ spec }) => spec.containers)),
        groups: groupsOf(members, keys),
      };
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function distinctContainers(ofPods: readonly (readonly Container[])[]): readonly Container[] {
  const seen = new Map<string, Container>();
  for (const containers of ofPods) for (const container of containers) seen.set(JSON.stringify(container), container);
  return [...seen.values()];
}
