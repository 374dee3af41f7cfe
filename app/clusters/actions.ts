'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { FormState } from '#components/form/form-state.ts';
import { UserError } from '#lib/errors.ts';
import { sharedQueue } from '#lib/queue/connection.ts';
import { cancelScans, requestScan } from '#lib/queue/scan-jobs.ts';
import { setSchedule } from '#lib/queue/schedules.ts';
import { addCluster, type Cluster, editCluster, findCluster, removeCluster } from '#lib/store/clusters.ts';
import { sharedStore } from '#lib/store/connection.ts';
import type { ClusterSource } from '#lib/store/source.ts';
import { changed } from '../action.ts';
import { clusterPath } from '../links.ts';
import { clusterForm } from './input.ts';

async function named(name: string): Promise<Cluster> {
  const cluster = await findCluster(sharedStore(), { name });
  if (cluster === null) throw new UserError(`There is no cluster named ${name} (any more).`, { status: 404 });
  return cluster;
}

const scheduleOf = ({ cron, timeZone }: Cluster) => (cron === null ? null : { cron, timeZone });

/** Adds a cluster, sets its schedule and asks for its first scan. */
export async function addClusterAction(_before: FormState, data: FormData): Promise<FormState> {
  return changed(clusterForm, data, async (input) => {
    const queue = await sharedQueue();
    const cluster = await addCluster(sharedStore(), input);
    await setSchedule(queue, cluster.id, scheduleOf(cluster));
    await requestScan(queue, cluster.id);
    redirect(clusterPath(cluster.name));
  });
}

/** The form knows only contexts of the server's own kubeconfig; one of another file, which the command line saved, stays of that file. */
const keepingKubeconfig = (before: ClusterSource, given: ClusterSource): ClusterSource =>
  before.kind === 'context' && given.kind === 'context' && before.context === given.context ? before : given;

/** Changes name, source and schedule of the cluster that was named `name`. */
export async function editClusterAction(name: string, _before: FormState, data: FormData): Promise<FormState> {
  return changed(clusterForm, data, async (input) => {
    const { id, source } = await named(z.string().parse(name));
    const queue = await sharedQueue();
    const cluster = await editCluster(sharedStore(), id, { ...input, source: keepingKubeconfig(source, input.source) });
    await setSchedule(queue, cluster.id, scheduleOf(cluster));
    redirect(clusterPath(cluster.name));
  });
}

const removal = z
  .object({ cluster: z.string(), typed: z.string() })
  .refine(({ cluster, typed }) => cluster === typed, { path: ['typed'], message: 'This is not the name of the cluster.' });

/** Removes a cluster with all that is known of it, once its name was typed. */
export async function removeClusterAction(_before: FormState, data: FormData): Promise<FormState> {
  return changed(removal, data, async ({ cluster: name }) => {
    const { id } = await named(name);
    const queue = await sharedQueue();
    await removeCluster(sharedStore(), id);
    await setSchedule(queue, id, null);
    await cancelScans(queue, id);
    redirect('/');
  });
}

/** Asks for a scan now; where one waits or runs already, it is that one. */
export async function scanNowAction(_before: FormState, data: FormData): Promise<FormState> {
  return changed(z.object({ cluster: z.string() }), data, async ({ cluster: name }) => {
    const { id } = await named(name);
    await requestScan(await sharedQueue(), id);
    return 'The scan was asked for.';
  });
}
