import type { Connections } from './connections.ts';
import type { Engine } from './engine.ts';
import type { Pairs } from './pairs.ts';
import { eachBit } from './pod-sets.ts';

/** Who is in reach of whoever has taken a class over: first what it reaches itself, then what those reach, and so on. */
export interface BlastRadius {
  /** Classes by the fewest hops, the class itself left out: `rings[0]` is in direct reach. */
  readonly rings: readonly (readonly number[])[];
  readonly direct: number;
  /** In reach over any number of hops. */
  readonly transitive: number;
  /** The class itself, or one in its reach, may open connections to addresses outside. */
  readonly toOutside: boolean;
}

/** Breadth first over open pairs of `count` classes, on any port: a port that is open is one to try. */
export function ringsOf({ reached }: Pick<Pairs, 'reached'>, count: number, member: number): BlastRadius['rings'] {
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

export function blastRadiusOf({ classes, verdict }: Engine, connections: Connections, member: number): BlastRadius {
  const rings = ringsOf(connections, classes.length, member);
  const transitive = rings.reduce((sum, ring) => sum + ring.length, 0);
  const toOutside = [member, ...rings.flat()].some((one) => verdict(one, 'egress').atoms.length > 0);
  return { rings, direct: rings[0]?.length ?? 0, transitive, toOutside };
}
