import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '#lib/errors.ts';
import type { ClusterSource as Account } from '#lib/kube/connection.ts';
import { readManifests } from '#lib/manifests/read.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { ClusterSource } from '#lib/store/source.ts';
import type { SourceOptions } from './options.ts';
import { type Progress, progressOn } from './progress.ts';

/** What is to be scanned. */
export interface Source {
  /** What the cluster is called unless somebody names it. */
  readonly name: string;
  /** How the database knows it. */
  readonly stored: ClusterSource;
  /** Throws UserError where nothing can be made of it: exit code 2 for what was given, 3 for a server that does not answer. */
  readonly read: (progress: Progress) => Promise<Snapshot>;
}

/** Whether a word can be no manifests: it names no file, and holds nothing that a path would. */
export const isNoPath = async (given: string): Promise<boolean> =>
  given !== '' &&
  given !== '-' &&
  !/[\\/.]/.test(given) &&
  (await stat(given).then(
    () => false,
    () => true,
  ));

/** Manifests of which no object matters to the network are most likely the wrong ones. */
function withObjects(snapshot: Snapshot, given: string): Snapshot {
  if (Object.keys(snapshot.objects).length > 0 || snapshot.problems.length > 0) return snapshot;
  throw new UserError(
    `Nothing in ${given} has to do with the network (no namespace, workload, service or policy): give the manifests of a cluster, or --kubeconfig to scan one.`,
  );
}

async function manifests(given: string, { strict }: SourceOptions): Promise<Source> {
  if (given === '-') {
    if (process.stdin.isTTY)
      throw new UserError(
        '"-" reads manifests from standard input, which is a terminal: pipe something into it, or name a folder.',
      );
    return {
      name: 'stdin',
      stored: { kind: 'manifests', path: '-' },
      read: async ({ tell }) => {
        tell('Reading standard input…');
        return withObjects(await readManifests({ stdin: process.stdin }, { strict }), 'what came on standard input');
      },
    };
  }
  if (await isNoPath(given))
    throw new UserError(`There is no file or folder "${given}": to scan a context of your kubeconfig, use --context ${given}.`);
  const absolute = path.resolve(given);
  return {
    name: path.basename(absolute) || absolute,
    stored: { kind: 'manifests', path: absolute },
    read: async ({ tell }) => {
      const onProgress = ({ files, of }: { files: number; of: number }) => tell(`Reading ${given}: ${files} of ${of} files`);
      return withObjects(await readManifests({ path: given }, { onProgress, strict }), given);
    },
  };
}

function live(name: string, stored: ClusterSource, from: Account): Source {
  return {
    name,
    stored,
    read: async ({ tell, clear }) => {
      tell(`Connecting to ${name}…`);
      const [{ connect }, { pullSnapshot }] = await Promise.all([import('#lib/kube/connection.ts'), import('#lib/kube/pull.ts')]);
      const connection = await connect(from);
      if (connection.insecure) {
        clear();
        process.stderr.write(`Warning: the certificate of ${connection.server} is not checked, as --insecure asks for.\n`);
      }
      try {
        return await pullSnapshot(connection, {
          onProgress: ({ step, done, total, objects }) =>
            tell(`Reading ${name}: ${step} (${done} of ${total}, ${objects} objects)`),
        });
      } finally {
        await connection.close();
      }
    },
  };
}

async function context({ context: wanted, kubeconfig, insecure }: SourceOptions): Promise<Source> {
  const { chooseContext, loadKubeconfig } = await import('#lib/kube/kubeconfig.ts');
  const paths = kubeconfig === undefined ? undefined : [kubeconfig];
  const { name } = chooseContext(await loadKubeconfig({ paths }), wanted);
  const stored: ClusterSource = {
    kind: 'context',
    context: name,
    ...(kubeconfig === undefined ? {} : { kubeconfig: path.resolve(kubeconfig) }),
  };
  // Whoever runs the command line runs kubectl with the same file, and with the programs that it names.
  return live(name, stored, { from: 'kubeconfig', paths, context: name, allowExec: true, allowInsecure: insecure });
}

/** What the arguments of `scan` mean: manifests, the pod's own cluster, or a context, by default the current one. */
export async function sourceOf(given: string | undefined, options: SourceOptions): Promise<Source> {
  const named = [
    ...(given === undefined ? [] : [given]),
    ...(options.context === undefined ? [] : ['--context']),
    ...(options.kubeconfig === undefined ? [] : ['--kubeconfig']),
    ...(options.inCluster ? ['--in-cluster'] : []),
  ];
  if (named.length > 1 && (given !== undefined || options.inCluster))
    throw new UserError(`${named.join(' and ')} name different things to scan: give one of them.`);
  if (options.insecure && (given !== undefined || options.inCluster))
    throw new UserError(`--insecure is about a kubeconfig: leave it out, for ${given ?? '--in-cluster'} needs none.`);
  if (given === '') throw new UserError('The name of the folder or file to scan is empty.');
  if (given !== undefined) return manifests(given, options);
  if (options.inCluster) return live('in-cluster', { kind: 'inCluster' }, { from: 'in-cluster' });
  return context(options);
}

/** Reads a source, and tells on a terminal how far it has come. */
export async function readSource(source: Source): Promise<Snapshot> {
  const progress = progressOn(process.stderr);
  try {
    return await source.read(progress);
  } finally {
    progress.clear();
  }
}
