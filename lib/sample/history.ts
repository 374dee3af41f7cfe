import { sealSnapshot } from '#lib/snapshot/canonical.ts';
import { type ObjectOf, refOf, refText } from '#lib/snapshot/objects.ts';
import { type ResourceName, resourceNames } from '#lib/snapshot/resources.ts';
import { objectsOf, type Read, type Snapshot } from '#lib/snapshot/snapshot.ts';
import { type Revision, readRevisions } from './revisions.ts';
import { lastDay, type SampleStory, type Trouble } from './stories.ts';

/** One scan of a sample cluster; days without a scan are not among them. */
export type SampleScan = { readonly daysAgo: number } & ({ readonly snapshot: Snapshot } | { readonly error: string });

type Objects = ReadonlyMap<ResourceName, ReadonlyMap<string, ObjectOf<ResourceName>>>;

/** What is left of one resource once `removed` is gone; a removed Namespace takes along all that is in it. */
function without(
  objects: ReadonlyMap<string, ObjectOf<ResourceName>>,
  removed: ReadonlySet<string>,
): Map<string, ObjectOf<ResourceName>> {
  const gone = ([text, { metadata }]: [string, ObjectOf<ResourceName>]) =>
    removed.has(text) || (metadata.namespace !== undefined && removed.has(`Namespace ${metadata.namespace}`));
  return new Map([...objects].filter((entry) => !gone(entry)));
}

/** Whether the reader of manifests added it, because a namespace is named in them without being among them. */
const isImplied = ({ kind, metadata }: ObjectOf<ResourceName>): boolean =>
  kind === 'Namespace' && metadata.annotations === undefined && Object.keys(metadata.labels ?? {}).length <= 1;

/** Throws Error where a revision removes something that is not there: its text would then tell what did not happen. */
function applied(before: Objects, { folder, written, removed }: Revision): Objects {
  const known = new Set([...before.values()].flatMap((objects) => [...objects.keys()]));
  const missing = removed.find((text) => !known.has(text));
  if (missing !== undefined) throw new Error(`${folder}/removed.txt names ${missing}, which the cluster does not have`);
  const names = new Set(removed);
  return new Map(
    resourceNames.map((name) => {
      const objects = without(before.get(name) ?? new Map(), names);
      for (const object of written === null ? [] : objectsOf(written, name)) {
        const key = refText(refOf(object));
        if (!(objects.has(key) && isImplied(object))) objects.set(key, object);
      }
      return [name, objects];
    }),
  );
}

const snapshotOf = (base: Snapshot, objects: Objects): Snapshot =>
  sealSnapshot({ ...base, objects: Object.fromEntries([...objects].map(([name, each]) => [name, [...each.values()]])) });

/** What the cluster says from each day on on which something changed in it. */
async function chapters(story: SampleStory): Promise<readonly { readonly day: number; readonly snapshot: Snapshot }[]> {
  const revisions = await readRevisions(story);
  const base = revisions[0]?.written ?? null;
  if (base === null) throw new Error(`the sample ${story.name} has no manifests to begin with`);
  let objects: Objects = new Map();
  return revisions.map((revision) => {
    objects = applied(objects, revision);
    return { day: revision.day, snapshot: snapshotOf(base, objects) };
  });
}

function withForbidden(snapshot: Snapshot, resources: readonly ResourceName[], message: string): Snapshot {
  const forbidden: Read = { status: 'forbidden', message };
  return sealSnapshot({
    ...snapshot,
    reads: { ...snapshot.reads, ...Object.fromEntries(resources.map((name) => [name, forbidden])) },
    objects: { ...snapshot.objects, ...Object.fromEntries(resources.map((name) => [name, []])) },
  });
}

const troubleOn = ({ troubles }: SampleStory, day: number): Trouble | undefined =>
  troubles.find(({ from, to }) => from <= day && day <= to);

/**
 * The scans of a story, a day apart, oldest first, the last one today. While nothing changes it is one and the same snapshot object, so
 * that a caller need not judge it again.
 */
export async function* sampleHistory(story: SampleStory): AsyncGenerator<SampleScan> {
  const told = await chapters(story);
  let seen: { from: Snapshot; trouble: Trouble | undefined; snapshot: Snapshot } | undefined;
  for (let day = 0; day <= lastDay; day += 1) {
    const trouble = troubleOn(story, day);
    const daysAgo = lastDay - day;
    const current = told.findLast((chapter) => chapter.day <= day)?.snapshot;
    if (current === undefined) throw new Error(`the sample ${story.name} does not begin on day 0`);
    if (trouble?.kind === 'notScanned') continue;
    if (trouble?.kind === 'failed') {
      yield { daysAgo, error: trouble.error };
      continue;
    }
    if (seen?.from !== current || seen.trouble !== trouble) {
      const snapshot = trouble === undefined ? current : withForbidden(current, trouble.resources, trouble.message);
      seen = { from: current, trouble, snapshot };
    }
    yield { daysAgo, snapshot: seen.snapshot };
  }
}

/** What a sample cluster says today. */
export async function sampleSnapshot(story: SampleStory): Promise<Snapshot> {
  const last = (await chapters(story)).at(-1);
  if (last === undefined) throw new Error(`the sample ${story.name} has no manifests`);
  return last.snapshot;
}
