import { version } from '#lib/version.ts';
import { inTransaction, type Store } from '../connection.ts';
import { insertScan, placeOf, type Visit } from './scan-row.ts';

/** Records a scan that could not be done, and why. What was known of the cluster stays as it is. Returns the number of the scan. */
export async function saveFailedScan(store: Store, visit: Visit & { readonly error: string }): Promise<number> {
  return inTransaction(store, async (client) => {
    const place = await placeOf(client, visit);
    if (place.saved !== null) return place.saved.number;
    await insertScan(client, visit, place, {
      status: 'failed',
      version,
      error: visit.error,
      snapshotDigest: null,
      resultsDigest: null,
      previousDigest: null,
      headerDigest: null,
      summaryDigest: null,
      reachDigest: null,
      objects: 0,
      findings: 0,
      opened: 0,
      closed: 0,
      added: 0,
      changed: 0,
      removed: 0,
    });
    return place.number;
  });
}
