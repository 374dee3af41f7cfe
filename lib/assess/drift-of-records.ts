import {
  type AddressSet,
  commonAddresses,
  difference,
  noAddresses,
  rangesText,
  unionOfAddresses,
} from '#lib/policy/addresses.ts';
import { type Direction, directions } from '#lib/policy/model.ts';
import { noPorts, type PortSet, unionOfPorts } from '#lib/policy/ports.ts';
import { ingressController } from '#lib/reachability/entries.ts';
import { type Allowed, allowedOf, portsOfAllowed } from '#lib/reachability/reach.ts';
import type { Recalled } from '#lib/reachability/record.ts';
import { addressesOfRange } from './outside-places.ts';

/** Who reached whom at both ends of a time. */
export interface RecordedEnds {
  readonly before: Recalled;
  readonly after: Recalled;
}

/** A connection that is not what it was; a workload is one end by itself, or by each of its parts where both records have the same. */
export interface RecordedChange {
  readonly src: string;
  readonly dst: string;
  readonly before: Allowed;
  readonly after: Allowed;
}

type Side = keyof RecordedEnds;
const sides = ['before', 'after'] as const satisfies readonly Side[];

type Member = Recalled['classes'][number];

/** How a class is called as an end of a connection, as `driftOf` has it. */
function namer({ before, after }: RecordedEnds): (one: Pick<Member, 'id' | 'workloadId'>) => string {
  const partsIn = ({ classes }: Recalled) => Map.groupBy(classes, ({ workloadId }) => workloadId);
  const [was, is] = [partsIn(before), partsIn(after)];
  const known = new Map<string, boolean>();
  const areSame = (workload: string): boolean => {
    const [old, fresh] = [was.get(workload), is.get(workload)];
    if (old === undefined || fresh === undefined) return true;
    const ids = new Set([...old, ...fresh].map(({ id }) => id));
    return ids.size === old.length && ids.size === fresh.length;
  };
  return ({ id, workloadId }) => {
    const same = known.get(workloadId) ?? areSame(workloadId);
    known.set(workloadId, same);
    return same ? id : workloadId;
  };
}

/** Ports by pairs of ends, those of all parts of an end together. */
class Ports {
  readonly #pairs = new Map<string, { readonly src: string; readonly dst: string; before: PortSet; after: PortSet }>();

  add(side: Side, src: string, dst: string, ports: PortSet): void {
    const key = JSON.stringify([src, dst]);
    const pair = this.#pairs.get(key) ?? { src, dst, before: noPorts, after: noPorts };
    pair[side] = unionOfPorts([pair[side], ports]);
    this.#pairs.set(key, pair);
  }

  changes(): readonly RecordedChange[] {
    return [...this.#pairs.values()].map(({ src, dst, before, after }) => ({
      ...{ src, dst },
      before: allowedOf(before),
      after: allowedOf(after),
    }));
  }
}

/** Addresses with the ports that are open to them at both ends of the time. */
interface Part extends Readonly<Record<Side, PortSet>> {
  readonly addresses: AddressSet;
}

const isNowhere = ({ v4, v6 }: AddressSet): boolean => v4.length === 0 && v6.length === 0;

/** Lays addresses over parts that do not overlap, so that they do not afterwards either. */
function laidOver(parts: readonly Part[], side: Side, addresses: AddressSet, ports: PortSet): readonly Part[] {
  let fresh = addresses;
  const next = parts.flatMap((part) => {
    const both = commonAddresses(part.addresses, addresses);
    if (isNowhere(both)) return [part];
    fresh = difference(fresh, both);
    return [
      { ...part, addresses: difference(part.addresses, both) },
      { ...part, addresses: both, [side]: unionOfPorts([part[side], ports]) },
    ];
  });
  return [...next, { addresses: fresh, before: noPorts, after: noPorts, [side]: ports }].filter(
    (part) => !isNowhere(part.addresses),
  );
}

/** Connections with addresses outside that some classes, which are one end, have in a direction. */
function outsideChanges(end: string, members: Readonly<Record<Side, readonly Member[]>>, direction: Direction) {
  let parts: readonly Part[] = [];
  for (const side of sides)
    for (const member of members[side])
      for (const { addresses, ports } of member[direction].outside) {
        const ranges = unionOfAddresses([noAddresses, ...addresses.map(addressesOfRange)]);
        parts = laidOver(parts, side, ranges, portsOfAllowed(ports));
      }
  const told = parts.map(({ addresses, before, after }) => ({ addresses, before: allowedOf(before), after: allowedOf(after) }));
  const alike = Map.groupBy(told, ({ before, after }) => JSON.stringify([before, after]));
  return [...alike.values()].flatMap(([first, ...rest]): RecordedChange[] => {
    if (first === undefined) return [];
    const { before, after } = first;
    const ranges = rangesText(unionOfAddresses([first, ...rest].map(({ addresses }) => addresses)));
    return ranges.map((range) => ({
      ...(direction === 'egress' ? { src: end, dst: range } : { src: range, dst: end }),
      before,
      after,
    }));
  });
}

/** Every connection of some workloads that is not the same at both ends, out of what is recorded; `workloads` are their ids. */
export function recordedChanges(ends: RecordedEnds, workloads: ReadonlySet<string>): readonly RecordedChange[] {
  const nameOf = namer(ends);
  const pairs = new Ports();
  const members = new Map<string, Record<Side, Member[]>>();
  for (const side of sides) {
    const { classes, from, into } = ends[side];
    const called = (index: number): string => nameOf(classes[index] ?? { id: '', workloadId: '' });
    for (const one of classes) {
      if (!workloads.has(one.workloadId)) continue;
      const name = nameOf(one);
      for (const { index, ports } of from(one.index)) pairs.add(side, name, called(index), ports);
      for (const { index, ports } of into(one.index)) pairs.add(side, called(index), name, ports);
      pairs.add(side, ingressController, name, portsOfAllowed(one.controller));
      const own = members.get(name) ?? { before: [], after: [] };
      own[side].push(one);
      members.set(name, own);
    }
  }
  const outside = [...members].flatMap(([name, own]) => directions.flatMap((direction) => outsideChanges(name, own, direction)));
  return [...pairs.changes(), ...outside].filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
}
