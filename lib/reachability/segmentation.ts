import { bitCount, nextBit, wordsFor } from './pod-sets.ts';
import type { Reachability } from './reachability.ts';

/** A cluster's segmentation in a few figures, for trends. Classes count once each, however many pods they have. */
export interface Segmentation {
  readonly classes: number;
  /** Pairs of classes of different workloads that are open on any port, and all there are. */
  readonly openPairs: number;
  readonly pairs: number;
  /** Classes that take connections from, or open them to, any address outside. */
  readonly openFromOutside: number;
  readonly openToOutside: number;
  /** Classes in reach over any number of hops: of the average class, and of the worst. Null where there are no classes. */
  readonly meanBlastRadius: number | null;
  readonly worstBlastRadius: number | null;
}

/** The rows of all classes, one behind the other, and what each class reaches over any number of hops. */
function closures({ engine: { classes }, connections }: Reachability): {
  readonly direct: number;
  readonly sizes: readonly number[];
} {
  const count = classes.length;
  const width = wordsFor(count + 1);
  const rows = new Uint32Array(count * width);
  let direct = 0;
  for (const { index } of classes) rows.set(connections.reached(index), index * width);
  for (const word of rows) direct += bitCount(word);
  const rowOf = (member: number): Uint32Array => rows.subarray(member * width, (member + 1) * width);

  // Tarjan's components (https://doi.org/10.1137/0201010), without recursion: they come out with those they lead to before them.
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const component = new Int32Array(count).fill(-1);
  const reach: Uint32Array[] = [];
  const stack: number[] = [];
  let next = 0;

  const close = (members: readonly number[]): void => {
    const whole = new Uint32Array(width);
    for (const member of members) {
      component[member] = reach.length;
      whole[member >>> 5] = (whole[member >>> 5] ?? 0) | (1 << (member & 31));
    }
    for (const member of members) {
      const row = rowOf(member);
      for (let word = 0; word < width; word++) {
        // Whatever one class of another component reaches, all of it is reached: each component is taken in once.
        for (let fresh = (row[word] ?? 0) & ~(whole[word] ?? 0); fresh !== 0; fresh = (row[word] ?? 0) & ~(whole[word] ?? 0)) {
          const to = (word << 5) + 31 - Math.clz32(fresh & -fresh);
          const other = reach[component[to] ?? -1];
          for (let index = 0; index < width; index++) whole[index] = (whole[index] ?? 0) | (other?.[index] ?? 0);
        }
      }
    }
    reach.push(whole);
  };

  const visit = (root: number): void => {
    const path: { readonly member: number; at: number }[] = [];
    const enter = (member: number): void => {
      order[member] = next;
      low[member] = next;
      next++;
      stack.push(member);
      path.push({ member, at: 0 });
    };
    enter(root);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const { member } = frame;
      const to = nextBit(rowOf(member), frame.at);
      if (to >= 0) {
        frame.at = to + 1;
        if ((order[to] ?? -1) < 0) enter(to);
        else if ((component[to] ?? -1) < 0) low[member] = Math.min(low[member] ?? 0, order[to] ?? 0);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) low[above.member] = Math.min(low[above.member] ?? 0, low[member] ?? 0);
      if (low[member] === order[member]) close(stack.splice(stack.lastIndexOf(member)));
    }
  };
  for (const { index } of classes) if ((order[index] ?? -1) < 0) visit(index);

  const sizeOf = reach.map((bits) => bits.reduce((sum, word) => sum + bitCount(word), 0));
  // A class does not count as being in its own reach.
  return { direct, sizes: classes.map(({ index }) => (sizeOf[component[index] ?? -1] ?? 1) - 1) };
}

export function segmentationOf(reachability: Reachability): Segmentation {
  const { classes, verdict } = reachability.engine;
  const { direct, sizes } = closures(reachability);
  const own = [...Map.groupBy(classes, ({ workload }) => workload).values()].reduce((sum, { length }) => sum + length ** 2, 0);
  const outside = (direction: 'ingress' | 'egress'): number =>
    classes.filter(({ index }) => verdict(index, direction).atoms.length > 0).length;
  return {
    classes: classes.length,
    openPairs: direct,
    pairs: classes.length ** 2 - own,
    openFromOutside: outside('ingress'),
    openToOutside: outside('egress'),
    meanBlastRadius: sizes.length === 0 ? null : sizes.reduce((sum, size) => sum + size, 0) / sizes.length,
    worstBlastRadius: sizes.length === 0 ? null : sizes.reduce((most, size) => Math.max(most, size), 0),
  };
}
