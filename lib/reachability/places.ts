import { type AddressSet, addressOf } from '#lib/policy/addresses.ts';
import type { PodClass } from './pod-classes.ts';
import type { PodSet, PodSets } from './pod-sets.ts';

const families = ['v4', 'v6'] as const;
type Entry = readonly [address: bigint, member: number];

export interface Places {
  /** The classes that have an address in the set. */
  readonly within: (addresses: AddressSet) => PodSet;
}

/** Looks classes up by the addresses of their pods. A pod with addresses of both families is found by either. */
export function placesOf(classes: readonly PodClass[], sets: PodSets): Places {
  const entries: Record<'v4' | 'v6', Entry[]> = { v4: [], v6: [] };
  for (const { index, instances } of classes) {
    for (const { addresses } of instances) {
      for (const text of addresses) {
        const address = addressOf(text);
        for (const family of families) for (const { from } of address?.[family] ?? []) entries[family].push([from, index]);
      }
    }
  }
  for (const family of families) entries[family].sort(([a], [b]) => (a < b ? -1 : 1));

  const firstFrom = (list: readonly Entry[], address: bigint): number => {
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((list[middle]?.[0] ?? 0n) < address) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const known = new WeakMap<AddressSet, PodSet>();
  return {
    within: (addresses) => {
      const done = known.get(addresses);
      if (done !== undefined) return done;
      const found = new Set<number>();
      for (const family of families) {
        const list = entries[family];
        for (const { from, to } of addresses[family]) {
          for (let at = firstFrom(list, from); at < list.length; at++) {
            const [address, member] = list[at] ?? [to + 1n, -1];
            if (address > to) break;
            found.add(member);
          }
        }
      }
      const set = sets.of(found);
      known.set(addresses, set);
      return set;
    },
  };
}
