import pLimit from 'p-limit';
import { connect } from '#lib/kube/connection.ts';
import { asMetadata } from '#lib/kube/list.ts';
import { pullSnapshot } from '#lib/kube/pull.ts';
import { type Resource, resources } from '#lib/snapshot/resources.ts';

// One reading of the server, in a process of its own: `node pull-reader.ts pull|fetch KUBECONFIG`. Prints its time and its peak memory.

const [, , mode = 'pull', kubeconfig = ''] = process.argv;
const connection = await connect({ from: 'kubeconfig', paths: [kubeconfig] });

interface Page {
  readonly metadata: { readonly continue?: string };
}

/** Fetches and parses the pages of one list, and drops them. */
async function fetchList(path: string, accept: string | undefined): Promise<void> {
  let token: string | undefined;
  do {
    const { body } = await connection.get(
      `${path}?limit=500${token ? `&continue=${token}` : ''}`,
      accept === undefined ? {} : { accept },
    );
    const page: Page = JSON.parse(body.toString());
    token = page.metadata.continue;
  } while (token);
}

/** The same lists at the same concurrency over the same client, and nothing else done. */
async function fetchOnly(): Promise<void> {
  const lists = resources.filter((resource: Resource) => !resource.custom && resource.only === undefined);
  const limit = pLimit(4);
  await Promise.all(
    lists.map(({ group, versions, plural, metadataOnly }) =>
      limit(() =>
        fetchList(`/${group === '' ? 'api' : `apis/${group}`}/${versions[0]}/${plural}`, metadataOnly ? asMetadata : undefined),
      ),
    ),
  );
}

const started = performance.now();
if (mode === 'pull') await pullSnapshot(connection);
else await fetchOnly();
const ms = performance.now() - started;
await connection.close();
process.send?.({ ms, peakMegabytes: process.resourceUsage().maxRSS / 1024 });
