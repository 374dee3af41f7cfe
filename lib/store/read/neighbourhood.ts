import { isNoWorkload, namespacesNamed, namespacesOfPodsAt } from '#lib/assess/explained.ts';
import { UserError } from '#lib/errors.ts';
import { sealSnapshot } from '#lib/snapshot/canonical.ts';
import type { KubeObject } from '#lib/snapshot/objects.ts';
import { resources } from '#lib/snapshot/resources.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { rowsOf, type Store } from '../connection.ts';
import type { SnapshotHeader } from '../save/save-scan.ts';

/** Who may write what is no part of who reaches whom, and there is much of it. */
const isAboutTraffic = ({ group }: { readonly group: string }): boolean => group !== 'rbac.authorization.k8s.io';

const namesOf = (namespaced: boolean): readonly string[] =>
  resources.filter((one) => one.namespaced === namespaced && isAboutTraffic(one)).map(({ name }) => name);

const policies = 'networkpolicies.networking.k8s.io';

/**
 * What the cluster said in a scan about some namespaces: what lies in them, and what is cluster-wide, so all namespaces, nodes and
 * cluster-wide policies. Enough for everything about traffic between them, in far less time than the whole. With `elsewhere`, also what
 * lies in all other namespaces, their NetworkPolicies left out, which decide about their own pods only. Throws UserError where there is no
 * such scan or where it failed.
 */
export async function readNeighbourhood(
  store: Store,
  cluster: number,
  scan: number,
  namespaces: readonly string[],
  { elsewhere = false }: { readonly elsewhere?: boolean } = {},
): Promise<Snapshot> {
  const [row] = await rowsOf<{ header: string | null }>(
    store,
    `SELECT object.text AS header FROM scan LEFT JOIN object ON object.digest = header_digest
     WHERE cluster_id = $1 AND number = $2`,
    [cluster, scan],
  );
  if (row === undefined) throw new UserError(`There is no scan ${scan} of this cluster (any more).`, { status: 404 });
  if (row.header === null) throw new UserError(`Scan ${scan} failed: it saw nothing of the cluster.`, { status: 404 });
  const { told, ...header }: SnapshotHeader = JSON.parse(row.header);
  const known = new Set(told);
  const anywhere = (name: string): boolean => elsewhere && name !== policies;
  // Manifests may name no namespace, and then mean this one.
  const places = namespaces.includes('default') ? [...namespaces, ''] : namespaces;
  const rows = await rowsOf<{ resource: string; text: string }>(
    store,
    `SELECT resource, object.text FROM object_interval AS held JOIN object USING (digest)
     WHERE cluster_id = $1 AND from_scan <= $2 AND (to_scan IS NULL OR to_scan > $2)
       AND (resource = ANY ($3::text[]) OR resource = ANY ($4::text[]) AND namespace = ANY ($5::text[]))`,
    [
      cluster,
      scan,
      [...namesOf(false), ...namesOf(true).filter(anywhere)].filter((name) => known.has(name)),
      namesOf(true).filter((name) => known.has(name) && !anywhere(name)),
      places,
    ],
  );
  const byResource = Map.groupBy(rows, ({ resource }) => resource);
  const objects = Object.fromEntries(
    [...byResource].map(([name, own]) => [name, own.map(({ text }): KubeObject => JSON.parse(text))]),
  );
  return sealSnapshot({ ...header, objects });
}

/**
 * Enough to explain a connection between two ends as somebody typed them. How somebody gets in from outside may depend on objects of any
 * namespace, such as a route or the ingress controller, and an address may be that of a pod, about which the policies of its namespace
 * decide. Throws UserError as `readNeighbourhood`.
 */
export async function readConnection(store: Store, cluster: number, scan: number, ends: readonly string[]): Promise<Snapshot> {
  const namespaces = namespacesNamed(ends);
  if (!ends.some(isNoWorkload)) return readNeighbourhood(store, cluster, scan, namespaces);
  const snapshot = await readNeighbourhood(store, cluster, scan, namespaces, { elsewhere: true });
  const more = namespacesOfPodsAt(snapshot, ends).filter((name) => !namespaces.includes(name));
  if (more.length === 0) return snapshot;
  return readNeighbourhood(store, cluster, scan, [...namespaces, ...more], { elsewhere: true });
}
