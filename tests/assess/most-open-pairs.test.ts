import { expect, it } from 'vitest';
import { mostOpenPairs } from '#lib/assess/most-open-pairs.ts';

const groups = ['accounts', 'checkout', 'payments'];
const sizes = [2, 4, 3];

it('names the pairs of different namespaces with the most open pairs first, the smaller of equals before the larger', () => {
  const matrix = {
    groups,
    sizes,
    environments: groups.map(() => null),
    cells: [
      [0, 1, 6, 8],
      [0, 2, 6, 6],
      [1, 1, 12, 12],
      [1, 2, 9, 12],
      [2, 0, 1, 6],
    ],
  } as const;
  expect(mostOpenPairs(matrix, 3)).toEqual([
    { from: 'checkout', to: 'payments', open: 9, of: 12 },
    { from: 'accounts', to: 'payments', open: 6, of: 6 },
    { from: 'accounts', to: 'checkout', open: 6, of: 8 },
  ]);
});
