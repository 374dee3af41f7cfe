import type { PodClass } from './pod-classes.ts';
import { bitCount } from './pod-sets.ts';
import type { Reachability } from './reachability.ts';

/** How many pairs of workload classes, one of the row and one of the column, are open on any port, and of how many that could be. */
export interface MatrixCell {
  readonly from: string;
  readonly to: string;
  readonly open: number;
  readonly of: number;
}

export interface Matrix {
  readonly groups: readonly string[];
  /** Cells with an open pair only, by rows. */
  readonly cells: readonly MatrixCell[];
  readonly open: number;
  readonly of: number;
}

/** Stretches of neighbouring classes of one group, so that a row is counted word by word. */
interface Stretch {
  readonly group: number;
  readonly from: number;
  readonly to: number;
}

function stretchesOf(groupOf: readonly number[]): readonly Stretch[] {
  const stretches: { group: number; from: number; to: number }[] = [];
  for (const [index, group] of groupOf.entries()) {
    const last = stretches.at(-1);
    if (last !== undefined && last.group === group) last.to = index + 1;
    else stretches.push({ group, from: index, to: index + 1 });
  }
  return stretches;
}

/** Bits from `from` to below `to`. */
function countBetween(bits: Uint32Array, from: number, to: number): number {
  const [first, last] = [from >>> 5, (to - 1) >>> 5];
  const low = 0xffffffff << (from & 31);
  const high = 0xffffffff >>> (31 - ((to - 1) & 31));
  if (first === last) return bitCount((bits[first] ?? 0) & low & high);
  let count = bitCount((bits[first] ?? 0) & low) + bitCount((bits[last] ?? 0) & high);
  for (let word = first + 1; word < last; word++) count += bitCount(bits[word] ?? 0);
  return count;
}

/** The whole matrix as counts; `by` gives the group of a class, by default its namespace. */
export function matrixOf(
  { engine: { classes }, openPairs }: Pick<Reachability, 'engine' | 'openPairs'>,
  by: (one: PodClass) => string = ({ namespace }) => namespace.name,
): Matrix {
  const groups = [...new Set(classes.map(by))].toSorted();
  const numbers = new Map(groups.map((group, index) => [group, index]));
  const groupOf = classes.map((one) => numbers.get(by(one)) ?? 0);
  const stretches = stretchesOf(groupOf);
  const sizes = groups.map(() => 0);
  for (const group of groupOf) sizes[group] = (sizes[group] ?? 0) + 1;
  // Pairs within one workload are none: a workload's parts do not count as reaching each other.
  const ownKey = (from: number, to: number): number => from * groups.length + to;
  const own = new Map<number, number>();
  for (const members of Map.groupBy(classes, ({ workload }) => workload).values()) {
    for (const { index: one } of members)
      for (const { index: other } of members) {
        const key = ownKey(groupOf[one] ?? 0, groupOf[other] ?? 0);
        own.set(key, (own.get(key) ?? 0) + 1);
      }
  }

  const membersOf: number[][] = groups.map(() => []);
  for (const [index, group] of groupOf.entries()) membersOf[group]?.push(index);
  const cells: MatrixCell[] = [];
  const open = new Float64Array(groups.length);
  for (const [from, row] of groups.entries()) {
    open.fill(0);
    for (const member of membersOf[from] ?? []) {
      const reached = openPairs.from(member);
      for (const stretch of stretches) {
        const count = countBetween(reached, stretch.from, stretch.to);
        if (count > 0) open[stretch.group] = (open[stretch.group] ?? 0) + count;
      }
    }
    for (let to = 0; to < open.length; to++) {
      const count = open[to] ?? 0;
      if (count === 0) continue;
      const pairs = (sizes[from] ?? 0) * (sizes[to] ?? 0) - (own.get(ownKey(from, to)) ?? 0);
      cells.push({ from: row, to: groups[to] ?? '', open: count, of: pairs });
    }
  }
  const total = classes.length ** 2 - [...own.values()].reduce((sum, count) => sum + count, 0);
  return { groups, cells, open: cells.reduce((sum, cell) => sum + cell.open, 0), of: total };
}
