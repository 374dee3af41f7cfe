import { type BitRows, closuresOf } from '#lib/reachability/closure.ts';
import { bitCount, eachBit, wordsFor } from '#lib/reachability/pod-sets.ts';
import type { Recalled, RecordedClass } from '#lib/reachability/record.ts';
import { isOpenToInternet } from './outside-places.ts';

/** One workload of a list, with how much it is open to. Numbers count workloads, its own left out. */
export interface WorkloadLine {
  readonly id: string;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly pods: number;
  /** Some of its pods use the node's network, where no policy applies. */
  readonly hostNetwork: boolean;
  readonly reachedBy: number;
  readonly reaches: number;
  /** In reach over any number of hops. */
  readonly blastRadius: number;
  readonly fromInternet: boolean;
  readonly toInternet: boolean;
  /** Whether policies close the direction: of all its pods, of some, or of none. */
  readonly isolatedIngress: Share;
  readonly isolatedEgress: Share;
  /** Ways in from outside the cluster that are open. */
  readonly entries: number;
}

export type Share = 'all' | 'some' | 'none';

const shareOf = (parts: readonly RecordedClass[], has: (one: RecordedClass) => boolean): Share =>
  parts.every(has) ? 'all' : parts.some(has) ? 'some' : 'none';

/** What each class reaches directly, as rows of bits. */
function rowsOf({ classes, reached }: Recalled): BitRows {
  const width = wordsFor(classes.length + 1);
  const bits = new Uint32Array(classes.length * width);
  for (const { index } of classes) bits.set(reached(index), index * width);
  return { count: classes.length, width, bits };
}

const unionOf = (sets: readonly Uint32Array[]): Uint32Array => {
  const [first = new Uint32Array(), ...rest] = sets;
  if (rest.length === 0) return first;
  const all = Uint32Array.from(first);
  for (const set of rest) for (const [word, bits] of set.entries()) all[word] = (all[word] ?? 0) | bits;
  return all;
};

/** Counts the workloads whose classes are among some classes. */
function workloadCounter(workloadOf: Int32Array, workloads: number): (bits: Uint32Array) => number {
  if (workloads === workloadOf.length) return (bits) => bits.reduce((sum, word) => sum + bitCount(word), 0);
  return (bits) => {
    const found = new Set<number>();
    eachBit(bits, (member) => found.add(workloadOf[member] ?? -1));
    return found.size;
  };
}

const known = new WeakMap<Recalled, readonly WorkloadLine[]>();

/** Every running workload, in the order of their ids: one pass over all that is open, the first time. */
export function workloadLines(recalled: Recalled): readonly WorkloadLine[] {
  const lines = known.get(recalled) ?? linesOf(recalled);
  known.set(recalled, lines);
  return lines;
}

function linesOf(recalled: Recalled): readonly WorkloadLine[] {
  const groups = [...Map.groupBy(recalled.classes, ({ workloadId }) => workloadId).values()];
  const workloadOf = new Int32Array(recalled.classes.length);
  for (const [number, parts] of groups.entries()) for (const { index } of parts) workloadOf[index] = number;
  const countOf = workloadCounter(workloadOf, groups.length);
  const rows = rowsOf(recalled);
  const rowOf = (member: number): Uint32Array => rows.bits.subarray(member * rows.width, (member + 1) * rows.width);
  const closureOf = closuresOf(rows);

  const reachedBy = new Int32Array(groups.length);
  const direct = groups.map((parts) => {
    const row = unionOf(parts.map(({ index }) => rowOf(index)));
    let last = -1;
    // Classes of one workload stand side by side.
    eachBit(row, (member) => {
      const target = workloadOf[member] ?? -1;
      if (target !== last) reachedBy[target] = (reachedBy[target] ?? 0) + 1;
      last = target;
    });
    return countOf(row);
  });
  const radii = new Map<Uint32Array, number>();
  return groups.flatMap((parts, number) => {
    const [first] = parts;
    if (first === undefined) return [];
    const closure = unionOf(parts.map(({ index }) => closureOf(index)));
    const radius = radii.get(closure) ?? countOf(closure) - 1;
    radii.set(closure, radius);
    return {
      id: first.workloadId,
      namespace: first.namespace,
      kind: first.workload.kind,
      name: first.workload.name,
      pods: parts.reduce((sum, { pods }) => sum + pods, 0),
      hostNetwork: parts.some(({ hostNetwork }) => hostNetwork),
      reachedBy: reachedBy[number] ?? 0,
      reaches: direct[number] ?? 0,
      blastRadius: radius,
      fromInternet: parts.some(({ ingress }) => isOpenToInternet(ingress)),
      toInternet: parts.some(({ egress }) => isOpenToInternet(egress)),
      isolatedIngress: shareOf(parts, ({ ingress }) => ingress.closed),
      isolatedEgress: shareOf(parts, ({ egress }) => egress.closed),
      entries: parts.flatMap(({ entries }) => entries.filter(({ open }) => open !== 'None')).length,
    };
  });
}
