import { type ResourceName, resourceOf } from '#lib/snapshot/resources.ts';
import { rowsOf, type Store } from '../connection.ts';
import { literalPattern } from './findings.ts';

/** A namespace or a workload of a cluster, as its last successful scan saw it. */
export interface Named {
  readonly cluster: string;
  readonly kind: string;
  /** Null for a namespace. */
  readonly namespace: string | null;
  readonly name: string;
}

const searched = [
  'namespaces',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'cronjobs.batch',
  'replicationcontrollers',
] as const satisfies readonly ResourceName[];

// A name that begins with the text comes before one that only holds it, and a shorter one before a longer.
const sql = `
  SELECT cluster.name AS cluster, resource, namespace, held.name FROM object_interval AS held
  JOIN cluster ON cluster.id = held.cluster_id
  WHERE to_scan IS NULL AND resource = ANY ($1::text[])
    AND CASE WHEN $2 LIKE '%/%' THEN namespace || '/' || held.name ELSE held.name END ILIKE '%' || $2 || '%'
  ORDER BY held.name NOT ILIKE $2 || '%', length(held.name), held.name, namespace, cluster.name, resource LIMIT $3`;

/** Namespaces and workloads of all clusters whose names hold the text; `ns/name` finds a workload by both. Pods without a controller are not searched. */
export async function findByName(store: Store, text: string, limit = 20): Promise<Named[]> {
  const rows = await rowsOf<{ cluster: string; resource: (typeof searched)[number]; namespace: string; name: string }>(
    store,
    sql,
    [searched, literalPattern(text), limit],
  );
  return rows.map(({ cluster, resource, namespace, name }) => ({
    cluster,
    kind: resourceOf(resource).kind,
    namespace: namespace === '' ? null : namespace,
    name,
  }));
}
