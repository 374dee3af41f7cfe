import { type AddressSet, addressesOfCidr, allAddresses, contains, unionOfAddresses } from '#lib/policy/addresses.ts';
import { peerText } from '#lib/policy/describe.ts';
import { type Direction, layers, type Peer, type Rule } from '#lib/policy/model.ts';
import { allPorts, commonPorts, isEmpty, noPorts, type PortSet, portsOf, portsWithout, unionOfPorts } from '#lib/policy/ports.ts';
import { labelOf, matches, type Selector } from '#lib/policy/selector.ts';
import type { Labels } from '#lib/snapshot/objects.ts';
import type { Outside } from './connections.ts';
import type { Engine } from './engine.ts';
import type { PodClass } from './pod-classes.ts';
import { ask, settled, undecided } from './precedence.ts';
import type { Reachability } from './reachability.ts';
import { portsNamed } from './rules.ts';
import type { Sets } from './sets.ts';

/** Ports that are open, for pods that need not exist. */
export interface OpenTo {
  readonly ports: PortSet;
  /** `TCP http`: whichever number the pod at the other end gives that name, beside `ports`. */
  readonly names: readonly string[];
}

/** What one direction of a class is open to, as far as its own policies say. */
export interface Exposure {
  /** No policy of any layer has a say in this direction. */
  readonly unprotected: boolean;
  readonly outside: readonly Outside[];
  /** Towards any pod of the cluster, also one that does not exist yet, whatever it is called and carries. */
  readonly wholeCluster: OpenTo;
  /** Towards pods of other namespaces that exist today. */
  readonly otherNamespaces: { readonly namespaces: readonly string[]; readonly ports: PortSet };
  /** Towards pods that carry what a selector asks for, where that differs from `wholeCluster`: also those that do not exist yet. */
  readonly selected: readonly (OpenTo & { readonly peers: string })[];
}

interface Stranger {
  readonly namespace: Labels;
  readonly namespaceName: string | undefined;
  readonly labels: Labels;
}

/** Labels that meet all requirements; undefined where none can. */
export function labelsFor({ requirements }: Selector): Labels | undefined {
  const labels: Record<string, string> = {};
  for (const key of new Set(requirements.map((one) => one.key))) {
    const asked = requirements.filter((one) => one.key === key);
    if (asked.every(({ operator }) => operator === 'NotIn' || operator === 'DoesNotExist')) continue;
    const values = [...asked.flatMap(({ operator, values: given }) => (operator === 'In' ? [...given] : [])), 'any', 'other'];
    const fitting = values.find((value) => matches({ requirements: asked }, { [key]: value }));
    if (fitting === undefined) return undefined;
    labels[key] = fitting;
  }
  return matches({ requirements }, labels) ? labels : undefined;
}

/** A pod that need not exist, which a peer means; undefined where it means none, or no pods. */
function strangerFor(peer: Peer, own: Labels, { model }: Engine): Stranger | undefined {
  if (peer.kind === 'related') {
    const labels = labelsFor(peer.pods);
    const values = peer.keys.map((key) => labelOf(own, key));
    if (labels === undefined || values.includes(undefined)) return undefined;
    const namespace = Object.fromEntries(
      peer.keys.map((key, index) => [key, peer.same ? (values[index] ?? '') : `not ${values[index]}`]),
    );
    return { labels, namespaceName: undefined, namespace };
  }
  if (peer.kind !== 'pods') return undefined;
  const { namespaces, pods } = peer.selector;
  const labels = labelsFor(pods);
  if (labels === undefined) return undefined;
  if ('names' in namespaces) {
    const [name] = namespaces.names;
    const known = model.namespaces.find((one) => one.name === name);
    return { labels, namespaceName: name, namespace: known?.labels ?? {} };
  }
  const namespace = labelsFor(namespaces.labels);
  return namespace === undefined ? undefined : { labels, namespace, namespaceName: namespace['kubernetes.io/metadata.name'] };
}

const isAnyPod = (peer: Peer): boolean =>
  peer.kind === 'everything' ||
  (peer.kind === 'pods' &&
    peer.selector.pods.requirements.length === 0 &&
    'labels' in peer.selector.namespaces &&
    peer.selector.namespaces.labels.requirements.length === 0);

function meets(peer: Peer, stranger: Stranger, own: Labels): boolean {
  if (peer.kind === 'related') {
    const values = peer.keys.map((key) => [labelOf(own, key), labelOf(stranger.namespace, key)] as const);
    if (values.flat().includes(undefined)) return false;
    return values.every(([mine, other]) => mine === other) === peer.same && matches(peer.pods, stranger.labels);
  }
  if (peer.kind !== 'pods') return peer.kind === 'everything';
  const { namespaces, pods } = peer.selector;
  const inNamespace =
    'names' in namespaces
      ? stranger.namespaceName !== undefined && namespaces.names.includes(stranger.namespaceName)
      : matches(namespaces.labels, stranger.namespace);
  return inNamespace && matches(pods, stranger.labels);
}

/** One peer: it is there or not. */
const single: Sets<boolean> = {
  none: false,
  all: true,
  isEmpty: (set) => !set,
  union: (a, b) => a || b,
  common: (a, b) => a && b,
  without: (a, b) => a && !b,
};

/** No rule speaks of these by number, or then of all ports around them. */
const firstFree = 61_000;

/** What the class's own policies let through for one peer that need not exist. */
function openTo(engine: Engine, one: PodClass, direction: Direction, isMet: (peer: Peer) => boolean): OpenTo {
  const { ports, policiesOf } = engine;
  const policies = policiesOf(one.index, direction);
  const met = new Map(
    policies.map((policy) => [policy, policy.rules.filter((rule) => rule.direction === direction && rule.peers.some(isMet))]),
  );

  function decided(containers: PodClass['ports']): PortSet {
    const onPorts = ({ ports: given }: Rule): number =>
      ports.of(given.all ? allPorts : unionOfPorts([given.numbers, ...given.named.map((name) => portsNamed(name, containers))]));
    let state = undecided(single, ports);
    for (const layer of layers) {
      const asked = policies.filter((policy) => policy.layer === layer);
      const steps = asked.flatMap((policy) =>
        (met.get(policy) ?? []).map((rule) => ({ action: rule.action, boxes: [{ peers: true, ports: onPorts(rule) }] })),
      );
      state = ask(state, { steps, closed: asked.some(({ isolates }) => isolates[direction]) }, single, ports);
    }
    return unionOfPorts([noPorts, ...settled(state).map((box) => ports.get(box.ports))]);
  }

  if (direction === 'ingress') return { ports: decided(one.ports), names: [] };
  // Which number a pod that does not exist gives to a name, nobody can say: a name is open if a number that nothing else speaks of becomes so.
  const named = [...met.values()].flat().flatMap(({ ports: given }) => (given.all ? [] : given.named));
  const numbers = decided([]);
  const names = [
    ...new Map(named.map(({ name, protocol }) => [`${protocol ?? 'TCP'} ${name}`, { name, protocol: protocol ?? 'TCP' }])),
  ];
  if (names.length === 0) return { ports: numbers, names: [] };
  const stands = names.map(([text, one], index) => ({ text, ...one, containerPort: firstFree + index }));
  const withNames = decided(stands);
  return {
    ports: numbers,
    names: stands
      .filter(({ protocol, containerPort }) => {
        const number = portsOf(protocol, { from: containerPort, to: containerPort });
        return isEmpty(commonPorts(numbers, number)) && !isEmpty(commonPorts(withNames, number));
      })
      .map(({ text }) => text),
  };
}

const isSame = (a: OpenTo, b: OpenTo): boolean =>
  isEmpty(portsWithout(a.ports, b.ports)) &&
  isEmpty(portsWithout(b.ports, a.ports)) &&
  JSON.stringify(a.names.toSorted()) === JSON.stringify(b.names.toSorted());

/**
 * Where pods to come get their addresses from, family by family: the nodes' ranges; where these are not known, anywhere. Empty where no
 * address of any pod is known, as in manifests.
 */
function podAddresses({ model, classes }: Engine): readonly AddressSet[] {
  const ofNodes = model.nodes.flatMap(({ podCidrs }) => podCidrs.flatMap((cidr) => addressesOfCidr(cidr) ?? []));
  const isKnown = classes.some(({ instances }) => instances.some(({ addresses }) => addresses.length > 0));
  const { v4, v6 } = unionOfAddresses(ofNodes.length === 0 && isKnown ? [allAddresses] : ofNodes);
  return [
    { v4, v6: [] },
    { v4: [], v6 },
  ].filter((set) => set.v4.length + set.v6.length > 0);
}

/** What the own policies of a class let through for pods that need not exist. */
export type ToNewcomers = Pick<Exposure, 'wholeCluster' | 'selected'>;

/** Where addresses match pods, a range that holds all that pods get stands for pods to come as well. */
export function newcomerExposures(engine: Engine): (one: PodClass, direction: Direction) => ToNewcomers {
  const ofPods = engine.ipBlockMatchesPods ? podAddresses(engine) : [];
  const isAnyone = (peer: Peer): boolean =>
    isAnyPod(peer) || (peer.kind === 'addresses' && ofPods.some((family) => contains(peer.addresses, family)));

  return (one, direction) => {
    if (one.hostNetwork) return { wholeCluster: { ports: allPorts, names: [] }, selected: [] };
    const own = one.namespace.labels;
    const wholeCluster = openTo(engine, one, direction, isAnyone);
    const peers = engine
      .policiesOf(one.index, direction)
      .flatMap(({ rules }) =>
        rules.filter((rule) => rule.direction === direction).flatMap((rule) => rule.peers.filter((peer) => !isAnyone(peer))),
      );
    const selected = [...new Map(peers.map((peer) => [peerText(peer), peer]))].flatMap(([text, peer]) => {
      const stranger = strangerFor(peer, own, engine);
      if (stranger === undefined) return [];
      const open = openTo(engine, one, direction, (met) => isAnyone(met) || meets(met, stranger, own));
      return isSame(open, wholeCluster) ? [] : [{ peers: text, ...open }];
    });
    return { wholeCluster, selected };
  };
}

/** What classes are open to. Only their own side counts: what the other end's policies say is another question. */
export function exposures({ engine, connections }: Pick<Reachability, 'engine' | 'connections'>) {
  const { classes, ports, policiesOf, verdict } = engine;
  const toNewcomers = newcomerExposures(engine);

  return (one: PodClass, direction: Direction): Exposure => {
    let elsewhere = ports.none;
    const namespaces = new Set<string>();
    for (const box of verdict(one.index, direction).pods) {
      engine.pods.each(box.peers, (member) => {
        const other = classes[member];
        if (other === undefined || other.namespace.name === one.namespace.name) return;
        namespaces.add(other.namespace.name);
        elsewhere = ports.union(elsewhere, box.ports);
      });
    }
    return {
      ...toNewcomers(one, direction),
      unprotected: one.hostNetwork || policiesOf(one.index, direction).length === 0,
      outside: connections.outside(one.index, direction),
      otherNamespaces: { namespaces: [...namespaces].toSorted(), ports: ports.get(elsewhere) },
    };
  };
}
