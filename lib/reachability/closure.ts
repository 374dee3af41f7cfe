import { bitCount, eachBit } from './pod-sets.ts';

/** Who reaches whom directly: a row of `width` words for each of `count` members, one behind the other; bit n of a row is member n. */
export interface BitRows {
  readonly count: number;
  readonly width: number;
  readonly bits: Uint32Array;
}

const has = (bits: Uint32Array, member: number): boolean => (((bits[member >>> 5] ?? 0) >>> (member & 31)) & 1) === 1;
const add = (bits: Uint32Array, member: number): void => {
  bits[member >>> 5] = (bits[member >>> 5] ?? 0) | (1 << (member & 31));
};
const remove = (bits: Uint32Array, member: number): void => {
  bits[member >>> 5] = (bits[member >>> 5] ?? 0) & ~(1 << (member & 31));
};

/** The first bit at the word `from` or behind it that is in both; -1 where there is none. */
function firstCommon(a: Uint32Array, b: Uint32Array, from: number): number {
  for (let index = from; index < a.length; index++) {
    const word = (a[index] ?? 0) & (b[index] ?? 0);
    if (word !== 0) return (index << 5) + 31 - Math.clz32(word & -word);
  }
  return -1;
}

/** What a member reaches over any number of hops, itself included, as bits that are not to be changed. */
export function closuresOf({ count, width, bits }: BitRows): (member: number) => Uint32Array {
  const rowOf = (member: number): Uint32Array => bits.subarray(member * width, (member + 1) * width);

  // Tarjan's components (https://doi.org/10.1137/0201010), without recursion: they come out with those they lead to before them.
  const order = new Int32Array(count);
  const low = new Int32Array(count);
  const component = new Int32Array(count).fill(-1);
  const reach: Uint32Array[] = [];
  /** By rising order. */
  const stack: number[] = [];
  const [unseen, onStack, common] = [new Uint32Array(width), new Uint32Array(width), new Uint32Array(width)];
  for (let member = 0; member < count; member++) add(unseen, member);
  let next = 0;

  const close = (members: readonly number[]): void => {
    const whole = new Uint32Array(width);
    for (const member of members) {
      component[member] = reach.length;
      remove(onStack, member);
      add(whole, member);
    }
    for (const member of members) {
      const row = rowOf(member);
      for (let word = 0; word < width; word++) {
        // Whatever one member of another component reaches, all of it is reached: each component is taken in once.
        for (let fresh = (row[word] ?? 0) & ~(whole[word] ?? 0); fresh !== 0; fresh = (row[word] ?? 0) & ~(whole[word] ?? 0)) {
          const to = (word << 5) + 31 - Math.clz32(fresh & -fresh);
          const other = reach[component[to] ?? -1];
          for (let index = 0; index < width; index++) whole[index] = (whole[index] ?? 0) | (other?.[index] ?? 0);
        }
      }
    }
    reach.push(whole);
  };

  /** The lowest order on the stack that a row leads to. A full row meets the bottom of the stack at once, a thin one has few bits. */
  const lowestOf = (row: Uint32Array): number => {
    let met = 0;
    for (let word = 0; word < width; word++) {
      common[word] = (row[word] ?? 0) & (onStack[word] ?? 0);
      met += bitCount(common[word] ?? 0);
    }
    if (met === 0) return Number.POSITIVE_INFINITY;
    if (met * met > stack.length) return order[stack.find((member) => has(common, member)) ?? -1] ?? Number.POSITIVE_INFINITY;
    let lowest = Number.POSITIVE_INFINITY;
    eachBit(common, (member) => {
      lowest = Math.min(lowest, order[member] ?? lowest);
    });
    return lowest;
  };

  const visit = (root: number): void => {
    const path: { readonly member: number; at: number }[] = [];
    const enter = (member: number): void => {
      order[member] = next;
      low[member] = next;
      next++;
      stack.push(member);
      remove(unseen, member);
      add(onStack, member);
      path.push({ member, at: 0 });
    };
    enter(root);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const { member } = frame;
      const to = firstCommon(rowOf(member), unseen, frame.at);
      if (to >= 0) {
        frame.at = to >>> 5;
        enter(to);
        continue;
      }
      low[member] = Math.min(low[member] ?? 0, lowestOf(rowOf(member)));
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) low[above.member] = Math.min(low[above.member] ?? 0, low[member] ?? 0);
      if (low[member] === order[member]) close(stack.splice(stack.lastIndexOf(member)));
    }
  };
  for (let member = 0; member < count; member++) if (has(unseen, member)) visit(member);
  return (member) => reach[component[member] ?? -1] ?? new Uint32Array(width);
}

/** How many others each member reaches over any number of hops. A member does not count as being in its own reach. */
export function closureSizes(rows: BitRows, closureOf = closuresOf(rows)): readonly number[] {
  const sizes = new Map<Uint32Array, number>();
  return Array.from({ length: rows.count }, (_, member) => {
    const whole = closureOf(member);
    const size = sizes.get(whole) ?? whole.reduce((sum, word) => sum + bitCount(word), 0) - 1;
    sizes.set(whole, size);
    return size;
  });
}
