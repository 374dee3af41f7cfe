import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openStore, rowsOf, type Store } from '#lib/store/connection.ts';
import { migrate, migrationsFolder } from '#lib/store/migrate.ts';
import { freshDatabase } from '#tests/support/postgres.ts';

async function withStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore(url);
  return work(store).finally(() => store.close());
}

async function withMigrations(change: (folder: string) => Promise<void>, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bulkhead-migrations-'));
  try {
    await cp(migrationsFolder, folder, { recursive: true });
    await change(folder);
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const addMigration = (name: string, sql: string) => async (folder: string) => {
  await cp(path.join(folder, '20261121080000_init'), path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, name, 'migration.sql'), sql);
};

test('every migration is applied once, also when several processes start at the same time', async () => {
  const url = await freshDatabase({ migrated: false });
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  expect(applied.flat()).toEqual(['20261121080000_init', '20261121110000_reachability']);
  expect(await migrate(url)).toEqual([]);
});

test('a migration that was changed after it was applied is refused by name', async () => {
  const url = await freshDatabase();
  await withMigrations(
    (folder) => writeFile(path.join(folder, '20261121080000_init/migration.sql'), 'SELECT 1;'),
    async (folder) => {
      await expect(migrate(url, folder)).rejects.toThrow(/migration 20261121080000_init was changed after it was applied/);
    },
  );
});

test('a database that a newer version has migrated is refused', async () => {
  const url = await freshDatabase();
  await withMigrations(addMigration('20991231000000_future', 'SELECT 1;'), async (folder) => {
    expect(await migrate(url, folder)).toEqual(['20991231000000_future']);
  });
  await expect(migrate(url)).rejects.toThrow(/made by a newer Bulkhead \(migration 20991231000000_future\): update this one/);
});

test('a migration that fails leaves nothing of itself, and can be mended and applied', async () => {
  const url = await freshDatabase();
  const name = '20991231000000_broken';
  await withMigrations(addMigration(name, 'CREATE TABLE half (id int); SELECT 1 / 0;'), async (folder) => {
    await expect(migrate(url, folder)).rejects.toThrow(
      /migration 20991231000000_broken failed, and nothing of it was kept: division by zero/,
    );
    await withStore(url, async (store) => {
      expect(await rowsOf(store, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
    });
    await writeFile(path.join(folder, name, 'migration.sql'), 'CREATE TABLE half (id int);');
    expect(await migrate(url, folder)).toEqual([name]);
  });
});

test('a migration that Prisma began and did not finish is refused', async () => {
  const url = await freshDatabase();
  await withStore(url, (store) =>
    rowsOf(store, `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', 'abc', '20991231000000_stuck')`),
  );
  await expect(migrate(url)).rejects.toThrow(/20991231000000_stuck .* was begun and not finished/);
});

test.each([
  ['a wrong password', (url: URL) => Object.assign(url, { password: 'wrong' }), /refused the user name or password/],
  [
    'a database that is not there',
    (url: URL) => Object.assign(url, { pathname: '/nowhere' }),
    /nowhere cannot be used: the database does not exist/,
  ],
  ['a port where nothing listens', (url: URL) => Object.assign(url, { port: '1' }), /127\.0\.0\.1:1\/.* nothing listens there/],
  [
    'a host that does not exist',
    (url: URL) => Object.assign(url, { hostname: 'no.such.host.invalid' }),
    /no\.such\.host\.invalid.*(no such host|could not be looked up)/,
  ],
])('%s is told in one line, without the password', async (_, change, message) => {
  const url = change(new URL(await freshDatabase({ migrated: false })));
  const error = await migrate(url.href).then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'UserError', exitCode: 2, message: expect.stringMatching(message) });
  expect(String(error)).not.toContain(url.password);
});
