import type { PodSet } from './pod-sets.ts';
import type { PortSets } from './port-sets.ts';
import type { Box } from './rules.ts';
import type { Sets } from './sets.ts';

/** What of a box another one leaves: at most the other peers on all ports, and the common ones on the other ports. */
function minus<Peers>(box: Box<Peers>, taken: Box<Peers>, sets: Sets<Peers>, ports: PortSets): readonly Box<Peers>[] {
  const on = ports.common(box.ports, taken.ports);
  if (on === ports.none) return [box];
  const met = sets.common(box.peers, taken.peers);
  if (sets.isEmpty(met)) return [box];
  const others = { peers: sets.without(box.peers, met), ports: box.ports };
  const rest = { peers: met, ports: ports.without(box.ports, on) };
  return [...(sets.isEmpty(others.peers) ? [] : [others]), ...(rest.ports === ports.none ? [] : [rest])];
}

/**
 * What is in one union of boxes and not in another, piece by piece, so that who needs only to know whether there is anything takes the
 * first. Boxes that stand in both cost nothing: a union mostly differs from another by the few that one policy adds.
 */
export function* piecesWithout<Peers>(
  boxes: readonly Box<Peers>[],
  taken: readonly Box<Peers>[],
  sets: Sets<Peers>,
  ports: PortSets,
): Generator<Box<Peers>> {
  if (boxes === taken) return;
  const known = new Map<Peers, number[]>();
  for (const { peers, ports: on } of taken) {
    const list = known.get(peers);
    if (list === undefined) known.set(peers, [on]);
    else list.push(on);
  }
  for (const box of boxes) {
    if (sets.isEmpty(box.peers) || known.get(box.peers)?.includes(box.ports)) continue;
    let left: readonly Box<Peers>[] = [box];
    for (const other of taken) {
      left = left.flatMap((piece) => minus(piece, other, sets, ports));
      if (left.length === 0) break;
    }
    yield* left;
  }
}

/** Whether two sets of pods have a member in common; nothing is made or kept to find that out. */
export function havePodInCommon(a: PodSet, b: PodSet, has: (set: PodSet, member: number) => boolean): boolean {
  if (a.size === 0 || b.size === 0) return false;
  if (a === b) return true;
  const [one, other] = a.size <= b.size ? [a, b] : [b, a];
  if (one.members !== null) return one.members.some((member) => has(other, member));
  return one.bits.some((word, index) => (word & (other.bits?.[index] ?? 0)) !== 0);
}
