import type { Pairs } from './pairs.ts';
import { eachBit } from './pod-sets.ts';

/**
 * Who is in reach of whoever has taken a class over, by the fewest hops, the class itself left out: `[0]` is in direct reach. Breadth
 * first over open pairs of `count` classes, on any port: a port that is open is one to try.
 */
export function ringsOf({ reached }: Pick<Pairs, 'reached'>, count: number, member: number): readonly (readonly number[])[] {
  const seen = new Uint8Array(count + 1);
  seen[member] = 1;
  const rings: (readonly number[])[] = [];
  let last: readonly number[] = [member];
  while (last.length > 0) {
    const next: number[] = [];
    for (const from of last) {
      eachBit(reached(from), (to) => {
        if (seen[to] === 1 || to === count) return;
        seen[to] = 1;
        next.push(to);
      });
    }
    last = next.toSorted((a, b) => a - b);
    if (last.length > 0) rings.push(last);
  }
  return rings;
}
