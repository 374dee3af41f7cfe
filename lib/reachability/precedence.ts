import type { Action } from '#lib/policy/model.ts';
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

/** The boxes without repetitions. */
function distinct<Set>(boxes: readonly Box<Set>[]): readonly Box<Set>[] {
  const seen = new Map<Set, Ports[]>();
  return boxes.filter(({ peers, ports }) => {
    const on = seen.get(peers);
    if (on === undefined) seen.set(peers, [ports]);
    else if (on.includes(ports)) return false;
    else on.push(ports);
    return true;
  });
}

/**
 * The order of precedence, written once for every dialect. Layers are asked one after the other; in a layer the first step that matches
 * decides about a peer and a port: `allow` and `deny` for good, `pass` hands over to the next layer. What a layer leaves open goes on,
 * unless the layer is closed for the pod; what all layers leave open is allowed.
 *
 * @returns what is allowed, as a union of boxes
 */
export function decide<Set>(tiers: readonly Tier<Set>[], sets: Sets<Set>, ports: PortSets): readonly Box<Set>[] {
  const allowed = new Map<Ports, Set>();
  const add = (to: Map<Ports, Set>, number: Ports, peers: Set): void => {
    if (number === ports.none || sets.isEmpty(peers)) return;
    const known = to.get(number);
    to.set(number, known === undefined ? peers : sets.union(known, peers));
  };
  // Undecided so far. Each peer stands under one set of ports only, so that a cut touches it once.
  let open = new Map<Ports, Set>([[ports.all, sets.all]]);

  for (const { steps, closed } of tiers) {
    if (open.size === 0) break;
    if (closed && steps.every(({ action }) => action === 'allow')) {
      const boxes = steps.flatMap((step) => step.boxes);
      const untouched = allowed.size === 0 && open.size === 1 && open.get(ports.all) === sets.all;
      if (untouched) return distinct(boxes);
      for (const box of boxes)
        for (const [number, peers] of open) add(allowed, ports.common(number, box.ports), sets.common(peers, box.peers));
      open = new Map();
      break;
    }
    const passed: Box<Set>[] = [];
    for (const { action, boxes } of steps) {
      for (const box of boxes) {
        const rest = new Map<Ports, Set>();
        for (const [number, peers] of open) {
          const met = ports.common(number, box.ports);
          const hit = met === ports.none ? sets.none : sets.common(peers, box.peers);
          if (sets.isEmpty(hit)) {
            add(rest, number, peers);
            continue;
          }
          if (action === 'allow') add(allowed, met, hit);
          if (action === 'pass') passed.push({ peers: hit, ports: met });
          add(rest, number, sets.without(peers, hit));
          add(rest, ports.without(number, box.ports), hit);
        }
        open = rest;
      }
    }
    if (closed) open = new Map();
    for (const box of passed) open = joined(open, box);
  }
  for (const [number, peers] of open) add(allowed, number, peers);
  return [...allowed].map(([number, peers]) => ({ peers, ports: number }));

  /** The box back among what is undecided, each peer still under one set of ports. */
  function joined(before: ReadonlyMap<Ports, Set>, box: Box<Set>): Map<Ports, Set> {
    const after = new Map<Ports, Set>();
    let fresh = box.peers;
    for (const [number, peers] of before) {
      const both = sets.common(peers, box.peers);
      add(after, number, sets.without(peers, both));
      add(after, ports.union(number, box.ports), both);
      fresh = sets.without(fresh, both);
    }
    add(after, box.ports, fresh);
    return after;
  }
}
