/** Values of one column, all of one length within a table; `type` is the SQL type of one value. */
export interface Column {
  readonly type: string;
  readonly values: readonly (string | number | boolean | Date | null)[];
}

/** A connection, as far as rows are written through it. */
export interface Writer {
  query(sql: string, values: unknown[]): Promise<unknown>;
}

export type Columns = Readonly<Record<string, Column>>;

// More make longer texts, which take longer to write and to read than as many more statements do.
const rowsAtOnce = 1_000;
// A statement is a few times as long as its texts, and neither Node nor PostgreSQL takes one of a gigabyte.
const charactersAtOnce = 16_000_000;

const parameters = (columns: Columns, first: number): string =>
  Object.values(columns)
    .map(({ type }, index) => `$${first + index}::${type}[]`)
    .join(', ');

const lengthOf = (value: Column['values'][number] | undefined): number => (typeof value === 'string' ? value.length : 0);

/** The values of each statement, column by column. */
function* slices(columns: Columns): Generator<Column['values'][]> {
  const all = Object.values(columns).map(({ values }) => values);
  const rows = all[0]?.length ?? 0;
  let [from, characters] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    const own = all.reduce((sum, values) => sum + lengthOf(values[row]), 0);
    if (row > from && (row - from === rowsAtOnce || characters + own > charactersAtOnce)) {
      yield all.map((values) => values.slice(from, row));
      [from, characters] = [row, 0];
    }
    characters += own;
  }
  if (from < rows) yield all.map((values) => values.slice(from));
}

/**
 * Text as PostgreSQL can keep it: it knows no NUL character and no half of a surrogate pair. Only names and messages pass through
 * here; bodies are JSON, where both are written as escapes.
 */
export const textOf = (text: string): string => text.replaceAll('\u0000', '\uFFFD').toWellFormed();

/** Inserts all rows, up to a thousand with each statement. `conflict` is what follows the rows (`ON CONFLICT DO NOTHING`). */
export async function insertRows(client: Writer, table: string, columns: Columns, conflict = ''): Promise<void> {
  const names = Object.keys(columns).join(', ');
  const sql = `INSERT INTO ${table} (${names}) SELECT * FROM unnest(${parameters(columns, 1)}) ${conflict}`;
  for (const values of slices(columns)) await client.query(sql, values);
}

/** Runs `UPDATE table SET set FROM rows WHERE where` for all rows, which the clauses call `row`; `$1`… are `values`. */
export async function updateRows(
  client: Writer,
  table: string,
  columns: Columns,
  clauses: { readonly set: string; readonly where: string },
  values: readonly (string | number | Date)[],
): Promise<void> {
  const names = Object.keys(columns).join(', ');
  const source = `unnest(${parameters(columns, values.length + 1)}) AS row (${names})`;
  const sql = `UPDATE ${table} SET ${clauses.set} FROM ${source} WHERE ${clauses.where}`;
  for (const own of slices(columns)) await client.query(sql, [...values, ...own]);
}

/** Columns out of rows: `column('text', rows, (row) => row.name)`. */
export const column = <Row>(type: string, rows: readonly Row[], value: (row: Row) => Column['values'][number]): Column => ({
  type,
  values: rows.map(value),
});
