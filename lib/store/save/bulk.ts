import type pg from 'pg';

/** Values of one column, all of one length within a table; `type` is the SQL type of one value. */
export interface Column {
  readonly type: string;
  readonly values: readonly (string | number | boolean | Date | null)[];
}

export type Columns = Readonly<Record<string, Column>>;

// More make longer texts, which take longer to write and to read than as many more statements do.
const rowsAtOnce = 1_000;

const lengthOf = (columns: Columns): number => Object.values(columns)[0]?.values.length ?? 0;

const parameters = (columns: Columns, first: number): string =>
  Object.values(columns)
    .map(({ type }, index) => `$${first + index}::${type}[]`)
    .join(', ');

const slices = (columns: Columns, from: number) =>
  Object.values(columns).map(({ values }) => values.slice(from, from + rowsAtOnce));

/**
 * Text as PostgreSQL can keep it: it knows no NUL character and no half of a surrogate pair. Only names and messages pass through
 * here; bodies are JSON, where both are written as escapes.
 */
export const textOf = (text: string): string => text.replaceAll('\u0000', '\uFFFD').toWellFormed();

/** Inserts all rows, a thousand with each statement. `conflict` is what follows the rows (`ON CONFLICT DO NOTHING`). */
export async function insertRows(client: pg.PoolClient, table: string, columns: Columns, conflict = ''): Promise<void> {
  const names = Object.keys(columns).join(', ');
  for (let from = 0; from < lengthOf(columns); from += rowsAtOnce) {
    await client.query(
      `INSERT INTO ${table} (${names}) SELECT * FROM unnest(${parameters(columns, 1)}) ${conflict}`,
      slices(columns, from),
    );
  }
}

/** Runs `UPDATE table SET set FROM rows WHERE where` for all rows, which the clauses call `row`; `$1`… are `values`. */
export async function updateRows(
  client: pg.PoolClient,
  table: string,
  columns: Columns,
  clauses: { readonly set: string; readonly where: string },
  values: readonly (string | number | Date)[],
): Promise<void> {
  const names = Object.keys(columns).join(', ');
  const source = `unnest(${parameters(columns, values.length + 1)}) AS row (${names})`;
  for (let from = 0; from < lengthOf(columns); from += rowsAtOnce) {
    await client.query(`UPDATE ${table} SET ${clauses.set} FROM ${source} WHERE ${clauses.where}`, [
      ...values,
      ...slices(columns, from),
    ]);
  }
}

/** Columns out of rows: `column('text', rows, (row) => row.name)`. */
export const column = <Row>(type: string, rows: readonly Row[], value: (row: Row) => Column['values'][number]): Column => ({
  type,
  values: rows.map(value),
});
