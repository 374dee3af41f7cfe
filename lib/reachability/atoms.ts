import type { AddressRange, AddressSet } from '#lib/policy/addresses.ts';
import type { Sets } from './sets.ts';

/**
 * A set of address atoms: rising bounds, each pair a stretch of atoms from the first to below the second. Atoms are what the edges of all
 * CIDRs of one direction cut the addresses into; IPv6 follows IPv4.
 */
export type AtomSet = Int32Array;

export interface Atoms extends Sets<AtomSet> {
  readonly of: (addresses: AddressSet) => AtomSet;
  /** The atom of an address; undefined for a text that is none. */
  readonly at: (family: 'v4' | 'v6', address: bigint) => number;
  /** Of any number of sets in one walk along their bounds. */
  readonly unionOf: (sets: readonly AtomSet[]) => AtomSet;
  readonly has: (set: AtomSet, atom: number) => boolean;
  readonly addresses: (set: AtomSet) => AddressSet;
}

const widths = { v4: 32n, v6: 128n } as const;
const families = ['v4', 'v6'] as const;

/** Position of the last cut that is not above `value`. */
function below(cuts: readonly bigint[], value: bigint): number {
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cuts[middle] ?? 0n) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const isOdd = (number: number): boolean => (number & 1) === 1;

/** Walks the bounds of both; a stretch belongs to the result where `keep` says so of being inside the one and the other. */
function combine(a: AtomSet, b: AtomSet, keep: (inA: boolean, inB: boolean) => boolean): AtomSet {
  const result: number[] = [];
  let [i, j] = [0, 0];
  let inside = false;
  while (i < a.length || j < b.length) {
    const at = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    if (a[i] === at) i++;
    if (b[j] === at) j++;
    const now = keep(isOdd(i), isOdd(j));
    if (now !== inside) {
      result.push(at);
      inside = now;
    }
  }
  return Int32Array.from(result);
}

function unionOfAtoms(sets: readonly AtomSet[]): AtomSet {
  const stretches = sets.flatMap((set) =>
    Array.from({ length: set.length / 2 }, (_, index) => ({ from: set[2 * index] ?? 0, to: set[2 * index + 1] ?? 0 })),
  );
  const bounds: number[] = [];
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    const end = bounds.at(-1);
    if (end === undefined || from > end) bounds.push(from, to);
    else if (to > end) bounds[bounds.length - 1] = to;
  }
  return Int32Array.from(bounds);
}

/**
 * Where atoms of a family begin, each once. A Set would find that out in quadratic time: of a long number V8 hashes the lowest 64 bits,
 * and in IPv6 these are mostly zero.
 */
function cutsOf(given: readonly AddressSet[], family: 'v4' | 'v6'): readonly bigint[] {
  const end = 1n << widths[family];
  const cuts = [0n];
  for (const addresses of given)
    for (const { from, to } of addresses[family]) {
      cuts.push(from);
      if (to + 1n < end) cuts.push(to + 1n);
    }
  return cuts.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).filter((cut, index) => cut !== cuts[index - 1]);
}

/** The atoms of the given sets of addresses. */
export function atomsOf(given: readonly AddressSet[]): Atoms {
  const starts = { v4: cutsOf(given, 'v4'), v6: cutsOf(given, 'v6') };
  const first = { v4: 0, v6: starts.v4.length };
  const total = starts.v4.length + starts.v6.length;
  const none = Int32Array.of();
  const all = Int32Array.of(0, total);
  const known = new WeakMap<AddressSet, AtomSet>();

  const at = (family: 'v4' | 'v6', address: bigint): number => first[family] + below(starts[family], address);
  const of = (addresses: AddressSet): AtomSet => {
    const done = known.get(addresses);
    if (done !== undefined) return done;
    const bounds: number[] = [];
    for (const family of families) {
      for (const { from, to } of addresses[family]) {
        const start = at(family, from);
        if (bounds.at(-1) === start) bounds.pop();
        else bounds.push(start);
        bounds.push(at(family, to) + 1);
      }
    }
    const set = Int32Array.from(bounds);
    known.set(addresses, set);
    return set;
  };
  const rangesOf = (set: AtomSet, family: 'v4' | 'v6'): readonly AddressRange[] => {
    const [low, high] = [first[family], first[family] + starts[family].length];
    const result: AddressRange[] = [];
    for (let index = 0; index < set.length; index += 2) {
      const from = Math.max(set[index] ?? 0, low);
      const to = Math.min(set[index + 1] ?? 0, high);
      if (from >= to) continue;
      const end = starts[family][to - low];
      result.push({ from: starts[family][from - low] ?? 0n, to: (end ?? 1n << widths[family]) - 1n });
    }
    return result;
  };
  return {
    none,
    all,
    of,
    at,
    has: (set, atom) => {
      let inside = false;
      for (const bound of set) {
        if (bound > atom) break;
        inside = !inside;
      }
      return inside;
    },
    addresses: (set) => ({ v4: rangesOf(set, 'v4'), v6: rangesOf(set, 'v6') }),
    isEmpty: ({ length }) => length === 0,
    unionOf: (sets) => {
      const filled = sets.filter((set) => set.length > 0);
      return filled.length < 2 ? (filled[0] ?? none) : unionOfAtoms(filled);
    },
    union: (a, b) => (b.length === 0 ? a : a.length === 0 ? b : combine(a, b, (inA, inB) => inA || inB)),
    common: (a, b) => (a === all ? b : b === all ? a : combine(a, b, (inA, inB) => inA && inB)),
    without: (a, b) => (b.length === 0 ? a : combine(a, b, (inA, inB) => inA && !inB)),
  };
}
