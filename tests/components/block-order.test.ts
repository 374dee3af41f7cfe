import { describe, expect, it } from 'vitest';
import { blockOrder } from '#components/reach/block-order.ts';

type Cells = Parameters<typeof blockOrder>[0]['cells'];

const groups = ['a', 'b', 'c', 'd', 'e', 'f'];
const none = groups.map(() => null);
/** Everything open between the groups of each block, which are named by their letters. */
const open = (...blocks: string[]): Cells =>
  blocks.flatMap((block) =>
    [...block].flatMap((from) => [...block].map((to) => [groups.indexOf(from), groups.indexOf(to), 4, 4] as const)),
  );
const ordered = (cells: Cells, environments: readonly (string | null)[] = none): string =>
  blockOrder({ groups, cells, environments })
    .map((group) => groups[group])
    .join('');

describe('the order of namespaces on the map', () => {
  it('puts those side by side that are open to the same others', () => {
    expect(ordered(open('ace', 'bdf'))).toBe('acebdf');
    expect(ordered(open('ad', 'be', 'cf'))).toBe('adbecf');
  });

  it('begins with the most open', () => {
    expect(ordered(open('bdf'))).toMatch(/^bdf/);
  });

  it('tells apart who is open to others from whom others are open to', () => {
    // a and b reach c; d and e are reached by f.
    const cells: Cells = [
      [0, 2, 1, 4],
      [1, 2, 1, 4],
      [5, 3, 1, 4],
      [5, 4, 1, 4],
    ];
    expect(ordered(cells)).toMatch(/ab|ba/);
    expect(ordered(cells)).toMatch(/de|ed/);
  });

  it('keeps environments together, the most protected first, and what is in none last', () => {
    const environments = ['development', 'production', null, 'staging', 'production', 'development'];
    expect(ordered(open('abcdef'), environments)).toBe('bedafc');
  });

  it('is by name where nothing tells them apart', () => {
    expect(ordered([])).toBe('abcdef');
  });

  it('holds every one once, however many there are', () => {
    const many = Array.from({ length: 500 }, (_, index) => `ns-${index}`);
    const order = blockOrder({ groups: many, cells: [[3, 499, 1, 1]], environments: many.map(() => null) });
    expect(new Set(order).size).toBe(500);
  });
});
