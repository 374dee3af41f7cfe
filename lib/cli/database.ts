import { stat } from 'node:fs/promises';
import path from 'node:path';
import { env } from '#lib/env.ts';
import { UserError } from '#lib/errors.ts';
import { postgresAccount } from '#lib/server/postgres/account.ts';
import { readPassword, usableDataFolder } from '#lib/server/postgres/data-folder.ts';
import { runningPostmaster } from '#lib/server/postgres/postmaster.ts';
import { databaseFolderName, databaseUrl } from '#lib/server/postgres/server.ts';
import { openStore, type Store } from '#lib/store/connection.ts';
import { databaseName } from '#lib/store/connection-error.ts';
import { checkStore } from '#lib/store/health.ts';
import { migrate } from '#lib/store/migrate.ts';

const isFolder = async (folder: string): Promise<boolean> =>
  stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );

/** The embedded database, where Bulkhead runs with one on this machine; null where it does not. */
async function embeddedUrl(): Promise<string | null> {
  const { dataDir, dataDirGiven } = env();
  if (!(await isFolder(dataDir))) return null;
  const folder = await usableDataFolder({ folder: dataDir, given: dataDirGiven }, await postgresAccount(), () => {});
  const postmaster = await runningPostmaster(path.join(folder, databaseFolderName));
  const password = await readPassword(folder);
  return postmaster === null || password === null ? null : databaseUrl(password, postmaster.port);
}

async function urlOf(): Promise<string> {
  const url = env().databaseUrl ?? (await embeddedUrl());
  if (url !== null) return url;
  throw new UserError(
    `There is no database: set DATABASE_URL, or start Bulkhead with "npm start", whose own database (in ${env().dataDir}) is used while it runs.`,
    { status: 503 },
  );
}

async function withStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore(url, { connections: 3, applicationName: 'bulkhead command line' });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** A database that can be written to: it is brought to the schema of this version first. Throws UserError where there is none. */
export async function openForWriting<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const url = await urlOf();
  await migrate(url);
  return withStore(url, work);
}

// A missing table or column, as PostgreSQL and as Prisma say it: https://www.postgresql.org/docs/current/errcodes-appendix.html,
// https://www.prisma.io/docs/orm/reference/error-reference
const notOurSchema = new Set(['42P01', '42703', 'P2021', 'P2022']);

/** A database that is only read, and therefore left as it is. Throws UserError where there is none, or none of this version. */
export async function openForReading<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const url = await urlOf();
  try {
    return await withStore(url, async (store) => {
      await checkStore(store);
      return work(store);
    });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && typeof error.code === 'string' && notOurSchema.has(error.code)))
      throw error;
    throw new UserError(
      `The database ${databaseName(url)} does not have the tables of this version of Bulkhead: start Bulkhead with it once.`,
      { cause: error },
    );
  }
}
