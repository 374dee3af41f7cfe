import type { Counts } from '#lib/controls/run.ts';

const rank = ({ fail, unknown }: Counts): number => (fail > 0 ? 0 : unknown > 0 ? 1 : 2);

/** Where something fails, then where something is unknown, then the rest, each in the order in which it was given. */
export const worstFirst = <Place extends { readonly counts: Counts }>(places: readonly Place[]): readonly Place[] =>
  places.toSorted((a, b) => rank(a.counts) - rank(b.counts));
