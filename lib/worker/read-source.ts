import { UserError } from '#lib/errors.ts';
import { connect } from '#lib/kube/connection.ts';
import { pullSnapshot } from '#lib/kube/pull.ts';
import { readManifests } from '#lib/manifests/read.ts';
import { sampleSnapshot } from '#lib/sample/history.ts';
import { sampleStories } from '#lib/sample/stories.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { ClusterSource } from '#lib/store/source.ts';

export interface ReadOptions {
  /** The kubeconfig for sources that name none; null: the usual one. */
  readonly kubeconfig: string | null;
  readonly signal: AbortSignal;
  /** What is being read, and how much of how much is done. */
  readonly onProgress: (step: string, done: number, total: number) => void;
}

async function pull(source: Parameters<typeof connect>[0], { signal, onProgress }: ReadOptions): Promise<Snapshot> {
  const connection = await connect(source);
  try {
    return await pullSnapshot(connection, {
      signal,
      onProgress: ({ step, done, total, objects }) => onProgress(`reading ${step} (${objects} objects)`, done, total),
    });
  } finally {
    await connection.close();
  }
}

/** What a cluster says now. Throws UserError where its source cannot be read at all (exit code 3: it may be possible later). */
export async function readSource(source: ClusterSource, options: ReadOptions): Promise<Snapshot> {
  switch (source.kind) {
    case 'context': {
      const kubeconfig = source.kubeconfig ?? options.kubeconfig;
      const paths = kubeconfig === null ? undefined : [kubeconfig];
      return pull({ from: 'kubeconfig', context: source.context, paths }, options);
    }
    case 'inCluster':
      return pull({ from: 'in-cluster' }, options);
    case 'manifests':
      return readManifests(
        { path: source.path },
        { onProgress: ({ files, of }) => options.onProgress('reading manifests', files, of) },
      );
    case 'sample': {
      const story = sampleStories.find(({ name }) => name === source.story);
      if (story === undefined) throw new UserError(`There is no sample named ${source.story} (any more): remove the cluster.`);
      return sampleSnapshot(story);
    }
  }
}
