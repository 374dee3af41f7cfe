import { type AddressSet, addressOf, noAddresses, unionOfAddresses } from '#lib/policy/addresses.ts';
import { selectorText } from '#lib/policy/describe.ts';
import type { Action, Direction, NamedPort, Peer, Policy, Rule } from '#lib/policy/model.ts';
import type { NamespaceModel, NodeModel } from '#lib/policy/policies.ts';
import { allPorts, noPorts, portsOf, unionOfPorts } from '#lib/policy/ports.ts';
import { labelOf, matches, type Selector } from '#lib/policy/selector.ts';
import type { ContainerPort } from '#lib/snapshot/objects.ts';
import type { AtomSet, Atoms } from './atoms.ts';
import type { Places } from './places.ts';
import type { PodClass } from './pod-classes.ts';
import type { PodSet, PodSets } from './pod-sets.ts';
import type { PortSets, Ports } from './port-sets.ts';
import type { Selection } from './selection.ts';

/** Every one of the peers on every one of the ports. */
export interface Box<Set> {
  readonly peers: Set;
  readonly ports: Ports;
}

export interface Boxes {
  readonly pods: readonly Box<PodSet>[];
  readonly atoms: readonly Box<AtomSet>[];
}

/** What a rule looks at in the pods that it is asked about. A pod that may yet come has the number -1, and names the ports given. */
export type Subject = Pick<PodClass, 'index' | 'namespace'> & Partial<Pick<PodClass, 'ports'>>;

/** A rule with its selectors, addresses and ports looked up. */
export interface ResolvedRule {
  readonly policy: Policy;
  readonly rule: Rule;
  readonly action: Action;
  /**
   * It means something else on other subjects: an ingress rule's port names are those of the subject's own containers, and related
   * namespaces are related to the subject's own.
   */
  readonly perSubject: boolean;
  readonly boxes: (subject: Subject) => Boxes;
  /** Whom each of its peers means, in the order in which they stand. */
  readonly peers: (subject: Subject) => readonly ResolvedPeer[];
}

export interface World {
  readonly classes: readonly PodClass[];
  readonly namespaces: readonly NamespaceModel[];
  readonly nodes: readonly NodeModel[];
  readonly ports: PortSets;
  readonly pods: PodSets;
  readonly atoms: Readonly<Record<Direction, Atoms>>;
  readonly select: Selection;
  readonly places: Places;
  readonly ipBlockMatchesPods: boolean;
}

/** The ports that a name stands for among a pod's containers: name and, where given, protocol must be the same. */
export function portsNamed({ name, protocol }: NamedPort, declared: readonly ContainerPort[]) {
  const found = declared.filter((port) => port.name === name && (protocol === null || port.protocol === protocol));
  return unionOfPorts([
    noPorts,
    ...found.map((port) => portsOf(port.protocol, { from: port.containerPort, to: port.containerPort })),
  ]);
}

/** The addresses of the nodes that a selector takes. */
export function nodeAddresses(nodes: readonly NodeModel[]): (selector: Selector) => AddressSet {
  const known = new Map<string, AddressSet>();
  return (selector) => {
    const text = selectorText(selector);
    const done = known.get(text);
    if (done !== undefined) return done;
    const found = nodes
      .filter(({ labels }) => matches(selector, labels))
      .flatMap(({ addresses }) => addresses.map((address) => addressOf(address) ?? noAddresses));
    const all = unionOfAddresses(found);
    known.set(text, all);
    return all;
  };
}

interface ResolvedPeer {
  /** Pods met as pods: their port names count. */
  readonly pods: PodSet;
  /** Pods met by their address alone: towards an address a port name means nothing. */
  readonly addressed: PodSet;
  readonly atoms: AtomSet;
}

/** A function that looks up what rules mean in one world; each distinct thing is looked up once. */
export function ruleResolver(world: World): (policy: Policy, rule: Rule) => ResolvedRule {
  const { classes, ports, pods, atoms, select, places, ipBlockMatchesPods } = world;
  const addressesOf = nodeAddresses(world.nodes);
  const onNode = Map.groupBy(
    classes.filter(({ hostNetwork }) => hostNetwork),
    ({ instances }) => instances[0]?.node ?? null,
  );

  const hostPodsOn = (selector: Selector): PodSet => {
    const names = world.nodes.filter(({ labels }) => matches(selector, labels)).map(({ name }) => name);
    // Wherever a pod in the host's network runs, it is on one of all nodes.
    const found =
      selector.requirements.length === 0 ? [...onNode.values()].flat() : names.flatMap((name) => onNode.get(name) ?? []);
    const hosts = pods.of(classes.filter(({ hostNetwork }) => hostNetwork).map(({ index }) => index));
    return pods.union(pods.of(found.map(({ index }) => index)), pods.common(hosts, places.within(addressesOf(selector))));
  };

  const relatedTo = new Map<string, PodSet>();
  const related = ({ keys, same, pods: wanted }: Extract<Peer, { kind: 'related' }>, subject: Subject): PodSet => {
    const own = keys.map((key) => labelOf(subject.namespace.labels, key));
    if (own.includes(undefined)) return pods.none;
    const text = JSON.stringify([keys, same, selectorText(wanted), own]);
    const known = relatedTo.get(text);
    if (known !== undefined) return known;
    const names = world.namespaces
      .filter(({ labels }) => keys.every((key) => labelOf(labels, key) !== undefined))
      .filter(({ labels }) => keys.every((key, index) => labelOf(labels, key) === own[index]) === same)
      .map(({ name }) => name);
    const set = select({ namespaces: { names }, pods: wanted });
    relatedTo.set(text, set);
    return set;
  };

  const meets = (peer: Peer, direction: Direction, subject: Subject | undefined): ResolvedPeer => {
    const nothing = { pods: pods.none, addressed: pods.none, atoms: atoms[direction].none };
    switch (peer.kind) {
      case 'everything':
        return { ...nothing, pods: pods.all, atoms: atoms[direction].all };
      case 'pods':
        return { ...nothing, pods: select(peer.selector) };
      case 'addresses':
        return {
          ...nothing,
          addressed: ipBlockMatchesPods ? places.within(peer.addresses) : pods.none,
          atoms: atoms[direction].of(peer.addresses),
        };
      case 'nodes':
        return { ...nothing, addressed: hostPodsOn(peer.nodes), atoms: atoms[direction].of(addressesOf(peer.nodes)) };
      case 'related':
        return subject === undefined ? nothing : { ...nothing, pods: related(peer, subject) };
      case 'domains':
        return nothing;
    }
  };

  const carriers = new Map<string, ReadonlyMap<number, Ports>>();
  /** Who carries a port name, and the ports that it stands for there. */
  const carriersOf = (named: NamedPort): ReadonlyMap<number, Ports> => {
    const key = `${named.protocol} ${named.name}`;
    const done = carriers.get(key);
    if (done !== undefined) return done;
    const found = new Map<number, Ports>();
    for (const one of classes) {
      if (one.ports.every(({ name }) => name !== named.name)) continue;
      const number = ports.of(portsNamed(named, one.ports));
      if (number !== ports.none) found.set(one.index, number);
    }
    carriers.set(key, found);
    return found;
  };

  const split = new Map<ReadonlyMap<number, Ports>, Map<PodSet, readonly Box<PodSet>[]>>();
  /** A set of destinations by the ports that a name stands for on them. */
  const boxesNamed = (named: NamedPort, selected: PodSet): readonly Box<PodSet>[] => {
    const carried = carriersOf(named);
    const done = split.get(carried) ?? new Map<PodSet, readonly Box<PodSet>[]>();
    split.set(carried, done);
    const known = done.get(selected);
    if (known !== undefined) return known;
    const members = new Map<Ports, number[]>();
    const enter = (member: number, number: Ports): void => {
      const list = members.get(number);
      if (list === undefined) members.set(number, [member]);
      else list.push(member);
    };
    if (selected.size <= carried.size)
      pods.each(selected, (member) => {
        const number = carried.get(member);
        if (number !== undefined) enter(member, number);
      });
    else for (const [member, number] of carried) if (pods.has(selected, member)) enter(member, number);
    const boxes = [...members].map(([number, list]) => ({ peers: pods.of(list), ports: number }));
    done.set(selected, boxes);
    return boxes;
  };

  const numbers = new Map<Rule['ports'], Ports>();
  const numbersOf = (given: Rule['ports']): Ports => {
    const done = numbers.get(given);
    if (done !== undefined) return done;
    const found = ports.of(given.all ? allPorts : given.numbers);
    numbers.set(given, found);
    return found;
  };

  return (policy, rule) => {
    const { direction } = rule;
    const algebra = atoms[direction];
    const named = rule.ports.all ? [] : rule.ports.named;
    const fixed = numbersOf(rule.ports);

    const meet = (subject: Subject | undefined) => {
      const met = rule.peers.map((peer) => meets(peer, direction, subject));
      const selected = pods.unionOf(met.map((one) => one.pods));
      const everyone = pods.unionOf([selected, ...met.map((one) => one.addressed)]);
      const outside = algebra.unionOf(met.map((one) => one.atoms));
      return { met, selected, everyone, outside };
    };
    const isRelated = rule.peers.some(({ kind }) => kind === 'related');
    const fixedPeers = isRelated ? undefined : meet(undefined);

    const portsOn = (one: NamedPort, subject: Subject | undefined): Ports =>
      subject?.ports !== undefined && classes[subject.index] === undefined
        ? ports.of(portsNamed(one, subject.ports))
        : (carriersOf(one).get(subject?.index ?? -1) ?? ports.none);

    const boxesFor = (subject: Subject | undefined): Boxes => {
      const { selected, everyone, outside } = fixedPeers ?? meet(subject);
      // On the way in, names are those of the subject's own containers.
      const own = direction === 'ingress' && subject !== undefined ? named : [];
      const number = own.reduce((sum, one) => ports.union(sum, portsOn(one, subject)), fixed);
      const byName = direction === 'ingress' ? [] : named.flatMap((one) => boxesNamed(one, selected));
      const whole = everyone.size > 0 && number !== ports.none ? [{ peers: everyone, ports: number }] : [];
      return {
        pods: [...whole, ...byName],
        atoms: algebra.isEmpty(outside) || number === ports.none ? [] : [{ peers: outside, ports: number }],
      };
    };
    const peers = (subject: Subject): readonly ResolvedPeer[] => (fixedPeers ?? meet(subject)).met;
    const head = { policy, rule, action: rule.action, peers };
    if ((direction === 'ingress' && named.length > 0) || isRelated) return { ...head, perSubject: true, boxes: boxesFor };
    const boxes = boxesFor(undefined);
    return { ...head, perSubject: false, boxes: () => boxes };
  };
}
