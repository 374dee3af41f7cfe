import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Assessment, AssessSettings } from '#lib/assess/assessment.ts';
import { UserError } from '#lib/errors.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { addCluster, type Cluster, findCluster } from '#lib/store/clusters.ts';
import type { Store } from '#lib/store/connection.ts';
import { saveFailedScan } from '#lib/store/save/save-failed-scan.ts';
import { type SavedScan, saveScan } from '#lib/store/save/save-scan.ts';
import { readSetting } from '#lib/store/settings.ts';
import { type ClusterSource, sourceText } from '#lib/store/source.ts';

/** Keeps one visit to one cluster in the database. */
export interface Saver {
  /** What the web app judges by; null where nobody has changed it. */
  readonly settings: AssessSettings | null;
  /** Adds the cluster, without a schedule, where the database does not have it yet. */
  readonly save: (visit: { startedAt: Date; snapshot: Snapshot; assessment: Assessment }) => Promise<SavedScan>;
  /** That the cluster could not be read; nothing where the database does not know it. */
  readonly saveFailure: (visit: { startedAt: Date; error: string }) => Promise<void>;
}

const visitOf = (cluster: Cluster, startedAt: Date) => ({
  cluster: cluster.id,
  jobId: `cli:${randomUUID()}`,
  startedAt: startedAt.toISOString(),
  finishedAt: new Date().toISOString(),
  dueSeconds: null,
});

/** Throws UserError where the database has a cluster of that name which is read from elsewhere: its history would be that of two. */
export async function saverFor(store: Store, name: string, source: ClusterSource): Promise<Saver> {
  const known = await findCluster(store, { name });
  if (known !== null && !isDeepStrictEqual(known.source, source))
    throw new UserError(
      `The cluster ${name} in the database is ${sourceText(known.source)}, not ${sourceText(source)}: give another --name.`,
      { status: 409 },
    );
  return {
    settings: await readSetting(store, 'assess'),
    save: async ({ startedAt, snapshot, assessment }) => {
      const cluster = known ?? (await addCluster(store, { name, source }));
      return saveScan(store, { ...visitOf(cluster, startedAt), snapshot, assessment });
    },
    saveFailure: async ({ startedAt, error }) => {
      if (known !== null) await saveFailedScan(store, { ...visitOf(known, startedAt), error });
    },
  };
}
