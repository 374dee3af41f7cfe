import type { Sets } from './sets.ts';

/**
 * A set of pod classes by their numbers. Few members are kept as a rising list, many as bits; equal sets are the same object, so that
 * they can be told apart by `===` and serve as keys.
 */
export type PodSet =
  | { readonly size: number; readonly members: Int32Array; readonly bits: null }
  | { readonly size: number; readonly members: null; readonly bits: Uint32Array };

export interface PodSets extends Sets<PodSet> {
  readonly count: number;
  /** Of numbers in any order, each at most once. */
  readonly of: (members: Iterable<number>) => PodSet;
  /** Of bits that the set may keep. */
  readonly ofBits: (bits: Uint32Array) => PodSet;
  readonly has: (set: PodSet, member: number) => boolean;
  readonly each: (set: PodSet, visit: (member: number) => void) => void;
  /** Of any number of sets at once: nothing between is made or kept. */
  readonly unionOf: (sets: readonly PodSet[]) => PodSet;
  /** Adds the members to bits of the same universe. */
  readonly addTo: (bits: Uint32Array, set: PodSet) => void;
}

export const wordsFor = (count: number): number => (count + 31) >>> 5;

export function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((fours + (fours >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

export function eachBit(bits: Uint32Array, visit: (member: number) => void): void {
  for (let index = 0; index < bits.length; index++) {
    for (let word = bits[index] ?? 0; word !== 0; word &= word - 1) visit((index << 5) + 31 - Math.clz32(word & -word));
  }
}

/** The first bit that is set at `from` or above it; -1 where there is none. */
export function nextBit(bits: Uint32Array, from: number): number {
  let index = from >>> 5;
  let word = (bits[index] ?? 0) & (0xffffffff << (from & 31));
  while (word === 0) {
    index++;
    if (index >= bits.length) return -1;
    word = bits[index] ?? 0;
  }
  return (index << 5) + 31 - Math.clz32(word & -word);
}

const hasBit = (bits: Uint32Array, member: number): boolean => (((bits[member >>> 5] ?? 0) >>> (member & 31)) & 1) === 1;

const setBit = (bits: Uint32Array, member: number): void => {
  bits[member >>> 5] = (bits[member >>> 5] ?? 0) | (1 << (member & 31));
};

function hashOf(numbers: Int32Array | Uint32Array): number {
  let hash = 0x811c9dc5;
  for (const number of numbers) hash = Math.imul(hash ^ number, 0x01000193) ^ (hash >>> 15);
  return hash;
}

function isSame(a: PodSet, b: PodSet): boolean {
  const one = a.members ?? a.bits;
  const other = b.members ?? b.bits;
  if (a.size !== b.size || (a.members === null) !== (b.members === null) || one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}

function listHas(members: Int32Array, member: number): boolean {
  let [low, high] = [0, members.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((members[middle] ?? 0) < member) low = middle + 1;
    else high = middle;
  }
  return members[low] === member;
}

/** The subsets of the numbers below `count`. */
export function podSets(count: number): PodSets {
  const words = wordsFor(count);
  // Below this a list is smaller than the bits.
  const few = words;
  const known = new Map<number, PodSet[]>();

  function shared(set: PodSet): PodSet {
    const hash = hashOf(set.members ?? set.bits);
    const alike = known.get(hash);
    if (alike === undefined) {
      known.set(hash, [set]);
      return set;
    }
    const found = alike.find((one) => isSame(one, set));
    if (found !== undefined) return found;
    alike.push(set);
    return set;
  }
  const ofMany = (members: readonly number[] | Int32Array): PodSet => {
    const bits = new Uint32Array(words);
    for (const member of members) setBit(bits, member);
    return shared({ size: members.length, members: null, bits });
  };
  /** `members` rising. */
  const ofList = (members: Int32Array): PodSet =>
    members.length > few ? ofMany(members) : shared({ size: members.length, members, bits: null });
  const ofBits = (bits: Uint32Array): PodSet => {
    let size = 0;
    for (const word of bits) size += bitCount(word);
    if (size > few) return shared({ size, members: null, bits });
    const members = new Int32Array(size);
    let next = 0;
    eachBit(bits, (member) => {
      members[next++] = member;
    });
    return shared({ size, members, bits: null });
  };
  const of = (members: Iterable<number>): PodSet => {
    const list: readonly number[] = Array.isArray(members) ? members : [...members];
    return list.length > few ? ofMany(list) : ofList(Int32Array.from(list).sort());
  };
  const none = of([]);
  const all = of(Array(count).keys());

  const has = (set: PodSet, member: number): boolean =>
    set.members === null ? hasBit(set.bits, member) : listHas(set.members, member);
  const each = (set: PodSet, visit: (member: number) => void): void => {
    if (set.members === null) eachBit(set.bits, visit);
    else for (const member of set.members) visit(member);
  };
  const addTo = (bits: Uint32Array, set: PodSet): void => {
    if (set.members !== null) for (const member of set.members) setBit(bits, member);
    else for (let index = 0; index < words; index++) bits[index] = (bits[index] ?? 0) | (set.bits[index] ?? 0);
  };
  const bitsOf = (set: PodSet): Uint32Array => {
    const bits = new Uint32Array(words);
    addTo(bits, set);
    return bits;
  };

  const union = (a: PodSet, b: PodSet): PodSet => {
    if (a === b || b.size === 0 || a === all) return a;
    if (a.size === 0 || b === all) return b;
    if (a.members === null || b.members === null || a.size + b.size > few) {
      const bits = bitsOf(a);
      addTo(bits, b);
      return ofBits(bits);
    }
    return ofList(Int32Array.from(new Set([...a.members, ...b.members])).sort());
  };
  const unionOf = (sets: readonly PodSet[]): PodSet => {
    if (sets.length < 3) return union(sets[0] ?? none, sets[1] ?? none);
    const bits = new Uint32Array(words);
    for (const set of sets) addTo(bits, set);
    return ofBits(bits);
  };
  const common = (a: PodSet, b: PodSet): PodSet => {
    if (a === b || b === all) return a;
    if (a === all) return b;
    const [small, large] = a.size <= b.size ? [a, b] : [b, a];
    if (small.size === 0) return none;
    if (small.members !== null) return ofList(small.members.filter((member) => has(large, member)));
    const bits = small.bits.slice();
    for (let index = 0; index < words; index++) bits[index] = (bits[index] ?? 0) & (large.bits?.[index] ?? 0);
    return ofBits(bits);
  };
  const without = (a: PodSet, b: PodSet): PodSet => {
    if (a === b || b === all) return none;
    if (a.size === 0 || b.size === 0) return a;
    if (a.members !== null) return ofList(a.members.filter((member) => !has(b, member)));
    const bits = a.bits.slice();
    if (b.members !== null)
      for (const member of b.members) bits[member >>> 5] = (bits[member >>> 5] ?? 0) & ~(1 << (member & 31));
    else for (let index = 0; index < words; index++) bits[index] = (bits[index] ?? 0) & ~(b.bits[index] ?? 0);
    return ofBits(bits);
  };
  return { count, none, all, of, ofBits, has, each, addTo, isEmpty: ({ size }) => size === 0, union, unionOf, common, without };
}
