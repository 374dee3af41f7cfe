import type pg from 'pg';
import { canonicalJson, digestOfText } from '#lib/snapshot/canonical.ts';
import { type KubeObject, refOf, refText } from '#lib/snapshot/objects.ts';
import { type ResourceName, resourceNames } from '#lib/snapshot/resources.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import { column, insertRows, textOf, updateRows } from './bulk.ts';
import { type Held, type IntervalChanges, intervalChanges, keyOf, partsOf } from './intervals.ts';

interface ObjectRow extends Held {
  readonly resource: ResourceName;
  readonly namespace: string;
  readonly name: string;
  readonly body: string;
}

/**
 * The resources whose objects a snapshot tells in full: those that were read, and those that the server does not serve, of which it has
 * none. What is stored of any other resource stays as it was last seen, and is left out when the snapshot is rebuilt. A resource that
 * was not read and yet has objects is told by exactly these.
 */
export const toldResources = (snapshot: Snapshot): ReadonlySet<string> =>
  new Set(
    resourceNames.filter((name) => {
      const { status } = snapshot.reads[name];
      return status === 'read' || status === 'absent' || objectsOf(snapshot, name).length > 0;
    }),
  );

function rowsOf(snapshot: Snapshot): ObjectRow[] {
  const seen = new Set<string>();
  return resourceNames.flatMap((resource) =>
    objectsOf(snapshot, resource).map((object: KubeObject): ObjectRow => {
      const namespace = textOf(object.metadata.namespace ?? '');
      const name = textOf(object.metadata.name);
      const key = keyOf(resource, namespace, name);
      if (seen.has(key)) throw new Error(`the snapshot has ${refText(refOf(object))} of ${resource} twice`);
      seen.add(key);
      const body = canonicalJson(object);
      return { key, resource, namespace, name, body, digest: digestOfText(body) };
    }),
  );
}

async function openObjects(client: pg.PoolClient, cluster: number): Promise<Map<string, string>> {
  const { rows } = await client.query<{ resource: string; namespace: string; name: string; digest: string }>(
    'SELECT resource, namespace, name, digest FROM object_interval WHERE cluster_id = $1 AND to_scan IS NULL',
    [cluster],
  );
  return new Map(rows.map(({ resource, namespace, name, digest }) => [keyOf(resource, namespace, name), digest]));
}

/** Keeps texts by their digests. In the order of digests, so that two scans at once never wait for each other crosswise. */
export async function saveBodies(client: pg.PoolClient, bodies: ReadonlyMap<string, string>): Promise<void> {
  const sorted = [...bodies].sort(([a], [b]) => (a < b ? -1 : 1));
  await insertRows(
    client,
    'object',
    { digest: column('text', sorted, ([digest]) => digest), text: column('text', sorted, ([, text]) => text) },
    'ON CONFLICT DO NOTHING',
  );
}

/** Records which objects the cluster has from scan `number` on, and returns how many came, changed and went. */
export async function saveObjects(
  client: pg.PoolClient,
  cluster: number,
  number: number,
  snapshot: Snapshot,
): Promise<Pick<IntervalChanges<Held>, 'added' | 'changed' | 'removed'>> {
  const told = toldResources(snapshot);
  const changes = intervalChanges(await openObjects(client, cluster), rowsOf(snapshot), (key) => told.has(partsOf(key)[0] ?? ''));
  const ended = changes.ended.map(partsOf);
  await updateRows(
    client,
    'object_interval AS held',
    {
      resource: column('text', ended, ([resource = '']) => resource),
      namespace: column('text', ended, ([, namespace = '']) => namespace),
      name: column('text', ended, ([, , name = '']) => name),
    },
    {
      set: 'to_scan = $2',
      where: `held.cluster_id = $1 AND held.to_scan IS NULL AND held.resource = row.resource AND held.namespace = row.namespace
        AND held.name = row.name`,
    },
    [cluster, number],
  );
  await saveBodies(client, new Map(changes.begun.map(({ digest, body }) => [digest, body])));
  await insertRows(client, 'object_interval', {
    cluster_id: column('int', changes.begun, () => cluster),
    resource: column('text', changes.begun, ({ resource }) => resource),
    namespace: column('text', changes.begun, ({ namespace }) => namespace),
    name: column('text', changes.begun, ({ name }) => name),
    digest: column('text', changes.begun, ({ digest }) => digest),
    from_scan: column('int', changes.begun, () => number),
  });
  return changes;
}
