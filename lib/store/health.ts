import { rowsOf, type Store } from './connection.ts';

/** Asks the database for a sign of life; throws UserError, with what to do, where it gives none. */
export async function checkStore(store: Store): Promise<void> {
  await rowsOf(store, 'SELECT 1');
}
