import { expect, test } from 'vitest';
import { openStore, rowsOf, type Store } from '#lib/store/connection.ts';
import { freshDatabase } from '#tests/support/postgres.ts';
import { sqlOfPrismaSchema } from '#tests/support/prisma-schema.ts';

// Every column, index, constraint and enum label of the database, a line each.
const catalogue = `
  SELECT concat_ws(' ', 'column', table_name, column_name, udt_name, datetime_precision, is_nullable, column_default) AS line
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
  UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
  UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(pg_constraint.oid)) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> '_prisma_migrations'
  UNION ALL SELECT concat_ws(' ', 'enum', enumtypid::regtype, enumsortorder, enumlabel) FROM pg_enum
    WHERE enumtypid IN (SELECT oid FROM pg_type WHERE typnamespace = 'public'::regnamespace)
  ORDER BY line`;

async function withStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore(url);
  return work(store).finally(() => store.close());
}

const linesOf = async (store: Store) => (await rowsOf<{ line: string }>(store, catalogue)).map(({ line }) => line);

test('the migrations together make exactly what schema.prisma says', async () => {
  const empty = await freshDatabase({ migrated: false });
  const sql = await sqlOfPrismaSchema('prisma/schema.prisma', empty);
  const wanted = await withStore(empty, async (store) => {
    await store.pool.query(sql);
    return linesOf(store);
  });
  const made = await withStore(await freshDatabase(), linesOf);
  expect(made).toEqual(wanted);
  expect(made).toContain('column finding opened_at timestamptz 3 NO');
  expect(made).toContain('enum severity 1 critical');
});
