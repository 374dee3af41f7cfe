import { assess } from '#lib/assess/assess.ts';
import type { Assessment, AssessSettings } from '#lib/assess/assessment.ts';
import { defaultSettings } from '#lib/assess/settings.ts';
import { UserError } from '#lib/errors.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { addCluster, type Cluster, listClusters } from '#lib/store/clusters.ts';
import type { Store } from '#lib/store/connection.ts';
import { lastScans } from '#lib/store/read/scans.ts';
import { saveFailedScan } from '#lib/store/save/save-failed-scan.ts';
import { saveScan } from '#lib/store/save/save-scan.ts';
import { readSetting, writeSetting } from '#lib/store/settings.ts';
import { sampleHistory } from './history.ts';
import { lastDay, type SampleStory, sampleStories } from './stories.ts';

export interface SampleProgress {
  readonly cluster: string;
  /** Days of the cluster's history that are done, of `total`. */
  readonly done: number;
  readonly total: number;
}

export interface LoadOptions {
  /** Someone asked for it, so that clusters which are there already are no reason against it. */
  readonly asked?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: SampleProgress) => void) | undefined;
}

const daySeconds = 86_400;
const scanHour = 4;
const schedule = { cron: `0 ${scanHour} * * *`, timeZone: 'UTC' };

/** When the scan of a day took place: at the hour of the schedule, the last time before the cluster was added. */
function scannedAt({ createdAt }: Cluster, daysAgo: number): Date {
  const today = new Date(createdAt);
  today.setUTCHours(scanHour, 0, 0, 0);
  const last = today.toISOString() <= createdAt ? today.getTime() : today.getTime() - daySeconds * 1000;
  return new Date(last - daysAgo * daySeconds * 1000);
}

async function clusterOf(store: Store, story: SampleStory): Promise<Cluster> {
  const clusters = await listClusters(store);
  const known = clusters.find(({ source }) => source.kind === 'sample' && source.story === story.name);
  if (known !== undefined) return known;
  const name = clusters.some((cluster) => cluster.name === story.name) ? `${story.name} (sample)` : story.name;
  return addCluster(store, { name, source: { kind: 'sample', story: story.name }, ...schedule, sample: true });
}

/** Goes on after the last scan that the cluster has, which a load that was interrupted left, or someone who asked for a scan. */
async function loadHistory(store: Store, cluster: Cluster, story: SampleStory, settings: AssessSettings, options: LoadOptions) {
  const { last } = await lastScans(store, cluster.id);
  let judged: { snapshot: Snapshot; assessment: Assessment } | undefined;
  for await (const scan of sampleHistory(story)) {
    options.signal?.throwIfAborted();
    const day = lastDay - scan.daysAgo;
    const at = scannedAt(cluster, scan.daysAgo).toISOString();
    if (last === null || last.startedAt < at) {
      const jobId = `sample:${cluster.id}:${day}`;
      const visit = { cluster: cluster.id, jobId, startedAt: at, finishedAt: at, dueSeconds: daySeconds };
      if ('error' in scan) await saveFailedScan(store, { ...visit, error: scan.error });
      else {
        const { snapshot } = scan;
        if (judged?.snapshot !== snapshot) judged = { snapshot, assessment: assess(snapshot, settings) };
        await saveScan(store, { ...visit, ...judged });
      }
    }
    options.onProgress?.({ cluster: cluster.name, done: day + 1, total: lastDay + 1 });
  }
}

const isRemoved = (error: unknown): boolean => error instanceof UserError && error.status === 404;

/**
 * Adds the sample clusters with their history, once in the life of a database: one that has been cleared of them stays so, one that has
 * clusters of its own gets them only when someone asked, and a load that was interrupted is completed, without anything twice. Every
 * scan is judged and saved like a real one. Nothing else may scan these clusters until it is done. Returns whether it did anything;
 * throws the signal's reason when aborted.
 */
export async function loadSampleFleet(store: Store, options: LoadOptions = {}): Promise<boolean> {
  const state = await readSetting(store, 'sampleFleet');
  if (state === 'loaded') return false;
  if (state === null && !options.asked && (await listClusters(store)).length > 0) return false;
  await writeSetting(store, 'sampleFleet', 'loading');
  const settings = (await readSetting(store, 'assess')) ?? defaultSettings;
  const clusters: [Cluster, SampleStory][] = [];
  for (const story of sampleStories) clusters.push([await clusterOf(store, story), story]);
  for (const [cluster, story] of clusters) {
    await loadHistory(store, cluster, story, settings, options).catch((error: unknown) => {
      // Somebody removed the cluster while it was loaded, and it stays removed.
      if (!isRemoved(error)) throw error;
    });
  }
  await writeSetting(store, 'sampleFleet', 'loaded');
  return true;
}
