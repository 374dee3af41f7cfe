import type { AddressSet } from '#lib/policy/addresses.ts';
import { type Direction, directions, layers, type Policy } from '#lib/policy/model.ts';
import type { NamespaceModel } from '#lib/policy/policies.ts';
import type { PortSet } from '#lib/policy/ports.ts';
import { piecesWithout } from './boxes.ts';
import { concerns, type Engine, type Verdict } from './engine.ts';
import { type Entries, ingressController } from './entries.ts';
import { type Newcomer, newcomerIn, newcomers } from './newcomers.ts';
import type { PodClass } from './pod-classes.ts';
import type { PodSet } from './pod-sets.ts';
import type { Ports } from './port-sets.ts';
import type { Box } from './rules.ts';
import { situations } from './situations.ts';
import { whoDoesItToo } from './stand-ins.ts';
import { podPorts } from './verdict-ports.ts';

/** A connection that would open or close if a policy were removed. */
export interface Change {
  readonly opens: boolean;
  readonly direction: Direction;
  /** The class that the policy selects. */
  readonly at: PodClass;
  readonly other: PodClass | AddressSet | typeof ingressController;
  readonly ports: PortSet;
}

/** What the removal of one policy, and of nothing else, would change. */
export type Redundancy =
  | { readonly kind: 'selectsNothing' }
  | { readonly kind: 'needed'; readonly change: Change }
  /** Nothing today, but a pod without labels in the namespace would be let through to other things; null: in a namespace to come. */
  | { readonly kind: 'forPodsToCome'; readonly namespace: string | null }
  /** Nothing as long as `by` are there, which close the same pods besides what they allow: it is what the others build on. */
  | { readonly kind: 'isDefault'; readonly by: readonly Policy[] }
  /**
   * Nothing. Where `changesOwnEnd` is false, `by` do the same for the pods that it selects; otherwise what would change for them comes
   * through nowhere, by what `otherEnds` say or because nobody is there.
   */
  | {
      readonly kind: 'redundant';
      readonly by: readonly Policy[];
      readonly changesOwnEnd: boolean;
      readonly otherEnds: readonly Policy[];
    }
  | { readonly kind: 'notCompared'; readonly reason: string };

/** Where more policies select one pod, or all answers together would take more steps, they are not worth the time. */
const mostPolicies = 500;
const mostSteps = 5_000_000;
/** To ask a policy is about as much work as to look at so many pairs of pods. */
const stepsPerPolicy = 10;
/** So few peers are looked at one by one. */
const few = 64;

const opposite = { ingress: 'egress', egress: 'ingress' } as const;

/** Whether a policy may be why something does not come through. */
const keepsOut = ({ isolates, rules }: Policy, direction: Direction): boolean =>
  isolates[direction] || rules.some((rule) => rule.direction === direction && rule.action === 'deny');

/**
 * Answers for each policy what its removal alone would change: between pods that exist, with addresses outside, and for the ingress
 * controller. Both ends count, for a policy may close both at once. Mostly the first pod that it selects shows that it is needed; where
 * its own end stays as it is, the other end is not asked.
 */
export function redundancies(engine: Engine, { wantedOf }: Entries): (policy: Policy) => Redundancy {
  const { model, classes, pods, ports, atoms, subjects, policiesOf, verdict, decide } = engine;
  const stranger = classes.length;
  const positions = new Map(Array.from(subjects.keys(), (policy, index) => [policy, index]));
  const inOrder = (a: Policy, b: Policy): number => (positions.get(a) ?? 0) - (positions.get(b) ?? 0);
  let steps = 0;

  const keyOf = situations(engine);
  const { placesOf, policiesIn } = newcomers(engine);
  const decided: Record<Direction, Map<string, Verdict>> = { ingress: new Map(), egress: new Map() };
  const under = (subject: Newcomer | PodClass, direction: Direction, policies: readonly Policy[]): Verdict => {
    const key = keyOf(subject, direction, policies);
    const known = decided[direction].get(key);
    if (known !== undefined) return known;
    steps += stepsPerPolicy * policies.length;
    const found = decide(subject, direction, policies);
    decided[direction].set(key, found);
    return found;
  };
  const without = (policies: readonly Policy[], policy: Policy): readonly Policy[] => policies.filter((one) => one !== policy);
  const afterAt = (policy: Policy, one: PodClass, direction: Direction): Verdict =>
    one.hostNetwork || !pods.has(subjects.get(policy) ?? pods.none, one.index) || !concerns(policy, direction)
      ? verdict(one.index, direction)
      : under(one, direction, without(policiesOf(one.index, direction), policy));

  const crowded = new Set(
    classes.flatMap(({ index }) => (directions.some((one) => policiesOf(index, one).length > mostPolicies) ? [index] : [])),
  );

  const settledFirst = new Map<string, boolean>();
  /**
   * Whether the first layer alone comes to the same without the policy: then nothing changes behind it. Its policies mostly select whole
   * clusters, so that this is known for all pods at once.
   */
  const isSameAfterFirst = (policy: Policy, at: PodClass, direction: Direction): boolean => {
    if (policy.layer !== layers[0]) return false;
    const first = policiesOf(at.index, direction).filter(({ layer }) => layer === policy.layer);
    const key = `${direction} ${positions.get(policy)} of ${keyOf(at, direction, first)}`;
    const known = settledFirst.get(key);
    if (known !== undefined) return known;
    const [before, after] = [under(at, direction, first), under(at, direction, without(first, policy))];
    const isSame =
      !isOther(before, after, direction) &&
      !isOther({ ...before, ...before.byDefault }, { ...after, ...after.byDefault }, direction);
    settledFirst.set(key, isSame);
    return isSame;
  };

  const isOther = (before: Verdict, after: Verdict, direction: Direction): boolean => {
    for (const [one, other] of [
      [before, after],
      [after, before],
    ] as const) {
      for (const _ of piecesWithout(one.atoms, other.atoms, atoms[direction], ports)) return true;
      for (const _ of piecesWithout(one.pods, other.pods, pods, ports)) return true;
    }
    return false;
  };

  /** The first namespace in which the policy decides something about a pod to come. */
  const standsFor = (policy: Policy): NamespaceModel | undefined =>
    placesOf(policy).find((namespace) => {
      const newcomer = newcomerIn(namespace, policy);
      return directions.some((direction) => {
        if (!concerns(policy, direction)) return false;
        const all = policiesIn(namespace).filter((one) => concerns(one, direction));
        return isOther(under(newcomer, direction, all), under(newcomer, direction, without(all, policy)), direction);
      });
    });

  const portsAnywhere: Partial<Record<Direction, ReadonlyMap<Ports, PodSet>>> = {};
  /** Classes that let anybody through on any of the ports. */
  function openOn(direction: Direction, on: Ports): PodSet {
    portsAnywhere[direction] ??= new Map(
      Array.from(
        Map.groupBy(classes, ({ index }) => ports.unionOf(verdict(index, direction).pods.map((box) => box.ports))),
        ([number, members]) => [number, pods.of(members.map(({ index }) => index))] as const,
      ),
    );
    let open = pods.none;
    for (const [number, members] of portsAnywhere[direction])
      if (ports.common(number, on) !== ports.none) open = pods.union(open, members);
    return open;
  }

  /** Of what changes at one end for pods, the first that the other end lets through. */
  function seenAtOtherEnd(
    policy: Policy,
    at: PodClass,
    direction: Direction,
    { peers, ports: on }: Box<PodSet>,
    opens: boolean,
  ): Change | 'tooMany' | undefined {
    const wanted = direction === 'ingress' && pods.has(peers, stranger) ? wantedOf(at.index).map((one) => one.ports) : [];
    const entering = ports.common(on, ports.unionOf(wanted));
    if (entering !== ports.none) return { opens, direction, at, other: ingressController, ports: ports.get(entering) };
    const other = opposite[direction];
    let candidates = peers;
    if (peers.size > few) {
      const open = openOn(other, on);
      // What closes at this end was let through by the other end as it is; what opens, by the other end as it will be.
      candidates = pods.common(peers, opens ? pods.union(open, subjects.get(policy) ?? pods.none) : open);
    }
    for (const member of candidates.members ?? membersOf(candidates)) {
      const end = classes[member];
      if (end === undefined || isOnePod(at, end)) continue;
      steps += 1;
      if (steps > mostSteps) return 'tooMany';
      const through = opens ? afterAt(policy, end, other) : verdict(member, other);
      const met = ports.common(on, podPorts(engine, through, at.index));
      if (met !== ports.none) return { opens, direction, at, other: end, ports: ports.get(met) };
    }
    return undefined;
  }

  /** Replicas of a workload reach each other by policies as others do, though nobody lists that; a pod always reaches itself. */
  const isOnePod = (a: PodClass, b: PodClass): boolean => a.workload === b.workload && a.workload.ref.kind === 'Pod';

  const membersOf = (set: PodSet): readonly number[] => {
    const members: number[] = [];
    pods.each(set, (member) => members.push(member));
    return members;
  };

  /**
   * Whether it closes a direction for every pod to come, and says nothing else: others that close it too are there for what they allow,
   * and may go with that.
   */
  const isDefault = (policy: Policy, namespace: NamespaceModel | undefined): boolean => {
    const onlyCloses = (one: Policy, direction: Direction): boolean =>
      one.isolates[direction] && one.rules.every((rule) => rule.direction !== direction);
    const others = namespace === undefined ? [] : policiesIn(namespace);
    if (!others.includes(policy)) return false;
    return directions.some(
      (direction) => onlyCloses(policy, direction) && !others.some((other) => other !== policy && onlyCloses(other, direction)),
    );
  };

  const notCompared = (reason: string): Redundancy => ({ kind: 'notCompared', reason });
  const tooMany = notCompared('there are too many policies and pods to compare');

  /** The first change that anybody sees; what changes at one end and nobody sees is entered in `unseen`. */
  function changeAmong(policy: Policy, members: readonly PodClass[], unseen: Set<number>): Redundancy | undefined {
    for (const at of members) {
      for (const direction of directions) {
        if (steps > mostSteps) return tooMany;
        if (isSameAfterFirst(policy, at, direction)) continue;
        const before = verdict(at.index, direction);
        const after = afterAt(policy, at, direction);
        if (before === after) continue;
        const sides = [
          { opens: false, more: before, less: after },
          { opens: true, more: after, less: before },
        ];
        for (const { opens, more, less } of sides) {
          for (const { peers, ports: on } of piecesWithout(more.atoms, less.atoms, atoms[direction], ports)) {
            const other = atoms[direction].addresses(peers);
            return { kind: 'needed', change: { opens, direction, at, other, ports: ports.get(on) } };
          }
        }
        for (const { opens, more, less } of sides) {
          for (const piece of piecesWithout(more.pods, less.pods, pods, ports)) {
            const change = seenAtOtherEnd(policy, at, direction, piece, opens);
            if (change === 'tooMany') return tooMany;
            if (change !== undefined) return { kind: 'needed', change };
            if (unseen.size < few) for (const member of membersOf(piece.peers).slice(0, few)) unseen.add(member);
          }
        }
      }
    }
    return undefined;
  }

  return (policy) => {
    const members = membersOf(subjects.get(policy) ?? pods.none).flatMap((member) => classes[member] ?? []);
    if (members.length === 0) return { kind: 'selectsNothing' };
    if (members.some(({ index }) => crowded.has(index)))
      return notCompared(`more than ${mostPolicies} policies select the same pods`);
    const unseen = new Set<number>();
    // The first pod mostly tells. A default for whole namespaces, which may change nothing for thousands, is told by one to come.
    const first = changeAmong(policy, members.slice(0, 1), unseen);
    if (first !== undefined) return first;
    const place = standsFor(policy);
    if (place !== undefined) return { kind: 'forPodsToCome', namespace: model.namespaces.includes(place) ? place.name : null };
    const change = changeAmong(policy, members.slice(1), unseen);
    if (change !== undefined) return change;
    const by = whoDoesItToo(engine, policy, members);
    if (isDefault(policy, members[0]?.namespace)) return { kind: 'isDefault', by };
    const ends = [...unseen].filter((member) => member !== stranger);
    const there = ends.flatMap((member) =>
      directions.flatMap((one) =>
        concerns(policy, opposite[one]) ? policiesOf(member, one).filter((other) => keepsOut(other, one)) : [],
      ),
    );
    return {
      kind: 'redundant',
      by,
      changesOwnEnd: unseen.size > 0,
      otherEnds: [...new Set(there)].filter((one) => one !== policy).toSorted(inOrder),
    };
  };
}
