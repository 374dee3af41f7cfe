import { bitCount, nextBit } from './pod-sets.ts';

/** Who reaches whom directly: a row of `width` words for each of `count` members, one behind the other; bit n of a row is member n. */
export interface BitRows {
  readonly count: number;
  readonly width: number;
  readonly bits: Uint32Array;
}

/** How many others each member reaches over any number of hops. A member does not count as being in its own reach. */
export function closureSizes({ count, width, bits }: BitRows): readonly number[] {
  const rowOf = (member: number): Uint32Array => bits.subarray(member * width, (member + 1) * width);

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
  for (let member = 0; member < count; member++) if ((order[member] ?? -1) < 0) visit(member);

  const sizeOf = reach.map((whole) => whole.reduce((sum, word) => sum + bitCount(word), 0));
  return Array.from(component, (of) => (sizeOf[of] ?? 1) - 1);
}
