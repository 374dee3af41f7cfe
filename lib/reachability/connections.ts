import type { AddressSet } from '#lib/policy/addresses.ts';
import type { Direction } from '#lib/policy/model.ts';
import type { AtomSet } from './atoms.ts';
import type { Engine, Verdict } from './engine.ts';
import { type Pairs, pairsOf } from './pairs.ts';
import type { Ports } from './port-sets.ts';

/** Addresses that a class reaches, or that reach it, on the same ports. */
export interface Outside {
  readonly addresses: AddressSet;
  readonly ports: Ports;
}

export interface Connections extends Pairs {
  readonly outside: (member: number, direction: Direction) => readonly Outside[];
}

/**
 * The boxes of addresses laid over each other: each address under one set of ports only. One walk along all bounds, with the boxes that
 * are open at each stretch.
 */
function byAddress({ ports }: Engine, { atoms }: Verdict): ReadonlyMap<Ports, AtomSet> {
  // Rules often name the same addresses: those count once, with all of their ports.
  const alike = Map.groupBy(atoms, ({ peers }) => peers.join(' '));
  const edges = [...alike.values()].flatMap((boxes) => {
    const on = ports.unionOf(boxes.map((box) => box.ports));
    return Array.from(boxes[0]?.peers ?? [], (at, index) => ({ at, on, step: index % 2 === 0 ? 1 : -1 }));
  });
  edges.sort((a, b) => a.at - b.at);

  const open = new Map<Ports, number>();
  const bounds = new Map<Ports, number[]>();
  for (const [index, { at, on, step }] of edges.entries()) {
    const count = (open.get(on) ?? 0) + step;
    if (count === 0) open.delete(on);
    else open.set(on, count);
    const next = edges[index + 1]?.at;
    if (open.size === 0 || next === undefined || next === at) continue;
    const here = ports.unionOf([...open.keys()]);
    const found = bounds.get(here);
    if (found === undefined) bounds.set(here, [at, next]);
    else if (found.at(-1) === at) found[found.length - 1] = next;
    else found.push(at, next);
  }
  return new Map(Array.from(bounds, ([on, list]): [Ports, AtomSet] => [on, Int32Array.from(list)]));
}

export function connectionsOf(engine: Engine): Connections {
  const { atoms, verdict } = engine;
  const outsideOf = new WeakMap<Verdict, readonly Outside[]>();
  const outside = (member: number, direction: Direction): readonly Outside[] => {
    const decided = verdict(member, direction);
    const known = outsideOf.get(decided);
    if (known !== undefined) return known;
    const byPorts = byAddress(engine, decided);
    const result = [...byPorts].map(([on, set]) => ({ addresses: atoms[direction].addresses(set), ports: on }));
    outsideOf.set(decided, result);
    return result;
  };

  return { ...pairsOf(engine), outside };
}
