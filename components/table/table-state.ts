/** What the address says about one table. `columns` is null where nobody chose. */
export interface TableState {
  readonly sort: string | null;
  readonly descending: boolean;
  readonly page: number;
  readonly size: number;
  readonly columns: readonly string[] | null;
}

/** A page's search parameters as Next gives them. */
export type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

export const pageSizes = [25, 50, 100, 200] as const;

/** The single value of a parameter; the first where it was given several times, null where it is absent or empty. */
export function single(params: SearchParams, key: string): string | null {
  const value = params[key];
  const first = typeof value === 'string' ? value : value?.[0];
  return first === undefined || first === '' ? null : first;
}

const wholeNumber = (text: string | null): number | null => (text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null);

/** Reads a table's part of the address; what makes no sense there falls back to the beginning. `prefix` tells tables of one page apart. */
export function tableState(
  params: SearchParams,
  prefix = '',
  first: { readonly sort: string; readonly descending?: boolean } | null = null,
): TableState {
  const sort = single(params, `${prefix}sort`);
  const size = wholeNumber(single(params, `${prefix}size`));
  return {
    sort: sort?.replace(/^-/, '') ?? first?.sort ?? null,
    descending: sort === null ? first?.descending === true : sort.startsWith('-'),
    page: wholeNumber(single(params, `${prefix}page`)) ?? 1,
    size: pageSizes.find((allowed) => allowed === size) ?? 50,
    columns: single(params, `${prefix}columns`)?.split(',') ?? null,
  };
}

/** Where the links of a table lead: the page it stands on, what its address says, and which part of that is the table's. */
export interface TableAddress {
  readonly path: string;
  readonly params: SearchParams;
  readonly prefix: string;
  readonly state: TableState;
}

export function tableAddress(
  path: string,
  params: SearchParams,
  prefix = '',
  first: { readonly sort: string; readonly descending?: boolean } | null = null,
): TableAddress {
  return { path, params, prefix, state: tableState(params, prefix, first) };
}

/** The last page there is, where the address asks for one behind it; null where it does not. */
export const pageInstead = ({ page, size }: TableState, total: number): number | null =>
  page > 1 && (page - 1) * size >= total ? Math.max(1, Math.ceil(total / size)) : null;

/** The address of the same page with some parameters changed; null takes one away. */
export function withParams(
  path: string,
  params: SearchParams,
  changes: Readonly<Record<string, string | number | null>>,
): string {
  const kept = Object.keys(params).filter((key) => !(key in changes));
  const next = new URLSearchParams(
    kept.flatMap((key) => [params[key] ?? []].flat().map((value): [string, string] => [key, value])),
  );
  for (const [key, value] of Object.entries(changes)) if (value !== null) next.set(key, String(value));
  return next.size === 0 ? path : `${path}?${next}`;
}
