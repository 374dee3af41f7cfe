import { directions, type Policy } from '#lib/policy/model.ts';
import { havePodInCommon, piecesWithout } from './boxes.ts';
import type { Engine } from './engine.ts';
import type { PodClass } from './pod-classes.ts';
import type { Boxes } from './rules.ts';

/** The stand-ins of so many pods say enough about those of all. */
const enough = 10;

/** Those that together stand in for all pods: again and again the one that does for most of those that are left. */
function fewest(candidates: ReadonlyMap<Policy, ReadonlySet<number>>): readonly Policy[] {
  const chosen: Policy[] = [];
  let left = new Set([...candidates.values()].flatMap((members) => [...members]));
  while (left.size > 0) {
    let best: Policy | undefined;
    let most = 0;
    for (const [policy, members] of candidates) {
      const size = members.intersection(left).size;
      if (size > most) [best, most] = [policy, size];
    }
    if (best === undefined) break;
    chosen.push(best);
    left = left.difference(candidates.get(best) ?? new Set());
  }
  return chosen;
}

/** What a policy says about one pod, and what the others say that speak about the same. */
interface Looked {
  readonly own: Boxes;
  readonly others: ReadonlyMap<Policy, Boxes>;
}

const joined = (list: readonly Boxes[]): Boxes => ({
  pods: list.flatMap((boxes) => boxes.pods),
  atoms: list.flatMap((boxes) => boxes.atoms),
});

/** The policies with rules for what a policy's rules are about, and those that close what it closes or denies. */
export function whoDoesItToo(engine: Engine, policy: Policy, members: readonly PodClass[]): readonly Policy[] {
  const { pods, ports, atoms, policiesOf, rulesOf } = engine;
  const found = new Set<Policy>();
  for (const direction of directions) {
    const algebra = atoms[direction];
    const meet = (one: Boxes, other: Boxes): boolean =>
      one.pods.some((a) =>
        other.pods.some((b) => ports.common(a.ports, b.ports) !== ports.none && havePodInCommon(a.peers, b.peers, pods.has)),
      ) ||
      one.atoms.some((a) =>
        other.atoms.some(
          (b) => ports.common(a.ports, b.ports) !== ports.none && !algebra.isEmpty(algebra.common(a.peers, b.peers)),
        ),
      );
    const left = (own: Boxes, taken: Boxes): Boxes => ({
      pods: [...piecesWithout(own.pods, taken.pods, pods, ports)],
      atoms: [...piecesWithout(own.atoms, taken.atoms, algebra, ports)],
    });
    /** Those chosen, and whoever else it takes to say all that is said. */
    const together = (chosen: readonly Policy[], looked: readonly Looked[]): readonly Policy[] => {
      const all = new Set(chosen);
      for (const { own, others } of looked) {
        let rest = left(own, joined([...others].flatMap(([other, boxes]) => (all.has(other) ? [boxes] : []))));
        for (const [other, boxes] of others) {
          if (all.has(other) || !meet(rest, boxes)) continue;
          all.add(other);
          rest = left(rest, boxes);
        }
      }
      return [...all];
    };
    const closing = new Map<Policy, Set<number>>();
    const ruling = new Map<Policy, Set<number>>();
    const looked: Looked[] = [];
    const enter = (to: Map<Policy, Set<number>>, other: Policy, { index }: PodClass): void => {
      to.set(other, (to.get(other) ?? new Set()).add(index));
    };
    for (const at of members.slice(0, enough)) {
      const rules = rulesOf(policy, direction).map((rule) => ({ action: rule.action, boxes: rule.boxes(at) }));
      const own = rules.map(({ boxes }) => boxes);
      const closes =
        policy.isolates[direction] ||
        rules.some(({ action, boxes }) => action === 'deny' && boxes.pods.length + boxes.atoms.length > 0);
      const all = joined(own);
      const others = new Map<Policy, Boxes>();
      looked.push({ own: all, others });
      for (const other of policiesOf(at.index, direction)) {
        if (other === policy) continue;
        if (closes && other.isolates[direction]) enter(closing, other, at);
        const boxes = joined(rulesOf(other, direction).map((rule) => rule.boxes(at)));
        if (!meet(all, boxes)) continue;
        enter(ruling, other, at);
        others.set(other, boxes);
      }
    }
    const ruled = together(fewest(ruling), looked);
    // Who has the rules often closes as well; and where only rules deny, other rules do instead of them.
    const closed = new Set(ruled.flatMap((one) => [...((policy.isolates[direction] ? closing : ruling).get(one) ?? [])]));
    const unclosed = new Map(Array.from(closing, ([one, pods]) => [one, pods.difference(closed)] as const));
    for (const one of [...ruled, ...fewest(unclosed)]) found.add(one);
  }
  return [...found];
}
