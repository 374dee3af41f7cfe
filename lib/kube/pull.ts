import pLimit from 'p-limit';
import { UserError } from '../errors.ts';
import { sealSnapshot } from '../snapshot/canonical.ts';
import { resources } from '../snapshot/resources.ts';
import type { Read, Snapshot } from '../snapshot/snapshot.ts';
import { type Client, createClient, type Patience } from './client.ts';
import type { Connection } from './connection.ts';
import { type Discovery, discover } from './discovery.ts';
import type { Refusal } from './judge.ts';
import { getObjects, type Listed, type ListOptions, listResource, type NamedResource } from './list.ts';

export interface PullProgress {
  /** What was just read: `pods`, `networkpolicies.networking.k8s.io`. */
  readonly step: string;
  /** Resources that are done with, of `total`. */
  readonly done: number;
  readonly total: number;
  /** Objects read so far. */
  readonly objects: number;
}

export interface PullOptions extends Patience {
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
  /** Lists that are read at the same time. */
  readonly concurrency?: number | undefined;
  /** Objects asked for at once. */
  readonly pageSize?: number | undefined;
}

type Outcome = { readonly read: Read } & Listed;

const nothing: Listed = { objects: [], problems: [] };

/**
 * The first words with a server. Throws a UserError (exit code 3) with the cause when it cannot be reached, knows no such credentials, or
 * is no API server; that single things may not be read is no error here.
 */
async function meet(
  client: Client,
  { server, source }: Connection,
): Promise<{ serverVersion: string | undefined; discovery: Discovery }> {
  const cannot = (message: string) => new UserError(message, { exitCode: 3, status: 502 });
  const stopAt = (refusal: Refusal) => {
    if (refusal.outcome === 'unreachable') throw cannot(refusal.message);
    if (refusal.outcome === 'unauthorized') {
      throw cannot(
        `The API server at ${server} does not accept the credentials of ${source} (401: ${refusal.message}). They are wrong or have expired: sign in again, or give new ones.`,
      );
    }
  };
  const version = await client.ask('/version', { expects: ({ gitVersion }) => typeof gitVersion === 'string' });
  if (version.outcome !== 'ok') stopAt(version);
  const discovery = await discover(client, resources);
  discovery.refusals.forEach(stopAt);
  if (version.outcome === 'ok') return { serverVersion: String(version.body.gitVersion), discovery };

  const refusals = [version, ...discovery.refusals];
  const isApiServer =
    refusals.length < 3 || refusals.some(({ outcome, fromKubernetes }) => outcome === 'forbidden' && fromKubernetes);
  if (!isApiServer)
    throw cannot(`What answers at ${server} is not a Kubernetes API server, or not a working one: ${version.message}`);
  return { serverVersion: undefined, discovery };
}

function refused({ outcome, message, fromKubernetes }: Refusal): Read {
  if (outcome === 'missing') return { status: 'absent', message };
  // The server's own word for it, "Unauthorized", does not tell it from a right that is missing.
  if (outcome === 'unauthorized' && fromKubernetes)
    return { status: 'forbidden', message: `The credentials were no longer accepted (401: ${message.replace(/\.$/, '')}).` };
  return { status: outcome === 'forbidden' || outcome === 'unauthorized' ? 'forbidden' : 'failed', message };
}

async function readVersion(client: Client, resource: NamedResource, version: string, options: ListOptions): Promise<Outcome> {
  if (resource.only !== undefined) {
    const { refusal, ...listed } = await getObjects(client, resource, version, options);
    return { ...listed, read: refusal === undefined ? { status: 'read', version } : refused(refusal) };
  }
  const result = await listResource(client, resource, version, options);
  return 'outcome' in result ? { ...nothing, read: refused(result) } : { ...result, read: { status: 'read', version } };
}

async function readResource(
  client: Client,
  discovery: Discovery,
  resource: NamedResource,
  options: ListOptions,
): Promise<Outcome> {
  const served = discovery.find(resource);
  if (served.status === 'foreign') {
    const message = `The server has ${resource.name} only as ${served.versions.join(', ')}; understood is ${resource.versions.join(', ')}.`;
    return { ...nothing, read: { status: 'failed', message } };
  }
  let outcome: Outcome = { ...nothing, read: { status: 'absent', message: `The server does not have ${resource.name}.` } };
  if (served.status === 'absent') return outcome;
  for (const version of served.versions) {
    outcome = await readVersion(client, resource, version, options);
    if (outcome.read.status !== 'absent') return outcome;
  }
  return outcome;
}

/**
 * Reads everything a scan needs from one API server. What may not be read, is not served or breaks becomes part of the snapshot, with the
 * server's words. Throws a UserError (exit code 3) if the server cannot be reached at all or refuses the credentials, and the signal's
 * reason if that was aborted.
 */
export async function pullSnapshot(connection: Connection, options: PullOptions = {}): Promise<Snapshot> {
  const { onProgress, concurrency = 4, pageSize = 500 } = options;
  const client = createClient(connection, options);
  const total = resources.length;
  const counts = new Map<string, number>();
  let done = 0;
  const tell = (step: string) =>
    onProgress?.({ step, done, total, objects: [...counts.values()].reduce((sum, count) => sum + count, 0) });

  tell('discovery');
  const { serverVersion, discovery } = await meet(client, connection);

  const limit = pLimit(concurrency);
  // Settled rather than all: nothing may go on in the background once this function is over.
  const settled = await Promise.allSettled(
    resources.map((resource) =>
      limit(async () => {
        const onPage = (objects: number) => {
          counts.set(resource.name, objects);
          tell(resource.name);
        };
        const outcome = await readResource(client, discovery, resource, { pageSize, onPage });
        done += 1;
        tell(resource.name);
        return [resource.name, outcome] as const;
      }),
    ),
  );
  const outcomes = settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });

  return sealSnapshot({
    origin: 'live',
    ...(serverVersion === undefined ? {} : { serverVersion }),
    reads: Object.fromEntries(outcomes.map(([name, { read }]) => [name, read])),
    objects: Object.fromEntries(outcomes.map(([name, { objects }]) => [name, objects])),
    problems: outcomes.flatMap(([, { problems }]) => problems),
  });
}
