import { type AddressSet, addressOf } from '#lib/policy/addresses.ts';
import { type Direction, directions, layers, type Policy } from '#lib/policy/model.ts';
import type { PolicyModel } from '#lib/policy/policies.ts';
import type { PodInstance } from '#lib/policy/workloads.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { type AtomSet, type Atoms, atomsOf } from './atoms.ts';
import { placesOf } from './places.ts';
import { type PodClass, podClasses } from './pod-classes.ts';
import { type PodSet, type PodSets, podSets } from './pod-sets.ts';
import { type PortSets, portSets } from './port-sets.ts';
import { ask, boxesOf, fewerBoxes, type State, settled, type Tier, undecided } from './precedence.ts';
import { type Box, type Boxes, nodeAddresses, type ResolvedRule, ruleResolver, type Subject, type World } from './rules.ts';
import { selection } from './selection.ts';

export interface ReachOptions {
  /**
   * Whether `ipBlock` and `networks` also match the addresses of pods, where those are known. CNIs that filter by address do so; Cilium,
   * which goes by identity, does not. Default: true.
   */
  readonly ipBlockMatchesPods?: boolean;
}

/** What one direction of a class lets through, as a union of boxes. */
export interface Verdict {
  readonly pods: readonly Box<PodSet>[];
  readonly atoms: readonly Box<AtomSet>[];
  /** A NetworkPolicy, or another layer that closes, selects the class in this direction. */
  readonly closed: boolean;
  /** Of all that, what is let through only because no policy decided about it. */
  readonly byDefault: Boxes;
}

/** What all answers are drawn from. Classes are asked by their number; the stranger's is `classes.length`. */
export interface Engine {
  readonly model: PolicyModel;
  readonly ipBlockMatchesPods: boolean;
  readonly classes: readonly PodClass[];
  readonly ports: PortSets;
  readonly pods: PodSets;
  readonly atoms: Readonly<Record<Direction, Atoms>>;
  readonly subjects: ReadonlyMap<Policy, PodSet>;
  /** The policies that have a say about a class in a direction, in the order in which they are asked. */
  readonly policiesOf: (member: number, direction: Direction) => readonly Policy[];
  readonly rulesOf: (policy: Policy, direction: Direction) => readonly ResolvedRule[];
  readonly verdict: (member: number, direction: Direction) => Verdict;
  /** What the given policies, in the order in which they are asked, would let through for a pod, which need not exist. */
  readonly decide: (subject: Subject, direction: Direction, policies: readonly Policy[]) => Verdict;
}

const layerOrder = new Map(layers.map((layer, index) => [layer, index]));

/** As they are asked: by layer, order, and, where the API leaves it open, by name. */
export function inOrder(a: Policy, b: Policy): number {
  const byLayer = (layerOrder.get(a.layer) ?? 0) - (layerOrder.get(b.layer) ?? 0);
  if (byLayer !== 0) return byLayer;
  if (a.order !== b.order) return a.order - b.order;
  const [one, other] = [refText(a.ref), refText(b.ref)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Whether a policy has a say in a direction at all. */
export const concerns = (policy: Policy, direction: Direction): boolean =>
  policy.isolates[direction] || policy.rules.some((rule) => rule.direction === direction);

/** Every set of addresses that rules of a direction name: their edges cut the addresses into atoms. */
function addressesNamed({ policies, nodes }: PolicyModel, direction: Direction): readonly AddressSet[] {
  const ofNodes = nodeAddresses(nodes);
  return policies.flatMap(({ rules }) =>
    rules.flatMap((rule) =>
      rule.direction !== direction
        ? []
        : rule.peers.flatMap((peer) =>
            peer.kind === 'addresses' ? [peer.addresses] : peer.kind === 'nodes' ? [ofNodes(peer.nodes)] : [],
          ),
    ),
  );
}

/** What of an instance's place any policy can see. */
function placing(atoms: Readonly<Record<Direction, Atoms>>, byAddress: boolean) {
  return ({ addresses, node }: PodInstance, hostNetwork: boolean): string => {
    if (!byAddress && !hostNetwork) return '';
    const seen = addresses.flatMap((text) => {
      const address = addressOf(text);
      const family = address === undefined ? undefined : address.v4.length > 0 ? 'v4' : 'v6';
      const value = family === undefined ? undefined : address?.[family][0]?.from;
      return family === undefined || value === undefined
        ? []
        : [`${atoms.ingress.at(family, value)}.${atoms.egress.at(family, value)}`];
    });
    const place = [...new Set(seen)].toSorted().join(' ');
    return hostNetwork && node !== null ? `${place} on ${node}` : place;
  };
}

/** Looks a model up once, and decides per class and direction when asked. */
export function engineOf(model: PolicyModel, { ipBlockMatchesPods = true }: ReachOptions = {}): Engine {
  const atoms = { ingress: atomsOf(addressesNamed(model, 'ingress')), egress: atomsOf(addressesNamed(model, 'egress')) };
  const classes = podClasses(model, placing(atoms, ipBlockMatchesPods));
  const pods = podSets(classes.length + 1);
  const ports = portSets();
  const select = selection(classes, model.namespaces, pods);
  const world: World = {
    classes,
    namespaces: model.namespaces,
    nodes: model.nodes,
    ports,
    pods,
    atoms,
    select,
    places: placesOf(classes, pods),
    ipBlockMatchesPods,
  };
  const resolve = ruleResolver(world);

  const ordered = model.policies.toSorted(inOrder);
  const subjects = new Map<Policy, PodSet>();
  // Policies with the same subjects stand together, so that thousands on the same pods cost each pod one entry.
  const together: Record<Direction, Map<PodSet, number[]>> = { ingress: new Map(), egress: new Map() };
  for (const [position, policy] of ordered.entries()) {
    const subject = select(policy.subject);
    subjects.set(policy, subject);
    for (const direction of directions) {
      if (!concerns(policy, direction)) continue;
      const alike = together[direction].get(subject);
      if (alike === undefined) together[direction].set(subject, [position]);
      else alike.push(position);
    }
  }
  const selecting: Record<Direction, (readonly number[])[][]> = { ingress: classes.map(() => []), egress: classes.map(() => []) };
  for (const direction of directions)
    for (const [subject, positions] of together[direction])
      pods.each(subject, (member) => selecting[direction][member]?.push(positions));

  const resolved: Record<Direction, Map<Policy, readonly ResolvedRule[]>> = { ingress: new Map(), egress: new Map() };
  const rulesOf = (policy: Policy, direction: Direction): readonly ResolvedRule[] => {
    const known = resolved[direction].get(policy);
    if (known !== undefined) return known;
    const fresh = policy.rules.filter((rule) => rule.direction === direction).map((rule) => resolve(policy, rule));
    resolved[direction].set(policy, fresh);
    return fresh;
  };

  const policiesOf = (member: number, direction: Direction): readonly Policy[] => {
    const groups = selecting[direction][member] ?? [];
    const positions = groups.length === 1 ? (groups[0] ?? []) : groups.flat().sort((a, b) => a - b);
    return positions.flatMap((position) => ordered[position] ?? []);
  };

  const undecidedAll = (direction: Direction): Verdict => {
    const everything: Boxes = {
      pods: [{ peers: pods.all, ports: ports.all }],
      atoms: [{ peers: atoms[direction].all, ports: ports.all }],
    };
    return { ...everything, closed: false, byDefault: everything };
  };
  const open: Record<Direction, Verdict> = { ingress: undecidedAll('ingress'), egress: undecidedAll('egress') };

  interface Reached {
    readonly pods: State<PodSet>;
    readonly atoms: State<AtomSet>;
    readonly closed: boolean;
  }

  function askLayer(before: Reached, subject: Subject, direction: Direction, asked: readonly Policy[]): Reached {
    const steps = asked.flatMap((policy) =>
      rulesOf(policy, direction).map((rule) => ({ action: rule.action, boxes: rule.boxes(subject) })),
    );
    const closed = asked.some((policy) => policy.isolates[direction]);
    const tier = <Set>(pick: (boxes: Boxes) => readonly Box<Set>[]): Tier<Set> => ({
      closed,
      steps: steps.map(({ action, boxes }) => ({ action, boxes: pick(boxes) })),
    });
    const [forPods, forAtoms] = [tier((boxes) => boxes.pods), tier((boxes) => boxes.atoms)];
    return {
      pods: ask(before.pods, forPods, pods, ports),
      atoms: ask(before.atoms, forAtoms, atoms[direction], ports),
      closed: before.closed || closed,
    };
  }

  const numbers = new Map<Policy, number>();
  /** Two policies of the same name are two where one of them is only supposed. */
  function numberOf(policy: Policy): number {
    const number = numbers.get(policy) ?? numbers.size;
    numbers.set(policy, number);
    return number;
  }

  /** How far the first layer comes: its policies mostly select whole clusters, and decide the same for many classes. */
  const afterFirst: Record<Direction, Map<string, Reached>> = { ingress: new Map(), egress: new Map() };

  function decided(subject: Subject, direction: Direction, policies: readonly Policy[]): Verdict {
    let reached: Reached = {
      pods: undecided(pods, ports),
      atoms: undecided(atoms[direction], ports),
      closed: false,
    };
    for (const layer of layers) {
      const asked = policies.filter((policy) => policy.layer === layer);
      if (asked.length === 0) continue;
      const isShared = layer === layers[0] && !asked.some((policy) => hasOwn(policy, direction));
      const key = isShared ? asked.map(numberOf).join(' ') : '';
      const next = (isShared ? afterFirst[direction].get(key) : undefined) ?? askLayer(reached, subject, direction, asked);
      if (isShared) afterFirst[direction].set(key, next);
      reached = next;
    }
    return {
      pods: fewerBoxes(settled(reached.pods), pods, ports),
      atoms: settled(reached.atoms),
      closed: reached.closed,
      byDefault: { pods: boxesOf(reached.pods.open), atoms: boxesOf(reached.atoms.open) },
    };
  }

  /** Whether a rule of the policy means something else on each subject. */
  const hasOwn = (policy: Policy, direction: Direction): boolean =>
    rulesOf(policy, direction).some(({ perSubject }) => perSubject);

  const ownGroups: Record<Direction, Map<readonly number[], boolean>> = { ingress: new Map(), egress: new Map() };
  const groupHasOwn = (group: readonly number[], direction: Direction): boolean => {
    const known = ownGroups[direction].get(group);
    if (known !== undefined) return known;
    const has = group.some((position) => {
      const policy = ordered[position];
      return policy !== undefined && hasOwn(policy, direction);
    });
    ownGroups[direction].set(group, has);
    return has;
  };

  const verdicts: Record<Direction, (Verdict | undefined)[]> = { ingress: [], egress: [] };
  const alike: Record<Direction, Map<string, Verdict>> = { ingress: new Map(), egress: new Map() };

  /** Classes that the same policies select get the same verdict, unless a rule means something else on each of them. */
  function verdict(member: number, direction: Direction): Verdict {
    const known = verdicts[direction][member];
    if (known !== undefined) return known;
    const subject = classes[member];
    const groups = selecting[direction][member] ?? [];
    if (subject === undefined || subject.hostNetwork || groups.length === 0) {
      verdicts[direction][member] = open[direction];
      return open[direction];
    }
    const own = groups.some((group) => groupHasOwn(group, direction));
    const key = groups.map(([first]) => first).join(' ') + (own ? JSON.stringify([subject.ports, subject.namespace.name]) : '');
    const found = alike[direction].get(key) ?? decided(subject, direction, policiesOf(member, direction));
    alike[direction].set(key, found);
    verdicts[direction][member] = found;
    return found;
  }

  return { model, ipBlockMatchesPods, classes, ports, pods, atoms, subjects, policiesOf, rulesOf, verdict, decide: decided };
}
