import { describe, expect, it } from 'vitest';
import { type Axis, bandsOf, cellSizes, placeAfter } from '#components/reach/heat-places.ts';
import { stretchesByStep } from '#components/reach/heat-stretches.ts';
import { opennessOf } from '#components/reach/openness.ts';
import { type Cell, packCells, unpackCells } from '#components/reach/packed-cells.ts';

const axis = (count: number): Axis => ({ names: Array.from({ length: count }, (_, index) => `ns-${index}`), bands: [] });

describe('how open a cell is', () => {
  it('is nothing where there is nothing that could be open', () => {
    expect(opennessOf(0, 0)).toBeNull();
  });

  it('is the first step for a single pair of many, and the last only for all of them', () => {
    expect(opennessOf(0, 1000)).toBe(0);
    expect(opennessOf(1, 1000)).toBe(1);
    expect(opennessOf(999, 1000)).toBe(4);
    expect(opennessOf(1000, 1000)).toBe(5);
  });
});

describe('packed cells', () => {
  it.each<[string, Cell[]]>([
    ['one cell', [[3, 12]]],
    [
      'cells without pairs',
      [
        [0, 0],
        [0, 0],
      ],
    ],
    [
      'neighbours that are alike and others',
      [
        [625, 625],
        [625, 625],
        [0, 625],
        [1, 600],
        [0, 0],
        [1, 600],
      ],
    ],
  ])('are what they were before: %s', (_, cells) => {
    expect(unpackCells(packCells(cells))).toEqual(cells);
  });

  it('take little room where everything is open', () => {
    expect(packCells(new Array<Cell>(90_000).fill([625, 625])).length).toBeLessThan(20);
  });
});

describe('the stretches of a map', () => {
  it('join neighbours of one row that are open alike, and leave out what cannot be open', () => {
    const rows = [
      [5, 5, 0, null],
      [5, 1, 1, 1],
    ] as const;
    const stretches = stretchesByStep(2, 4, ({ row, column }) => rows[row]?.[column] ?? null);
    expect(stretches).toEqual([
      [0, [{ row: 0, from: 2, to: 3 }]],
      [1, [{ row: 1, from: 1, to: 4 }]],
      [
        5,
        [
          { row: 0, from: 0, to: 2 },
          { row: 1, from: 0, to: 1 },
        ],
      ],
    ]);
  });
});

describe('the sizes of cells', () => {
  it('let 300 namespaces fit on a page, and 4 not fill it', () => {
    expect(cellSizes(axis(300), axis(300)).width * 300).toBeLessThanOrEqual(960);
    expect(cellSizes(axis(4), axis(4))).toEqual({ width: 44, height: 44, roomy: true });
  });

  it('leave a single row against many columns high enough to be seen', () => {
    expect(cellSizes(axis(1), axis(300)).height).toBe(24);
  });
});

describe('the bands of an axis', () => {
  it('join neighbours of one environment', () => {
    expect(bandsOf(['production', 'production', '', 'production'])).toEqual([
      { title: 'production', length: 2 },
      { title: '', length: 1 },
      { title: 'production', length: 1 },
    ]);
  });

  it('are none where no environment is known', () => {
    expect(bandsOf(['', ''])).toEqual([]);
  });
});

describe('the keys', () => {
  const from = (key: string, row: number, column: number) => placeAfter(key, { row, column }, 3, 4);

  it('go from cell to cell, and stay on the map', () => {
    expect(from('ArrowDown', 0, 0)).toEqual({ row: 1, column: 0 });
    expect(from('ArrowRight', 0, 3)).toEqual({ row: 0, column: 3 });
    expect(from('ArrowUp', 0, 2)).toEqual({ row: 0, column: 2 });
    expect(from('ArrowLeft', 1, 1)).toEqual({ row: 1, column: 0 });
    expect(from('Home', 2, 2)).toEqual({ row: 2, column: 0 });
    expect(from('End', 2, 0)).toEqual({ row: 2, column: 3 });
  });

  it('are left to the browser where they are no arrows', () => {
    expect(from('Tab', 0, 0)).toBeNull();
    expect(from('Enter', 0, 0)).toBeNull();
  });
});
