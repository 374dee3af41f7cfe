import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { env } from '#lib/env.ts';
import { UserError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { explainConnectionError, isConnectionError } from './connection-error.ts';
import { PrismaClient } from './generated/client.ts';

/** An open door to PostgreSQL. Every function of this folder takes it first. */
export interface Store {
  readonly url: string;
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** A connection, or the pool: whatever runs a statement. */
export type Queryable = Pick<pg.Pool, 'query'>;

/** Opens without connecting: the first statement connects. `connections` is the most that are open at a time. */
export function openStore(url: string, options: { connections?: number; applicationName?: string } = {}): Store {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 5,
    application_name: options.applicationName ?? 'bulkhead',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // The server closed an idle connection; the next statement opens a new one.
  pool.on('error', (error) => log.warn({ reason: error.message }, 'lost an idle database connection'));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    url,
    prisma,
    pool,
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

const shared = globalThis as typeof globalThis & { bulkheadStore?: Store };

/** The store of this process, by DATABASE_URL; it stays open. Kept on the global object, because Next loads modules more than once. */
export function sharedStore(): Store {
  if (shared.bulkheadStore === undefined) {
    const url = env().databaseUrl;
    if (url === null)
      throw new UserError('DATABASE_URL is not set: start Bulkhead with "npm start", which sets it.', { status: 503 });
    shared.bulkheadStore = openStore(url, { connections: 10, applicationName: 'bulkhead web' });
  }
  return shared.bulkheadStore;
}

/** The rows of one statement. Throws UserError where the database cannot be reached. */
export async function rowsOf<Row extends pg.QueryResultRow>(
  store: Store,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  try {
    return (await store.pool.query<Row>(sql, [...values])).rows;
  } catch (error) {
    throw isConnectionError(error) ? explainConnectionError(error, store.url) : error;
  }
}

/** What Prisma or a connection answers. Throws UserError where the database cannot be reached. */
export async function answerOf<T>(store: Store, answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw isConnectionError(error) ? explainConnectionError(error, store.url) : error;
  });
}

/** Runs `work` in one transaction on one connection: all of it is kept, or nothing. Throws UserError where the database is lost. */
export async function inTransaction<T>(store: Store, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await store.pool.connect().catch((error: unknown) => {
    throw explainConnectionError(error, store.url);
  });
  let broken: Error | undefined;
  // Without a listener, a connection that is lost between two statements would end the process.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw isConnectionError(error) ? explainConnectionError(error, store.url) : error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
