import type { TableState } from './table-state.ts';

type Key = string | number | null;

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Of all rows, not only those of this page. */
  readonly total: number;
}

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

// What has no value comes last in both directions.
function compare(left: Key, right: Key, descending: boolean): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  const order = typeof left === 'number' && typeof right === 'number' ? left - right : names.compare(String(left), String(right));
  return descending ? -order : order;
}

/** Sorts rows that are all at hand and cuts out the page that the address asks for. `by` says what each column sorts by. */
export function sortedPage<Row>(
  rows: readonly Row[],
  state: TableState,
  by: Readonly<Record<string, (row: Row) => Key>>,
): Page<Row> {
  const key = state.sort !== null && Object.hasOwn(by, state.sort) ? by[state.sort] : undefined;
  const sorted = key === undefined ? rows : rows.toSorted((left, right) => compare(key(left), key(right), state.descending));
  const pages = Math.max(1, Math.ceil(rows.length / state.size));
  const begin = (Math.min(state.page, pages) - 1) * state.size;
  return { rows: sorted.slice(begin, begin + state.size), total: rows.length };
}
