import { rangesText } from '#lib/policy/addresses.ts';
import { type Direction, directions, type Policy } from '#lib/policy/model.ts';
import { portsText } from '#lib/policy/ports.ts';
import { cover, rangesOf, refined, unlike } from './address-parts.ts';
import { type CauseFinder, causeFinder, type Difference, looksAtNodes } from './causes.ts';
import { type ChangedObject, isSame } from './change.ts';
import { type Change, changedObjects } from './changed-objects.ts';
import type { Verdict } from './engine.ts';
import { ingressController } from './entries.ts';
import type { PodClass } from './pod-classes.ts';
import { type PodSet, podSets } from './pod-sets.ts';
import { type PortSets, type Ports, portSets } from './port-sets.ts';
import { type Allowed, allowedOf } from './reach.ts';
import type { Reachability } from './reachability.ts';
import { onlyOf, type Side, type Unit, unitsOf } from './units.ts';

/** A connection that is not what it was, and the objects whose change made it so. */
export interface DriftLine {
  readonly type: 'added' | 'removed' | 'changed';
  readonly src: string;
  readonly dst: string;
  readonly before: Allowed;
  readonly after: Allowed;
  readonly causes: readonly ChangedObject[];
}

/** Whether the same policies could decide something else about a class than about its like on the other side. */
const isAlike = (one: PodClass, other: PodClass): boolean =>
  isSame(
    [one.labels, one.namespace.labels, one.hostNetwork, one.ports, one.instances],
    [other.labels, other.namespace.labels, other.hostNetwork, other.ports, other.instances],
  );

/** All other units decide as before towards all that are as before. */
interface Touched {
  /** Those that are not as they were, so that others may decide differently about them. */
  readonly changed: ReadonlySet<number>;
  /** Those that are, and that a policy selects which is not. */
  readonly selected: ReadonlySet<number>;
}

function touched(
  before: Reachability,
  after: Reachability,
  units: readonly Unit[],
  unitOf: Readonly<Record<Side, Int32Array>>,
  changes: readonly Change[],
): Touched {
  const areNodesAlike =
    changes.every(({ kind }) => kind !== 'nodes') ||
    ![before, after].some(({ engine }) => engine.model.policies.some(looksAtNodes));
  if (!areNodesAlike || before.engine.ipBlockMatchesPods !== after.engine.ipBlockMatchesPods)
    return { changed: new Set(units.keys()), selected: new Set() };

  const changed = new Set<number>();
  for (const [index, unit] of units.entries()) {
    const [old, fresh] = [onlyOf(before.engine, unit.before), onlyOf(after.engine, unit.after)];
    if (old === undefined || fresh === undefined || !isAlike(old, fresh)) changed.add(index);
  }
  const selected = new Set<number>();
  const addSubjects = ({ engine }: Reachability, side: Side, policy: Policy | undefined): void => {
    const subjects = policy === undefined ? undefined : engine.subjects.get(policy);
    if (subjects === undefined) return;
    engine.pods.each(subjects, (member) => {
      const unit = unitOf[side][member] ?? -1;
      if (unit >= 0 && !changed.has(unit)) selected.add(unit);
    });
  };
  for (const change of changes) {
    if (change.kind !== 'policy') continue;
    addSubjects(before, 'before', change.before);
    addSubjects(after, 'after', change.after);
  }
  return { changed, selected };
}

/**
 * The units whose connections in a direction may differ: of those that are as they were, only where their own verdicts do. Where boxes
 * are merely cut differently, a unit may be named that decides as before.
 */
function suspects(
  before: Reachability,
  after: Reachability,
  units: readonly Unit[],
  { changed, selected }: Touched,
  direction: Direction,
): ReadonlySet<number> {
  const common = podSets(units.length);
  const translator = ({ engine }: Reachability, side: Side) => {
    const unitOf = new Int32Array(engine.classes.length + 1).fill(-1);
    for (const [index, unit] of units.entries())
      if (unit.before.length > 0 && unit.after.length > 0) for (const member of unit[side]) unitOf[member] = index;
    const known = new Map<PodSet, PodSet>();
    return (set: PodSet): PodSet => {
      const done = known.get(set);
      if (done !== undefined) return done;
      const members = new Set<number>();
      engine.pods.each(set, (member) => {
        const unit = unitOf[member] ?? -1;
        if (unit >= 0) members.add(unit);
      });
      const translated = common.of(members);
      known.set(set, translated);
      return translated;
    };
  };
  const numbers = new Map<PodSet, number>();
  const numberOf = (set: PodSet): number => {
    const known = numbers.get(set) ?? numbers.size;
    numbers.set(set, known);
    return known;
  };
  // Sets of ports have one numbering for both sides, too.
  const both = portSets();
  const reader = (side: Reachability, name: Side) => {
    const translate = translator(side, name);
    const { ports, verdict } = side.engine;
    const sameOf: number[] = [];
    const known = new Map<Verdict, Decided>();
    return (member: number): Decided => {
      const verdictHere = verdict(member, direction);
      const done = known.get(verdictHere);
      if (done !== undefined) return done;
      const boxes = verdictHere.pods.map(({ peers, ports: on }) => {
        sameOf[on] ??= both.of(ports.get(on));
        return numberOf(translate(peers)) * 2 ** 26 + (sameOf[on] ?? 0);
      });
      const outside = side.connections
        .outside(member, direction)
        .map(({ addresses, ports: on }) => `${rangesText(addresses).join(' ')} ${portsText(ports.get(on))}`);
      const decided = { boxes: Float64Array.from(boxes).sort(), outside: outside.toSorted().join('\n') };
      known.set(verdictHere, decided);
      return decided;
    };
  };
  const [was, is] = [reader(before, 'before'), reader(after, 'after')];
  const found = new Set(changed);
  for (const index of selected) {
    const [old, fresh] = [onlyOf(before.engine, units[index]?.before ?? []), onlyOf(after.engine, units[index]?.after ?? [])];
    if (old === undefined || fresh === undefined || !isSameDecision(was(old.index), is(fresh.index))) found.add(index);
  }
  return found;
}

/** What a verdict says, in numbers that both sides share; boxes in rising order. */
interface Decided {
  readonly boxes: Float64Array;
  readonly outside: string;
}

const isSameDecision = (a: Decided, b: Decided): boolean =>
  a.outside === b.outside && a.boxes.length === b.boxes.length && a.boxes.every((box, index) => box === b.boxes[index]);

/** Of more ranges that changed alike, what changed them is asked for all at once. */
const mostAsked = 100;

const typeOf = (before: Allowed, after: Allowed): DriftLine['type'] =>
  before === 'None' ? 'added' : after === 'None' ? 'removed' : 'changed';

/** Connections of one unit with the others in one direction, ports in numbers that both sides share. */
function rowOf(
  side: Reachability,
  members: readonly number[],
  unitOf: Int32Array,
  direction: Direction,
  shared: SharedPorts,
): ReadonlyMap<number, Ports> {
  const row = new Map<number, Ports>();
  for (const member of members) {
    const pairs = direction === 'egress' ? side.connections.from(member) : side.connections.into(member);
    for (const { src, dst, ports } of pairs) {
      const unit = unitOf[direction === 'egress' ? dst : src] ?? -1;
      row.set(unit, shared.union(row.get(unit) ?? shared.none, shared.numberOf(side, ports)));
    }
  }
  return row;
}

/** Sets of ports under one numbering for both sides. */
interface SharedPorts extends PortSets {
  readonly numberOf: (side: Reachability, ports: Ports) => Ports;
  readonly allowed: (ports: Ports) => Allowed;
}

function sharedPorts(): SharedPorts {
  const shared = portSets();
  const numbers = new Map<Reachability, Ports[]>();
  const texts: Allowed[] = [];
  return {
    ...shared,
    numberOf: (side, ports) => {
      const known = numbers.get(side) ?? [];
      numbers.set(side, known);
      known[ports] ??= shared.of(side.engine.ports.get(ports));
      return known[ports];
    },
    allowed: (ports) => {
      texts[ports] ??= allowedOf(shared.get(ports));
      return texts[ports];
    },
  };
}

const outsideOf = (side: Reachability, members: readonly number[], direction: Direction) =>
  members.flatMap((member) =>
    side.connections
      .outside(member, direction)
      .map(({ addresses, ports }) => ({ addresses, ports: side.engine.ports.get(ports) })),
  );

/** The connections that differ, with what made them differ. Pairs whose ends decide as before are not looked at. */
export function* driftOf(before: Reachability, after: Reachability): Generator<DriftLine> {
  const units = unitsOf(before, after);
  const numbering = ({ engine }: Reachability, side: Side): Int32Array => {
    const unitOf = new Int32Array(engine.classes.length + 1).fill(-1);
    for (const [index, unit] of units.entries()) for (const member of unit[side]) unitOf[member] = index;
    return unitOf;
  };
  const unitOf = { before: numbering(before, 'before'), after: numbering(after, 'after') };
  const changes = changedObjects(before.engine.model, after.engine.model);
  const find: CauseFinder = causeFinder({ before: before.engine, after: after.engine }, changes, {
    ipBlockMatchesPods: after.engine.ipBlockMatchesPods,
  });
  const shared = sharedPorts();
  const line = (src: string, dst: string, ends: Omit<Difference, 'was' | 'is'>, was: Ports, is: Ports): DriftLine | undefined => {
    if (was === is) return undefined;
    const [old, fresh] = [shared.allowed(was), shared.allowed(is)];
    const causes = find({ ...ends, was: shared.get(was), is: shared.get(is) });
    return { type: typeOf(old, fresh), src, dst, before: old, after: fresh, causes };
  };

  const found = touched(before, after, units, unitOf, changes);
  const sources = suspects(before, after, units, found, 'egress');
  const targets = suspects(before, after, units, found, 'ingress');
  for (const direction of ['egress', 'ingress'] as const) {
    for (const index of direction === 'egress' ? sources : targets) {
      const unit = units[index];
      if (unit === undefined) continue;
      const was = rowOf(before, unit.before, unitOf.before, direction, shared);
      const is = rowOf(after, unit.after, unitOf.after, direction, shared);
      for (const other of [...new Set([...was.keys(), ...is.keys()])].toSorted((a, b) => a - b)) {
        const peer = units[other];
        // Every pair once: those of changed sources come with their row.
        if (peer === undefined || (direction === 'ingress' && sources.has(other))) continue;
        const [src, dst] = direction === 'egress' ? [unit, peer] : [peer, unit];
        const ends = { src, dst, entering: false };
        const found = line(src.id, dst.id, ends, was.get(other) ?? shared.none, is.get(other) ?? shared.none);
        if (found !== undefined) yield found;
      }
    }
  }
  for (const direction of directions) {
    for (const index of direction === 'egress' ? sources : targets) {
      const unit = units[index];
      if (unit === undefined) continue;
      const old = cover(outsideOf(before, unit.before, direction), unit.before.length);
      const fresh = cover(outsideOf(after, unit.after, direction), unit.after.length);
      for (const { addresses, was, is } of refined(unlike(old, fresh), unlike(fresh, old))) {
        const ranges = rangesOf(addresses);
        for (const one of ranges) {
          const [range = ''] = rangesText(one);
          const [src, dst] = direction === 'egress' ? [unit.id, range] : [range, unit.id];
          const ends = direction === 'egress' ? { src: unit, dst: undefined } : { src: undefined, dst: unit };
          const asked = { ...ends, entering: false, addresses: ranges.length > mostAsked ? addresses : one };
          const found = line(src, dst, asked, shared.of(was), shared.of(is));
          if (found !== undefined) yield found;
        }
      }
    }
  }
  for (const unit of units) {
    const entering = (side: Reachability, members: readonly number[]): Ports =>
      shared.unionOf(members.map((member) => shared.numberOf(side, side.entries.portsInto(member))));
    const ends = { src: undefined, dst: unit, entering: true };
    const found = line(ingressController, unit.id, ends, entering(before, unit.before), entering(after, unit.after));
    if (found !== undefined) yield found;
  }
}
