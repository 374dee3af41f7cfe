import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BitRows, closureSizes, closuresOf } from '#lib/reachability/closure.ts';

function rowsOf(count: number, pairs: readonly (readonly [number, number])[]): BitRows {
  const width = (count + 32) >>> 5;
  const bits = new Uint32Array(count * width);
  for (const [from, to] of pairs) {
    const word = from * width + (to >>> 5);
    bits[word] = (bits[word] ?? 0) | (1 << (to & 31));
  }
  return { count, width, bits };
}

/** One search a member, over lists. */
function searched(count: number, pairs: readonly (readonly [number, number])[]): readonly ReadonlySet<number>[] {
  return Array.from({ length: count }, (_, member) => {
    const seen = new Set([member]);
    for (const from of seen) for (const [src, dst] of pairs) if (src === from) seen.add(dst);
    return seen;
  });
}

const membersOf = (bits: Uint32Array, count: number): readonly number[] =>
  Array.from({ length: count }, (_, member) => member).filter((member) => ((bits[member >>> 5] ?? 0) >>> (member & 31)) & 1);

describe('what is in reach over any number of hops', () => {
  it('follows a chain to its end, and not back', () => {
    expect(
      closureSizes(
        rowsOf(4, [
          [0, 1],
          [1, 2],
          [2, 3],
        ]),
      ),
    ).toEqual([3, 2, 1, 0]);
  });

  it('is the same for all of a ring', () => {
    expect(
      closureSizes(
        rowsOf(3, [
          [0, 1],
          [1, 2],
          [2, 0],
        ]),
      ),
    ).toEqual([2, 2, 2]);
  });

  it('is all others where everyone reaches everyone', () => {
    const count = 100;
    const pairs = Array.from({ length: count * count }, (_, pair): [number, number] => [Math.floor(pair / count), pair % count]);
    expect(new Set(closureSizes(rowsOf(count, pairs)))).toEqual(new Set([99]));
  });

  it('is what searching from each member finds', () => {
    const world = fc.integer({ min: 1, max: 70 }).chain((count) => {
      const member = fc.nat({ max: count - 1 });
      return fc.tuple(fc.constant(count), fc.array(fc.tuple(member, member), { maxLength: 3 * count }));
    });
    fc.assert(
      fc.property(world, ([count, pairs]) => {
        const closureOf = closuresOf(rowsOf(count, pairs));
        for (const [member, seen] of searched(count, pairs).entries())
          expect(membersOf(closureOf(member), count)).toEqual([...seen].toSorted((a, b) => a - b));
      }),
    );
  });
});
