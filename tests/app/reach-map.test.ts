import { describe, expect, it } from 'vitest';
import { unpackCells } from '#components/reach/packed-cells.ts';
import type { RecordedMatrix } from '#lib/reachability/recorded-matrix.ts';
import { chosenMap } from '../../app/clusters/[cluster]/reachability/chosen.ts';
import { mapFields } from '../../app/clusters/[cluster]/reachability/query.ts';

/** The shop reaches its data, everything reaches the one workload of dns. */
const matrix: RecordedMatrix = {
  groups: ['data', 'dns', 'shop', 'shop-dev'],
  sizes: [2, 1, 3, 3],
  environments: ['production', null, 'production', 'development'],
  cells: [
    [0, 1, 2, 2],
    [2, 0, 1, 6],
    [2, 1, 3, 3],
    [2, 2, 4, 6],
    [3, 1, 3, 3],
  ],
};
const chosen = (params: Record<string, string>) => chosenMap(matrix, mapFields(params));

describe('the map that an address asks for', () => {
  it('has every namespace on both sides, in blocks, with environments as bands', () => {
    const { rows, columns } = chosen({});
    expect(rows).toEqual(columns);
    expect(rows.names.toSorted()).toEqual(matrix.groups);
    expect(rows.bands.map(({ title, length }) => `${length} ${title}`)).toEqual(['2 production', '1 development', '1 ']);
  });

  it('is by name where that is asked for', () => {
    expect(chosen({ order: 'name' }).rows.names).toEqual(['data', 'dns', 'shop', 'shop-dev']);
  });

  it('has a cell for each two, and none that could be open for a workload that is alone', () => {
    const { packed } = chosen({ order: 'name' });
    const cells = unpackCells(packed);
    expect(cells).toHaveLength(16);
    expect(cells[2 * 4 + 0]).toEqual([1, 6]);
    expect(cells[0 * 4 + 2]?.[0]).toBe(0);
    expect(cells[1 * 4 + 1]).toEqual([0, 0]);
  });

  it('narrowed to a row keeps the columns that something is open to, and counts the others', () => {
    const { rows, columns, cells, left } = chosen({ from: 'shop', order: 'name' });
    expect(rows.names).toEqual(['shop', 'shop-dev']);
    expect(columns.names).toEqual(['data', 'dns', 'shop']);
    expect(left).toBe(1);
    expect(cells.map(({ from, to }) => `${from} ${to}`)).toEqual(['shop data', 'shop dns', 'shop shop', 'shop-dev dns']);
  });

  it('narrowed to a column keeps the rows that it is open from', () => {
    expect(chosen({ to: 'data' }).rows.names).toEqual(['shop']);
  });

  it('narrowed on both sides shows the closed ones too', () => {
    const { rows, columns, cells } = chosen({ from: 'shop-dev', to: 'data' });
    expect([rows.names, columns.names, cells]).toEqual([['shop-dev'], ['data'], []]);
  });

  it('is empty for a name that nothing has, and takes an order that is none for the usual one', () => {
    expect(chosen({ from: 'nothing-is-called-so' }).rows.names).toEqual([]);
    expect(mapFields({ order: 'sideways', from: 'x'.repeat(1000) })).toEqual({ order: 'blocks', from: '', to: '' });
  });
});
