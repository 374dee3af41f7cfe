import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, rowsOf, type Store } from '#lib/store/connection.ts';
import { column, insertRows, updateRows } from '#lib/store/save/bulk.ts';
import { freshStore } from '#tests/support/postgres.ts';

let store: Store;
beforeAll(async () => {
  store = await freshStore();
});
afterAll(() => store.close());

interface Row {
  readonly digest: string;
  readonly text: string;
}

const columnsOf = (rows: readonly Row[]) => ({
  digest: column('text', rows, ({ digest }) => digest),
  text: column('text', rows, ({ text }) => text),
});

const rowsNamed = (count: number, text: (index: number) => string): readonly Row[] =>
  Array.from({ length: count }, (_, index) => ({ digest: String(index).padStart(5, '0'), text: text(index) }));

/** Writes them, and says how many characters each statement had to carry. */
async function written(rows: readonly Row[]): Promise<readonly number[]> {
  await rowsOf(store, 'TRUNCATE object CASCADE');
  const sizes: number[] = [];
  await inTransaction(store, async (client) => {
    const query = (sql: string, values: unknown[]) => {
      sizes.push(JSON.stringify(values).length);
      return client.query(sql, values);
    };
    await insertRows({ query }, 'object', columnsOf(rows));
  });
  return sizes;
}

const kept = () => rowsOf<Row>(store, 'SELECT digest, text FROM object ORDER BY digest');

describe('rows', () => {
  test('are written each once, whatever their number', async () => {
    for (const count of [0, 1, 999, 1_000, 1_001, 2_500]) {
      const rows = rowsNamed(count, (index) => `text ${index}`);
      expect((await written(rows)).length).toBe(Math.ceil(count / 1_000));
      expect(await kept()).toEqual(rows);
    }
  });

  test('that are long share a statement with fewer others, so that none grows without bounds', async () => {
    const rows = rowsNamed(30, (index) => (index % 2 === 0 ? 'x'.repeat(3_000_000) : 'short'));
    const sizes = await written(rows);
    expect(Math.max(...sizes)).toBeLessThan(17_000_000);
    expect(await kept()).toEqual(rows);
  });

  test('of which one alone is longer than a statement should be are written all the same', async () => {
    const rows = rowsNamed(3, (index) => (index === 1 ? 'x'.repeat(20_000_000) : 'short'));
    await written(rows);
    expect(await kept()).toEqual(rows);
  });

  test('are updated each with its own values', async () => {
    await written(rowsNamed(1_500, () => 'before'));
    const after = rowsNamed(1_500, (index) => `after ${index}`);
    const clauses = { set: 'text = row.text', where: 'held.digest = row.digest AND held.text = $1' };
    await inTransaction(store, (client) => updateRows(client, 'object AS held', columnsOf(after), clauses, ['before']));
    expect(await kept()).toEqual(after);
  });
});
