import { describe, expect, it } from 'vitest';
import { sortedPage } from '#components/table/sorted-page.ts';
import { pageInstead, tableState, withParams } from '#components/table/table-state.ts';

describe('the state of a table in the address', () => {
  it('is the first page of 50 rows where nothing is said', () => {
    expect(tableState({}, '', { sort: 'score', descending: true })).toEqual({
      sort: 'score',
      descending: true,
      page: 1,
      size: 50,
      columns: null,
    });
  });

  it('reads sort, page, size and columns of its own table alone', () => {
    const params = { 'scans.sort': '-started', 'scans.page': '3', 'scans.size': '100', 'scans.columns': 'a,b', sort: 'other' };
    expect(tableState(params, 'scans.')).toEqual({ sort: 'started', descending: true, page: 3, size: 100, columns: ['a', 'b'] });
  });

  it.each(['0', '-1', '1.5', 'x', '1e9', '99999999999999999999', ''])('takes page %j for the first', (page) => {
    expect(tableState({ page }).page).toBe(1);
  });

  it('allows no other page sizes than those it offers', () => {
    expect(tableState({ size: '100000' }).size).toBe(50);
  });

  it('takes the first of parameters that come twice', () => {
    expect(tableState({ page: ['2', '3'] }).page).toBe(2);
  });
});

describe('an address with changes', () => {
  it('keeps what is not changed, repeated parameters too', () => {
    expect(withParams('/findings', { severity: ['high', 'low'], page: '4' }, { page: null })).toBe(
      '/findings?severity=high&severity=low',
    );
  });

  it('encodes what was typed', () => {
    expect(withParams('/findings', {}, { q: 'a&b=c#d' })).toBe('/findings?q=a%26b%3Dc%23d');
  });

  it('is the bare path when nothing is left', () => {
    expect(withParams('/findings', { page: '2' }, { page: null })).toBe('/findings');
  });
});

describe('an address behind the last page', () => {
  it.each([
    [{ page: '9' }, 120, 3],
    [{ page: '3' }, 120, null],
    [{ page: '2' }, 0, 1],
    [{}, 0, null],
  ])('%j of %i rows leads to %s instead', (params, total, instead) => {
    expect(pageInstead(tableState(params), total)).toBe(instead);
  });
});

describe('a sorted page', () => {
  const rows = ['node10', 'node2', 'Node1'].map((name, index) => ({ name, score: index === 1 ? null : index }));
  const by = { name: (row: (typeof rows)[number]) => row.name, score: (row: (typeof rows)[number]) => row.score };
  const names = (params: Record<string, string>) => sortedPage(rows, tableState(params), by).rows.map(({ name }) => name);

  it('orders names as people count', () => {
    expect(names({ sort: 'name' })).toEqual(['Node1', 'node2', 'node10']);
  });

  it('puts what has no value last in both directions', () => {
    expect(names({ sort: 'score' }).at(-1)).toBe('node2');
    expect(names({ sort: '-score' }).at(-1)).toBe('node2');
  });

  it('leaves rows as they are where the address names no column of it', () => {
    expect(names({ sort: 'constructor' })).toEqual(['node10', 'node2', 'Node1']);
  });

  it('shows the last page where the address asks for one behind it', () => {
    expect(sortedPage(rows, tableState({ page: '9' }), by)).toMatchObject({ total: 3, rows: { length: 3 } });
  });
});
