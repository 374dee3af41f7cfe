import { workloadsOf } from '#lib/policy/workloads.ts';
import type { ReachOptions } from '#lib/reachability/engine.ts';
import { type Container, type ObjectRef, refOf } from '#lib/snapshot/objects.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import { gapsOf, isUnrecognized, objectsOf, type Problem, type Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Enforcement } from './facts.ts';
import { repositoryOf, tagOf } from './images.ts';

type Verdict = Enforcement['verdict'];

interface Agent {
  readonly ref: ObjectRef;
  readonly containers: readonly Container[];
}

interface Sighting {
  readonly cni: string;
  readonly verdict: Verdict;
  readonly object: ObjectRef;
  readonly says: string;
}

const runs = (agent: Agent, repository: RegExp): Container | undefined =>
  agent.containers.find((container) => repository.test(repositoryOf(container.image)));

const flag = (agent: Agent, text: RegExp): boolean =>
  agent.containers.some(({ args }) => args?.some((argument) => text.test(argument)) ?? false);

/** What could not be taken as it was given and is, or may be, of a resource. */
const lostOf = ({ problems }: Snapshot, name: ResourceName): Problem | undefined =>
  gapsOf(problems).find((problem) => problem.resource === name || isUnrecognized(problem));

/** A setting of an agent; `null` where its ConfigMap could not be read, undefined where it is not set. */
function settingOf(snapshot: Snapshot, configMap: string, key: string): string | undefined | null {
  const found = objectsOf(snapshot, 'configmaps').find(
    ({ metadata }) => metadata.name === configMap && metadata.namespace === 'kube-system',
  );
  // Of several ConfigMaps one may have been refused, and this one read.
  if (found !== undefined) return found.data[key];
  return snapshot.reads.configmaps.status === 'read' && lostOf(snapshot, 'configmaps') === undefined ? undefined : null;
}

/**
 * What each CNI is known by and whether it puts NetworkPolicies into force, from the projects' own documentation. `judge` answers
 * undefined where the agent is not there.
 */
const agents: readonly {
  cni: string;
  image: RegExp;
  judge: (agent: Agent, snapshot: Snapshot, container: Container) => [Verdict, string];
}[] = [
  {
    cni: 'cilium',
    image: /(^|\/)cilium(-ci)?\/cilium(-ci)?$|(^|\/)cilium$|(^|\/)anetd$/,
    judge: (_agent, snapshot) => {
      const mode = settingOf(snapshot, 'cilium-config', 'enable-policy');
      if (mode === null)
        return ['unknown', 'ConfigMap kube-system/cilium-config could not be read, so enforcement may be switched off'];
      return mode === 'never'
        ? ['notEnforcing', 'cilium-config says enable-policy: never']
        : ['enforcing', 'the Cilium agent enforces policies'];
    },
  },
  {
    cni: 'calico',
    image: /(^|\/)calico\/node$|(^|\/)(mirrored-)?calico-node$|(^|\/)hardened-calico$/,
    judge: () => ['enforcing', 'the Calico node agent enforces policies'],
  },
  {
    cni: 'antrea',
    image: /(^|\/)antrea-(agent|ubuntu|ubi)[^/]*$|(^|\/)antrea-agent$/,
    judge: () => ['enforcing', 'the Antrea agent enforces policies'],
  },
  {
    cni: 'ovn-kubernetes',
    image: /(^|\/)(ovn-kube[^/]*|ovnkube[^/]*|ovn-kubernetes[^/]*)$/,
    judge: () => ['enforcing', 'OVN-Kubernetes enforces policies'],
  },
  {
    cni: 'kube-router',
    image: /(^|\/)kube-router$/,
    judge: (agent) =>
      flag(agent, /^--run-firewall=false$/)
        ? ['notEnforcing', 'kube-router runs with --run-firewall=false']
        : ['enforcing', "kube-router's firewall enforces policies"],
  },
  { cni: 'weave', image: /(^|\/)weave-npc$/, judge: () => ['enforcing', "Weave's policy controller enforces policies"] },
  {
    cni: 'azure-npm',
    image: /(^|\/)azure-npm$/,
    judge: () => ['enforcing', 'the Azure network policy manager enforces policies'],
  },
  {
    cni: 'kube-network-policies',
    image: /(^|\/)kube-network-policies$/,
    judge: () => ['enforcing', 'kube-network-policies enforces policies'],
  },
  {
    cni: 'aws-vpc-cni',
    image: /(^|\/)amazon-k8s-cni$/,
    judge: (agent, snapshot) => {
      const controller = settingOf(snapshot, 'amazon-vpc-cni', 'enable-network-policy-controller');
      if (flag(agent, /^--enable-network-policy(=true)?$/) || controller === 'true')
        return ['enforcing', 'the VPC CNI runs its network policy agent'];
      return controller === null
        ? [
            'unknown',
            'ConfigMap kube-system/amazon-vpc-cni could not be read, so it is not known whether the network policy agent runs',
          ]
        : ['notEnforcing', 'the VPC CNI runs without its network policy agent'];
    },
  },
  {
    cni: 'kindnet',
    image: /(^|\/)kindnetd$/,
    judge: (_agent, _snapshot, container) => {
      const date = /^v(\d{8})/.exec(tagOf(container.image))?.[1];
      if (date === undefined)
        return [
          'unknown',
          `kindnet enforces policies since its releases of August 2024, and the date of ${container.image} is not known`,
        ];
      return date >= '20240813'
        ? ['enforcing', 'kindnet enforces policies since its releases of August 2024']
        : ['notEnforcing', `kindnet of ${date} does not enforce policies`];
    },
  },
  {
    cni: 'flannel',
    image: /(^|\/)(mirrored-flannelcni-)?flannel$|(^|\/)mirrored-flannel-flannel$/,
    judge: () => ['notEnforcing', 'flannel alone does not enforce policies'],
  },
];

function sightings(snapshot: Snapshot): readonly Sighting[] {
  const withPods = snapshot.reads.pods.status === 'read' && snapshot.origin === 'live';
  const running = new Set(
    workloadsOf(snapshot, new Set())
      .filter(({ running }) => running)
      .map(({ id }) => id),
  );
  const found: Agent[] =
    snapshot.reads['daemonsets.apps'].status === 'read'
      ? objectsOf(snapshot, 'daemonsets.apps').map((set) => ({
          ref: refOf(set),
          containers: [...(set.template?.spec.containers ?? []), ...(set.template?.spec.initContainers ?? [])],
        }))
      : workloadsOf(snapshot, new Set()).filter(({ ref }) => ref.kind === 'DaemonSet');
  return found.flatMap((agent) =>
    agents.flatMap(({ cni, image, judge }) => {
      const container = runs(agent, image);
      if (container === undefined) return [];
      const id = `${agent.ref.namespace}/${agent.ref.name}[DaemonSet]`;
      if (withPods && !running.has(id))
        return [{ cni, verdict: 'unknown' as const, object: agent.ref, says: 'none of its pods runs' }];
      const [verdict, says] = judge(agent, snapshot, container);
      return [{ cni, verdict, object: agent.ref, says }];
    }),
  );
}

/** Something that may be the DaemonSet of another agent. */
const lostAgent = (snapshot: Snapshot): Problem | undefined =>
  lostOf(snapshot, snapshot.reads['daemonsets.apps'].status === 'read' ? 'daemonsets.apps' : 'pods');

/**
 * Whether anything puts policies into force. One enforcing agent is enough; where none is seen the answer is `unknown`, for the agent may
 * run outside the cluster's DaemonSets; and so it is where one may be among what could not be taken as it was given.
 */
export function enforcementOf(snapshot: Snapshot): Enforcement {
  if (snapshot.reads['daemonsets.apps'].status !== 'read' && snapshot.reads.pods.status !== 'read') {
    return { verdict: 'unknown', cni: null, evidence: [], reason: 'neither DaemonSets nor pods could be read' };
  }
  const seen = sightings(snapshot);
  const evidence = seen.map(({ object, says }) => ({ object, says }));
  for (const verdict of ['enforcing', 'unknown', 'notEnforcing'] as const) {
    const first = seen.find((sighting) => sighting.verdict === verdict);
    if (first === undefined) continue;
    const lost = verdict === 'notEnforcing' ? lostAgent(snapshot) : undefined;
    if (lost === undefined) return { verdict, cni: first.cni, evidence, reason: first.says };
    const reason = `${first.says}, but ${lost.object} may be an agent that enforces policies, and could not be taken as it was given: ${lost.message}`;
    return { verdict: 'unknown', cni: first.cni, evidence, reason };
  }
  const embedded = objectsOf(snapshot, 'nodes').find(({ kubeletVersion }) => kubeletVersion?.includes('+k3s'));
  if (embedded !== undefined) {
    return {
      verdict: 'unknown',
      cni: 'k3s',
      evidence: [{ object: refOf(embedded), says: `kubelet ${embedded.kubeletVersion}` }],
      reason: 'k3s enforces policies by itself unless it was started with --disable-network-policy, which the API does not tell',
    };
  }
  return { verdict: 'unknown', cni: null, evidence, reason: 'no known CNI agent was found among the DaemonSets' };
}

/** Cilium goes by identity: what its CIDR rules name is never a pod (https://docs.cilium.io/en/stable/security/policy/language/#cidr-based). */
export const reachOptionsOf = ({ cni }: Pick<Enforcement, 'cni'>): ReachOptions => ({ ipBlockMatchesPods: cni !== 'cilium' });
