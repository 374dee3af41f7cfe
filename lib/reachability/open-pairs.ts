import { type BitRows, closuresOf } from './closure.ts';
import { wordsFor } from './pod-sets.ts';
import type { Reachability } from './reachability.ts';

/** Which class reaches which on any port, as bits. Rows and columns are not to be changed. */
export interface OpenPairs {
  readonly rows: () => BitRows;
  /** What a class reaches over any number of hops, itself included. */
  readonly reach: (src: number) => Uint32Array;
  /** The classes that a class reaches. */
  readonly from: (src: number) => Uint32Array;
  /** The classes that reach a class. */
  readonly into: (dst: number) => Uint32Array;
}

/** Turns a square of 32 × 32 bits round in place (Warren, Hacker's Delight, section 7-3, with the low bit as the first column). */
function transposeBlock(block: Uint32Array): void {
  for (let width = 16, mask = 0x0000ffff; width !== 0; width >>>= 1, mask ^= mask << width) {
    for (let row = 0; row < 32; row = (row + width + 1) & ~width) {
      const [upper, lower] = [block[row] ?? 0, block[row + width] ?? 0];
      const swapped = ((upper >>> width) ^ lower) & mask;
      block[row] = upper ^ (swapped << width);
      block[row + width] = lower ^ swapped;
    }
  }
}

/** Both ways round, made when first asked for: of 10,000 classes 12.5 MB each. */
export function openPairsOf({ engine: { classes }, connections }: Pick<Reachability, 'engine' | 'connections'>): OpenPairs {
  const width = wordsFor(classes.length + 1);
  const height = width * 32;
  let rows: Uint32Array | undefined;
  let columns: Uint32Array | undefined;
  const allRows = (): Uint32Array => {
    if (rows !== undefined) return rows;
    rows = new Uint32Array(height * width);
    for (const { index } of classes) rows.set(connections.reached(index), index * width);
    return rows;
  };
  const allColumns = (): Uint32Array => {
    if (columns !== undefined) return columns;
    const given = allRows();
    columns = new Uint32Array(height * width);
    const block = new Uint32Array(32);
    for (let across = 0; across < width; across++) {
      for (let down = 0; down < width; down++) {
        for (let row = 0; row < 32; row++) block[row] = given[(down * 32 + row) * width + across] ?? 0;
        transposeBlock(block);
        for (let row = 0; row < 32; row++) columns[(across * 32 + row) * width + down] = block[row] ?? 0;
      }
    }
    return columns;
  };
  let closures: ReturnType<typeof closuresOf> | undefined;
  const bitRows = (): BitRows => ({ count: classes.length, width, bits: allRows() });
  return {
    reach: (src) => {
      closures ??= closuresOf(bitRows());
      return closures(src);
    },
    rows: bitRows,
    from: (src) => allRows().subarray(src * width, (src + 1) * width),
    into: (dst) => allColumns().subarray(dst * width, (dst + 1) * width),
  };
}
