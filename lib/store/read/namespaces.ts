import type { NamespaceSummary } from '#lib/assess/assessment.ts';
import { rowsOf, type Store } from '../connection.ts';

/** The namespaces of a cluster as the last successful scan saw them, by name. */
export async function readNamespaces(store: Store, cluster: number): Promise<NamespaceSummary[]> {
  const rows = await rowsOf<{ summary: NamespaceSummary }>(
    store,
    'SELECT summary FROM namespace_interval WHERE cluster_id = $1 AND to_scan IS NULL AND summary IS NOT NULL ORDER BY namespace COLLATE "C"',
    [cluster],
  );
  return rows.map(({ summary }) => summary);
}
