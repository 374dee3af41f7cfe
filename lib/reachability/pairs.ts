import type { Direction } from '#lib/policy/model.ts';
import type { Engine, Verdict } from './engine.ts';
import { type PodSet, wordsFor } from './pod-sets.ts';
import type { Ports } from './port-sets.ts';
import type { Box } from './rules.ts';
import { podPorts } from './verdict-ports.ts';

/** The ports on which a class reaches another. */
export interface Pair {
  readonly src: number;
  readonly dst: number;
  readonly ports: Ports;
}

/** Classes that the same sources reach on the same ports. */
interface Way {
  readonly sources: PodSet;
  readonly ports: Ports;
  readonly targets: PodSet;
}

/** Which class reaches which. */
export interface Pairs {
  /** Ports on which `src` reaches `dst`, one class another; none where both are of one workload. */
  readonly between: (src: number, dst: number) => Ports;
  /** Everything that a class reaches, by rising number. */
  readonly from: (src: number) => readonly Pair[];
  /** Everything that reaches a class, by rising number. */
  readonly into: (dst: number) => readonly Pair[];
  /** The classes that a class reaches on any port, as bits of the engine's universe; the bits are used again by the next call. */
  readonly reached: (src: number) => Uint32Array;
}

/** As much as it takes to tell who reaches whom: what each class lets through, wherever that comes from. */
export interface Decided extends Pick<Engine, 'ports' | 'pods'> {
  /** Classes of one workload have the same object as `workload`. */
  readonly classes: readonly { readonly index: number; readonly workload: object }[];
  readonly verdict: (member: number, direction: Direction) => Pick<Verdict, 'pods'>;
}

/** The ways into all classes, turned round. Classes with the same way in share one entry, so that a source meets them as a set. */
interface Ways {
  /** Those with many sources, by their ports: which of them are open to a source, each is asked. */
  readonly wide: ReadonlyMap<Ports, readonly Way[]>;
  /** For each source those with few sources that are open to it. */
  readonly narrow: readonly (readonly Way[])[];
  /** Of both, how many a source meets at most. */
  readonly most: (src: number) => number;
}

function waysOf({ classes, pods, verdict }: Decided): Ways {
  const targets = new Map<PodSet, Map<Ports, number[]>>();
  for (const { index } of classes) {
    for (const { peers, ports } of verdict(index, 'ingress').pods) {
      let byPorts = targets.get(peers);
      if (byPorts === undefined) {
        byPorts = new Map();
        targets.set(peers, byPorts);
      }
      const found = byPorts.get(ports);
      if (found === undefined) byPorts.set(ports, [index]);
      else found.push(index);
    }
  }
  const wide = new Map<Ports, Way[]>();
  const narrow: Way[][] = classes.map(() => []);
  let wideOnes = 0;
  for (const [sources, byPorts] of targets) {
    for (const [ports, members] of byPorts) {
      const way = { sources, ports, targets: pods.of(members) };
      if (sources.members !== null) {
        for (const source of sources.members) narrow[source]?.push(way);
        continue;
      }
      wideOnes++;
      const alike = wide.get(ports);
      if (alike === undefined) wide.set(ports, [way]);
      else alike.push(way);
    }
  }
  return { wide, narrow, most: (src) => wideOnes + (narrow[src]?.length ?? 0) };
}

export function pairsOf(engine: Decided): Pairs {
  const { classes, pods, ports, verdict } = engine;
  const stranger = classes.length;
  let turned: Ways | undefined;
  const ways = (): Ways => {
    turned ??= waysOf(engine);
    return turned;
  };
  const isSelf = (a: number, b: number): boolean => a === b || classes[a]?.workload === classes[b]?.workload;

  const between = (src: number, dst: number): Ports =>
    isSelf(src, dst)
      ? ports.none
      : ports.common(podPorts(engine, verdict(src, 'egress'), dst), podPorts(engine, verdict(dst, 'ingress'), src));

  const found = new Int32Array(classes.length + 1);
  /** Sums up what `collect` hands over, and lists it. Mostly a member comes once: only for more is there a list. */
  function summed(collect: (add: (member: number, on: Ports) => void) => void): readonly (readonly [number, Ports])[] {
    const touched: number[] = [];
    const more = new Map<number, Ports[]>();
    collect((member, on) => {
      const before = found[member] ?? ports.none;
      if (before === ports.none) {
        touched.push(member);
        found[member] = on;
      } else if (before !== on) {
        const list = more.get(member);
        if (list === undefined) more.set(member, [before, on]);
        else list.push(on);
      }
    });
    const result = touched
      .toSorted((a, b) => a - b)
      .map((member): readonly [number, Ports] => {
        const list = more.get(member);
        return [member, list === undefined ? (found[member] ?? ports.none) : ports.unionOf(list)];
      });
    for (const member of touched) found[member] = ports.none;
    return result;
  }

  const unasked = -1;
  /** What each target lets in from the source that was asked about last: several boxes of a source mostly name the same targets. */
  const letIn = new Int32Array(classes.length);

  /**
   * What a class reaches, as single targets or as what a box of its own and a way in have in common; both may name a target again. Few
   * targets are asked one by one; for many, the ways that are open to the source are cut with them.
   */
  const eachTarget = (
    src: number,
    one: (dst: number, on: Ports) => void,
    several: (box: Box<PodSet>, way: Way) => void,
  ): void => {
    const { wide, narrow, most } = ways();
    const boxes = verdict(src, 'egress').pods;
    const limit = most(src);
    letIn.fill(unasked);
    for (const box of boxes)
      if (box.peers.size < limit)
        pods.each(box.peers, (dst) => {
          if (dst === stranger) return;
          if (letIn[dst] === unasked) letIn[dst] = podPorts(engine, verdict(dst, 'ingress'), src);
          const on = ports.common(box.ports, letIn[dst] ?? ports.none);
          if (on !== ports.none) one(dst, on);
        });
    const large = boxes.filter(({ peers }) => peers.size >= limit);
    if (large.length === 0) return;
    for (const [on, alike] of wide) {
      const met = large.filter((box) => ports.common(box.ports, on) !== ports.none);
      if (met.length === 0) continue;
      for (const way of alike) if (pods.has(way.sources, src)) for (const box of met) several(box, way);
    }
    for (const way of narrow[src] ?? [])
      for (const box of large) if (ports.common(box.ports, way.ports) !== ports.none) several(box, way);
  };

  const from = (src: number): readonly Pair[] => {
    const pairs = summed((add) => {
      eachTarget(src, add, (box, way) => {
        const on = ports.common(box.ports, way.ports);
        if (box.peers === pods.all) pods.each(way.targets, (dst) => add(dst, on));
        else
          pods.each(way.targets, (dst) => {
            if (pods.has(box.peers, dst)) add(dst, on);
          });
      });
    });
    return pairs.flatMap(([dst, on]) => (isSelf(src, dst) ? [] : [{ src, dst, ports: on }]));
  };

  const into = (dst: number): readonly Pair[] => {
    const pairs = summed((add) => {
      for (const box of verdict(dst, 'ingress').pods) {
        pods.each(box.peers, (src) => {
          if (src === stranger) return;
          const on = ports.common(box.ports, podPorts(engine, verdict(src, 'egress'), dst));
          if (on !== ports.none) add(src, on);
        });
      }
    });
    return pairs.flatMap(([src, on]) => (isSelf(src, dst) ? [] : [{ src, dst, ports: on }]));
  };

  const row = new Uint32Array(wordsFor(classes.length + 1));
  const enter = (member: number): void => {
    row[member >>> 5] = (row[member >>> 5] ?? 0) | (1 << (member & 31));
  };
  const leave = (member: number): void => {
    row[member >>> 5] = (row[member >>> 5] ?? 0) & ~(1 << (member & 31));
  };
  const enterBoth = (a: PodSet, b: PodSet): void => {
    if (a.bits !== null && b.bits !== null) {
      for (let index = 0; index < row.length; index++)
        row[index] = (row[index] ?? 0) | ((a.bits[index] ?? 0) & (b.bits[index] ?? 0));
      return;
    }
    const [small, large] = a.size < b.size ? [a, b] : [b, a];
    pods.each(small, (member) => {
      if (pods.has(large, member)) enter(member);
    });
  };
  const reached = (src: number): Uint32Array => {
    row.fill(0);
    eachTarget(src, enter, (box, way) => {
      if (box.peers === pods.all) pods.addTo(row, way.targets);
      else enterBoth(box.peers, way.targets);
    });
    for (const { index } of byWorkload.get(classes[src]?.workload) ?? []) leave(index);
    return row;
  };
  const byWorkload = Map.groupBy(classes, ({ workload }): object | undefined => workload);

  return { between, from, into, reached };
}
