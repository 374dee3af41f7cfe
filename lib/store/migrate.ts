import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { messageOf, UserError } from '#lib/errors.ts';
import { databaseName, explainConnectionError } from './connection-error.ts';

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface AppliedRow {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
}

export const migrationsFolder = path.resolve(import.meta.dirname, '../../prisma/migrations');

// The lock that `prisma migrate` takes, so that the two never run at the same time.
const lockKey = 72_707_369;
const oldestServer = 140_000;

// As Prisma creates it, so that `prisma migrate deploy` goes on where this ends.
const journal = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** The migrations that are still to be applied. Throws UserError where what is applied is not what the folder says. */
function pending(migrations: readonly Migration[], applied: readonly AppliedRow[], where: string): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { migration_name: name, checksum, finished_at: finished } of applied) {
    const migration = known.get(name);
    if (finished === null)
      throw new UserError(
        `The migration ${name} of ${where} was begun and not finished: repair it with "npx prisma migrate resolve".`,
      );
    if (migration === undefined)
      throw new UserError(`The database ${where} was made by a newer Bulkhead (migration ${name}): update this one.`);
    if (migration.checksum !== checksum)
      throw new UserError(
        `The migration ${name} was changed after it was applied to ${where}: restore its file prisma/migrations/${name}/migration.sql.`,
      );
  }
  const done = new Set(applied.map(({ migration_name }) => migration_name));
  return migrations.filter(({ name }) => !done.has(name));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new UserError(`The migration ${migration.name} failed, and nothing of it was kept: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

async function connected(url: string): Promise<pg.Client> {
  try {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 10_000,
      application_name: 'bulkhead migrate',
    });
    client.on('error', () => {
      // The statement that runs at that moment rejects with the same error.
    });
    await client.connect();
    return client;
  } catch (error) {
    throw explainConnectionError(error, url);
  }
}

/**
 * Brings the database to the schema of this version and returns the names of the migrations that it applied. Any number of processes
 * may call it at once. Throws UserError for a database that cannot be reached, is too old, or is not what the migrations made.
 */
export async function migrate(url: string, folder: string = migrationsFolder): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const where = databaseName(url);
  const client = await connected(url);
  try {
    const { rows: versions } = await client.query<{ number: number; text: string }>(
      `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS text`,
    );
    const server = versions[0];
    if (server === undefined || server.number < oldestServer)
      throw new UserError(
        `The database ${where} runs PostgreSQL ${server?.text ?? '?'}, and Bulkhead needs 14 or newer: upgrade the server.`,
      );
    await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
    await client.query(journal);
    const { rows: applied } = await client.query<AppliedRow>(
      'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at',
    );
    const todo = pending(migrations, applied, where);
    for (const migration of todo) await apply(client, migration);
    return todo.map(({ name }) => name);
  } catch (error) {
    throw explainConnectionError(error, url);
  } finally {
    await client.end();
  }
}
