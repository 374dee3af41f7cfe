import { type AddressSet, commonAddresses, publicAddresses } from '#lib/policy/addresses.ts';
import type { Direction } from '#lib/policy/model.ts';
import { closureSizes } from './closure.ts';
import type { Outside } from './connections.ts';
import { bitCount } from './pod-sets.ts';
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
  /** Likewise of any address of the internet. */
  readonly openFromInternet: number;
  readonly openToInternet: number;
  /** Classes in reach over any number of hops: of the average class, and of the worst. Null where there are no classes. */
  readonly meanBlastRadius: number | null;
  readonly worstBlastRadius: number | null;
  /** The id of the first class that has the worst. */
  readonly worst: string | null;
}

const isNowhere = ({ v4, v6 }: AddressSet): boolean => v4.length === 0 && v6.length === 0;

export function segmentationOf({ engine, connections, openPairs }: Reachability): Segmentation {
  const { classes, verdict } = engine;
  const rows = openPairs.rows();
  const direct = rows.bits.reduce((sum, word) => sum + bitCount(word), 0);
  const sizes = closureSizes(rows, openPairs.reach);
  const own = [...Map.groupBy(classes, ({ workload }) => workload).values()].reduce((sum, { length }) => sum + length ** 2, 0);
  const outside = (direction: Direction): number =>
    classes.filter(({ index }) => verdict(index, direction).atoms.length > 0).length;
  const known = new Map<readonly Outside[], boolean>();
  const isPublic = (parts: readonly Outside[]): boolean => {
    const found = known.get(parts) ?? parts.some(({ addresses }) => !isNowhere(commonAddresses(publicAddresses, addresses)));
    known.set(parts, found);
    return found;
  };
  const internet = (direction: Direction): number =>
    classes.filter(({ index }) => isPublic(connections.outside(index, direction))).length;
  const worst = sizes.reduce((most, size) => Math.max(most, size), 0);
  return {
    classes: classes.length,
    openPairs: direct,
    pairs: classes.length ** 2 - own,
    openFromOutside: outside('ingress'),
    openToOutside: outside('egress'),
    openFromInternet: internet('ingress'),
    openToInternet: internet('egress'),
    meanBlastRadius: sizes.length === 0 ? null : sizes.reduce((sum, size) => sum + size, 0) / sizes.length,
    worstBlastRadius: sizes.length === 0 ? null : worst,
    worst: classes[sizes.indexOf(worst)]?.id ?? null,
  };
}
