import { UserError } from '#lib/errors.ts';
import { digestOf, sealSnapshot } from '#lib/snapshot/canonical.ts';
import type { KubeObject } from '#lib/snapshot/objects.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { rowsOf, type Store } from '../connection.ts';
import type { SnapshotHeader } from '../save/save-scan.ts';

interface HeaderRow {
  readonly status: string;
  readonly version: string;
  readonly digest: string | null;
  readonly header: string | null;
}

/**
 * What the cluster said in a past scan, from the intervals that held then. Throws UserError where there is no such scan or where it
 * failed, and an Error where what is stored does not have the digest that the scan had.
 */
export async function rebuildSnapshot(store: Store, cluster: number, number: number): Promise<Snapshot> {
  const [scan] = await rowsOf<HeaderRow>(
    store,
    `SELECT status, version, snapshot_digest AS digest, object.text AS header
     FROM scan LEFT JOIN object ON object.digest = header_digest WHERE cluster_id = $1 AND number = $2`,
    [cluster, number],
  );
  if (scan === undefined) throw new UserError(`There is no scan ${number} of this cluster (any more).`, { status: 404 });
  if (scan.header === null) throw new UserError(`Scan ${number} failed: it saw nothing of the cluster.`, { status: 404 });
  const { told, ...header }: SnapshotHeader = JSON.parse(scan.header);
  const rows = await rowsOf<{ resource: string; text: string }>(
    store,
    `SELECT resource, object.text FROM object_interval AS held JOIN object USING (digest)
     WHERE cluster_id = $1 AND from_scan <= $2 AND (to_scan IS NULL OR to_scan > $2) AND resource = ANY ($3::text[])
     ORDER BY namespace COLLATE "C", name COLLATE "C"`,
    [cluster, number, told],
  );
  const byResource = Map.groupBy(rows, ({ resource }) => resource);
  const objects = Object.fromEntries(
    [...byResource].map(([name, own]) => [name, own.map(({ text }): KubeObject => JSON.parse(text))]),
  );
  const snapshot: Snapshot = { ...header, objects };
  const digest = digestOf(snapshot);
  if (digest !== scan.digest)
    throw new Error(
      `The snapshot of scan ${number} (made by Bulkhead ${scan.version}) cannot be rebuilt: its digest is ${digest} instead of ${scan.digest}.`,
    );
  // What later versions read besides was not read then.
  return sealSnapshot(snapshot);
}
