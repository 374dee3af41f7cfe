import type { Store } from './connection.ts';

const workLock = 1_112_888_322;

/**
 * Does work that must not be done twice at the same time, in whatever process; null where somebody else is at it. The lock goes with the
 * connection, so that it never outlives its holder.
 */
export async function ifNobodyElse<T>(store: Store, key: number, work: () => Promise<T>): Promise<T | null> {
  const client = await store.pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1::int, $2::int) AS mine', [
      workLock,
      key,
    ]);
    if (rows[0]?.mine !== true) return null;
    try {
      return await work();
    } finally {
      if (broken === undefined) await client.query('SELECT pg_advisory_unlock($1::int, $2::int)', [workLock, key]);
    }
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
