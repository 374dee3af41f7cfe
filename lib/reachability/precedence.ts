import type { Action } from '#lib/policy/model.ts';
import type { PodSet, PodSets } from './pod-sets.ts';
import type { PortSets, Ports } from './port-sets.ts';
import type { Box } from './rules.ts';
import type { Sets } from './sets.ts';

/** One rule as it is asked: what it does to which peers on which ports. */
export interface Step<Set> {
  readonly action: Action;
  readonly boxes: readonly Box<Set>[];
}

/** What the policies of one layer that select a pod say about it, in the order in which they are asked. */
export interface Tier<Set> {
  readonly steps: readonly Step<Set>[];
  /** Nothing that the steps did not allow goes on to the next layer. */
  readonly closed: boolean;
}

/** How far the question has come: what is allowed for good, and what no layer has decided yet. */
export interface State<Set> {
  /** A union of boxes. */
  readonly allowed: readonly Box<Set>[];
  /** Each peer stands under one set of ports only, so that a cut touches it once. */
  readonly open: ReadonlyMap<Ports, Set>;
}

/** Before any layer has been asked. */
export const undecided = <Set>(sets: Sets<Set>, ports: PortSets): State<Set> => ({
  allowed: [],
  open: new Map([[ports.all, sets.all]]),
});

/**
 * The order of precedence, written once for every dialect. Layers are asked one after the other; in a layer the first step that matches
 * decides about a peer and a port: `allow` and `deny` for good, `pass` hands over to the next layer. What a layer leaves open goes on,
 * unless the layer is closed for the pod.
 */
export function ask<Set>({ allowed, open }: State<Set>, tier: Tier<Set>, sets: Sets<Set>, ports: PortSets): State<Set> {
  const { steps, closed } = tier;
  const add = (to: Map<Ports, Set>, number: Ports, peers: Set): void => {
    if (number === ports.none || sets.isEmpty(peers)) return;
    const known = to.get(number);
    to.set(number, known === undefined ? peers : sets.union(known, peers));
  };

  // Where everything that is not allowed is denied, the order of what allows says nothing: a plain union.
  if (closed && steps.every(({ action }) => action === 'allow')) {
    const boxes = steps.flatMap((step) => step.boxes);
    if (allowed.length === 0 && open.size === 1 && open.get(ports.all) === sets.all) return { allowed: boxes, open: new Map() };
    const met = boxes.flatMap((box) =>
      [...open].map(([number, peers]) => ({ ports: ports.common(number, box.ports), peers: sets.common(peers, box.peers) })),
    );
    return {
      allowed: [...allowed, ...met.filter((box) => box.ports !== ports.none && !sets.isEmpty(box.peers))],
      open: new Map(),
    };
  }

  const fresh = new Map<Ports, Set>();
  const passed: Box<Set>[] = [];
  let left = open;
  for (const { action, boxes } of steps) {
    for (const box of boxes) {
      const rest = new Map<Ports, Set>();
      for (const [number, peers] of left) {
        const met = ports.common(number, box.ports);
        const hit = met === ports.none ? sets.none : sets.common(peers, box.peers);
        if (sets.isEmpty(hit)) {
          add(rest, number, peers);
          continue;
        }
        if (action === 'allow') add(fresh, met, hit);
        if (action === 'pass') passed.push({ peers: hit, ports: met });
        add(rest, number, sets.without(peers, hit));
        add(rest, ports.without(number, box.ports), hit);
      }
      left = rest;
    }
  }
  const next = passed.reduce((sum, box) => joined(sum, box), closed ? new Map<Ports, Set>() : left);
  return { allowed: [...allowed, ...boxesOf(fresh)], open: next };

  /** The box back among what is undecided, each peer still under one set of ports. */
  function joined(before: ReadonlyMap<Ports, Set>, box: Box<Set>): ReadonlyMap<Ports, Set> {
    const after = new Map<Ports, Set>();
    let alone = box.peers;
    for (const [number, peers] of before) {
      const both = sets.common(peers, box.peers);
      add(after, number, sets.without(peers, both));
      add(after, ports.union(number, box.ports), both);
      alone = sets.without(alone, both);
    }
    add(after, box.ports, alone);
    return after;
  }
}

export const boxesOf = <Set>(map: ReadonlyMap<Ports, Set>): readonly Box<Set>[] =>
  [...map].map(([number, peers]) => ({ peers, ports: number }));

/** What is allowed once all layers have been asked: what none of them decided is. Boxes may overlap. */
export const settled = <Set>({ allowed, open }: State<Set>): readonly Box<Set>[] =>
  open.size === 0 ? allowed : [...allowed, ...boxesOf(open)];

/** Below this, boxes that could be one cost less than finding them. */
const worthJoining = 50;

/** The same union in fewer boxes, where there are many: one for all that name the same peers, then one for all that name the same ports. */
export function fewerBoxes(boxes: readonly Box<PodSet>[], pods: PodSets, ports: PortSets): readonly Box<PodSet>[] {
  if (boxes.length < worthJoining) return boxes;
  const byPeers = united(
    boxes,
    ({ peers }) => peers,
    (peers, alike) => ({ peers, ports: ports.unionOf(alike.map((box) => box.ports)) }),
  );
  return united(
    byPeers,
    (box) => box.ports,
    (on, alike) => ({ peers: pods.unionOf(alike.map(({ peers }) => peers)), ports: on }),
  );
}

function united<One, Key>(
  list: readonly One[],
  keyOf: (one: One) => Key,
  join: (key: Key, alike: readonly One[]) => One,
): readonly One[] {
  return Array.from(Map.groupBy(list, keyOf), ([key, alike]) => join(key, alike));
}
