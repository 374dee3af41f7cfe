import { type AddressSet, unionOfAddresses } from '#lib/policy/addresses.ts';
import type { Direction } from '#lib/policy/model.ts';
import { type PortSet, unionOfPorts } from '#lib/policy/ports.ts';
import type { Engine } from '#lib/reachability/engine.ts';
import { decidersOf } from '#lib/reachability/explain.ts';
import { type End, endsNamed } from '#lib/reachability/peers.ts';
import type { PodClass } from '#lib/reachability/pod-classes.ts';
import { bitCount, eachBit, nextBit, wordsFor } from '#lib/reachability/pod-sets.ts';
import type { Reachability } from '#lib/reachability/reachability.ts';
import { atomPorts, podPorts } from '#lib/reachability/verdict-ports.ts';
import type { ObjectRef } from '#lib/snapshot/objects.ts';
import { type CallersAsked, callersOf } from './callers.ts';
import { type EntryPointFacts, entryPointsInto } from './entry-points.ts';
import type { WorkloadFacts } from './facts.ts';

/** A workload at the other end of an open connection, and the ports that are open between the two. */
export interface TrafficPeer {
  readonly workload: WorkloadFacts;
  readonly ports: PortSet;
}

/** How many there are, and the first few of them. */
export interface TrafficPeers {
  readonly count: number;
  readonly few: readonly TrafficPeer[];
}

export interface BlastRadius {
  readonly direct: number;
  /** Over any number of hops. */
  readonly transitive: number;
  readonly others: number;
}

/** Addresses outside that are open on the same ports. */
export interface OutsideTraffic {
  readonly addresses: AddressSet;
  readonly ports: PortSet;
}

/** What lets traffic through on one side: a rule, or the workload itself where no policy has decided. */
export interface Opening {
  readonly object: ObjectRef;
  readonly path?: string;
  readonly says: string;
}

/** Any number of workloads, made once and asked about often. */
export interface WorkloadGroup {
  readonly bits: Uint32Array;
}

/** The other end as a side's policies see it: a workload, any pod that no policy knows by name, or an address. */
export type OtherEnd = WorkloadFacts | 'any pod' | { readonly address: string };

/**
 * Computed traffic, both ends' policies taken together, as far as the policies go: whether anything enforces them is another fact. A
 * workload reaches a port if any of its pods does. Answers about a namespace with `unknown` reasons are only as good as these allow.
 */
export interface Traffic {
  readonly group: (members: readonly WorkloadFacts[]) => WorkloadGroup;
  /** The workloads of a group that reach the workload (`ingress`), or that it reaches (`egress`), on any port. */
  readonly peers: (workload: WorkloadFacts, direction: Direction, among: WorkloadGroup) => TrafficPeers;
  /** Those of a group that reach the workload on some of the given ports. */
  readonly callers: (workload: WorkloadFacts, among: WorkloadGroup, ports: PortSet, asked?: CallersAsked) => TrafficPeers;
  /** Ports open towards pods that nothing names, such as those of a namespace that is yet to come. */
  readonly anyPod: (workload: WorkloadFacts, direction: Direction) => PortSet;
  readonly outside: (workload: WorkloadFacts, direction: Direction) => readonly OutsideTraffic[];
  /** The ways from outside the cluster to the workload, whatever policies let through there. */
  readonly entryPoints: (workload: WorkloadFacts) => readonly EntryPointFacts[];
  /** Ports open towards one address (`169.254.169.254`). */
  readonly address: (workload: WorkloadFacts, direction: Direction, address: string) => PortSet;
  /**
   * Why the workload's own side lets traffic through on some of the ports: the rules that do. With `unnamed` those that would if no rule
   * named pods by their labels.
   */
  readonly openings: (
    workload: WorkloadFacts,
    direction: Direction,
    other: OtherEnd,
    ports: PortSet,
    asked?: Pick<CallersAsked, 'unnamed'>,
  ) => readonly Opening[];
  /** Running workloads of the cluster besides the given one, and how many of them are in its reach, directly and over others. */
  readonly blastRadius: (workload: WorkloadFacts) => BlastRadius;
  /** The families that addresses outside can matter in: IPv6 only where a pod has such an address or a policy speaks of such. */
  readonly families: readonly ('v4' | 'v6')[];
}

/** The workloads of a group that are not in another. */
export function groupWithout({ bits }: WorkloadGroup, taken: WorkloadGroup): WorkloadGroup {
  const left = bits.slice();
  for (let word = 0; word < left.length; word++) left[word] = (left[word] ?? 0) & ~(taken.bits[word] ?? 0);
  return { bits: left };
}

const shown = 5;

const addBits = (to: Uint32Array, bits: Uint32Array): void => {
  for (let word = 0; word < to.length; word++) to[word] = (to[word] ?? 0) | (bits[word] ?? 0);
};

/** Whether IPv6 plays a part in the cluster, as far as is known. */
export const usesV6 = ({ classes, model }: Engine): boolean =>
  classes.some(({ instances }) => instances.some(({ addresses }) => addresses.some((address) => address.includes(':')))) ||
  model.policies.some(({ rules }) =>
    rules.some(({ peers }) => peers.some((peer) => peer.kind === 'addresses' && peer.addresses.v6.length > 0)),
  );

export function trafficOf(reachability: Reachability, workloads: readonly WorkloadFacts[]): Traffic {
  const { engine, connections, openPairs: pairs } = reachability;
  const { classes, ports, verdict } = engine;
  const stranger = classes.length;
  const members = Map.groupBy(classes, ({ workload }) => workload.id);
  const byId = new Map(workloads.map((workload) => [workload.id, workload]));
  const callers = callersOf(engine, pairs);
  const entryPoints = entryPointsInto(reachability);
  const isSplit = members.size < classes.length;

  const partsOf = ({ id }: WorkloadFacts): readonly PodClass[] => members.get(id) ?? [];

  // Classes of one workload stand side by side.
  const ordinals = new Int32Array(classes.length);
  for (const { index, workload } of classes)
    ordinals[index] = (ordinals[index - 1] ?? 0) + (classes[index - 1]?.workload === workload ? 0 : 1);
  /** The first few workloads of some classes. */
  const firstOf = (bits: Uint32Array): readonly WorkloadFacts[] => {
    const found = new Set<WorkloadFacts>();
    for (let member = nextBit(bits, 0); member >= 0 && found.size < shown; member = nextBit(bits, member + 1)) {
      const one = byId.get(classes[member]?.workload.id ?? '');
      if (one !== undefined) found.add(one);
    }
    return [...found];
  };
  const countOf = (bits: Uint32Array): number => {
    let count = 0;
    if (!isSplit) {
      for (const word of bits) count += bitCount(word);
      return count;
    }
    let last = -1;
    eachBit(bits, (member) => {
      const ordinal = ordinals[member] ?? -1;
      if (ordinal !== last) count++;
      last = ordinal;
    });
    return count;
  };
  const between = (one: WorkloadFacts, other: WorkloadFacts, direction: Direction): PortSet => {
    const [sources, targets] = direction === 'ingress' ? [other, one] : [one, other];
    return unionOfPorts(
      partsOf(sources).flatMap((src) => partsOf(targets).map((dst) => ports.get(connections.between(src.index, dst.index)))),
    );
  };
  const openBits = (workload: WorkloadFacts, direction: Direction, { bits }: WorkloadGroup): Uint32Array => {
    const open = new Uint32Array(bits.length);
    for (const { index } of partsOf(workload)) {
      const row = direction === 'ingress' ? pairs.into(index) : pairs.from(index);
      for (let word = 0; word < open.length; word++) open[word] = (open[word] ?? 0) | ((row[word] ?? 0) & (bits[word] ?? 0));
    }
    return open;
  };
  const endsOf = (other: OtherEnd): readonly End[] => {
    if (other === 'any pod') return [{ kind: 'elsewhere' }];
    if ('address' in other) return endsNamed(engine, other.address);
    return partsOf(other).map(({ index }): End => ({ kind: 'pods', member: index }));
  };

  const outside = (workload: WorkloadFacts, direction: Direction): readonly OutsideTraffic[] =>
    partsOf(workload).flatMap(({ index }) =>
      connections.outside(index, direction).map(({ addresses, ports: on }) => ({ addresses, ports: ports.get(on) })),
    );

  const group = (given: readonly WorkloadFacts[]): WorkloadGroup => {
    const bits = new Uint32Array(wordsFor(classes.length + 1));
    for (const workload of given)
      for (const { index } of partsOf(workload)) bits[index >>> 5] = (bits[index >>> 5] ?? 0) | (1 << (index & 31));
    return { bits };
  };
  const everyone = group(workloads);

  return {
    group,
    peers: (workload, direction, among) => {
      const open = openBits(workload, direction, among);
      return {
        count: countOf(open),
        few: firstOf(open).map((other) => ({ workload: other, ports: between(workload, other, direction) })),
      };
    },
    callers: (workload, { bits }, wanted, asked = {}) => {
      const on = ports.of(wanted);
      const own = partsOf(workload);
      const through = new Uint32Array(bits.length);
      for (const { index } of own) addBits(through, callers.into(index, bits, on, asked));
      for (const { index } of own) through[index >>> 5] = (through[index >>> 5] ?? 0) & ~(1 << (index & 31));
      const portsOf = (other: WorkloadFacts): PortSet =>
        unionOfPorts(
          partsOf(other).flatMap((src) => own.map((dst) => ports.get(callers.ports(src.index, dst.index, on, asked)))),
        );
      return {
        count: countOf(through),
        few: firstOf(through).map((other) => ({ workload: other, ports: portsOf(other) })),
      };
    },
    anyPod: (workload, direction) =>
      unionOfPorts(partsOf(workload).map(({ index }) => ports.get(podPorts(engine, verdict(index, direction), stranger)))),
    outside,
    entryPoints: ({ id }) => entryPoints(id),
    address: (workload, direction, text) => {
      const [end] = endsNamed(engine, text);
      if (end?.kind !== 'address') throw new Error(`${text} is no address`);
      return unionOfPorts(
        partsOf(workload).map(({ index }) =>
          ports.get(atomPorts(engine, verdict(index, direction), direction, end.atoms[direction])),
        ),
      );
    },
    openings: (workload, direction, other, wanted, asked = {}) => {
      const decided = asked.unnamed ? callers.unnaming : engine;
      const found = new Map<string, Opening>();
      for (const { index } of partsOf(workload)) {
        for (const end of endsOf(other)) {
          for (const { step } of decidersOf(decided, direction, { kind: 'pods', member: index }, end, ports.of(wanted))) {
            const opening: Opening =
              step.policy === null || step.rule === null
                ? { object: workload.ref, says: `no policy decides about its ${direction} here, so it is let through` }
                : { object: step.policy, path: step.rule.path, says: step.rule.says };
            found.set(JSON.stringify(opening), opening);
          }
        }
      }
      return [...found.values()];
    },
    blastRadius: (workload) => {
      const own = partsOf(workload);
      const reached = new Uint32Array(wordsFor(classes.length + 1));
      for (const { index } of own) addBits(reached, pairs.reach(index));
      for (const { index } of own) reached[index >>> 5] = (reached[index >>> 5] ?? 0) & ~(1 << (index & 31));
      return {
        direct: countOf(openBits(workload, 'egress', everyone)),
        transitive: countOf(reached),
        others: members.size - (members.has(workload.id) ? 1 : 0),
      };
    },
    families: usesV6(engine) ? ['v4', 'v6'] : ['v4'],
  };
}

/** All addresses of some traffic, whatever the ports. */
export const addressesOf = (traffic: readonly OutsideTraffic[]): AddressSet =>
  unionOfAddresses(traffic.map(({ addresses }) => addresses));
