import { describe, expect, test } from 'vitest';
import { type SampleScan, sampleHistory, sampleSnapshot } from '#lib/sample/history.ts';
import { readRevisions } from '#lib/sample/revisions.ts';
import { lastDay, type SampleStory, sampleStories } from '#lib/sample/stories.ts';
import { digestOf } from '#lib/snapshot/canonical.ts';
import { type ObjectOf, refOf, refText } from '#lib/snapshot/objects.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';

async function historyOf(story: SampleStory): Promise<SampleScan[]> {
  const scans: SampleScan[] = [];
  for await (const scan of sampleHistory(story)) scans.push(scan);
  return scans;
}

function storyNamed(name: string): SampleStory {
  const story = sampleStories.find((one) => one.name === name);
  if (story === undefined) throw new Error(`no story ${name}`);
  return story;
}

async function snapshotOn(name: string, day: number): Promise<Snapshot> {
  const scan = (await historyOf(storyNamed(name))).find(({ daysAgo }) => daysAgo === lastDay - day);
  if (scan === undefined || !('snapshot' in scan)) throw new Error(`${name} was not read on day ${day}`);
  return scan.snapshot;
}

const named = (snapshot: Snapshot, resource: ResourceName): string[] =>
  objectsOf(snapshot, resource).map((object: ObjectOf<ResourceName>) => refText(refOf(object)));

describe.each(sampleStories)('$name', (story) => {
  test('spans ninety days up to today, a scan a day', async () => {
    const days = (await historyOf(story)).map(({ daysAgo }) => daysAgo);
    expect(days[0]).toBe(lastDay);
    expect(days.at(-1)).toBe(0);
    const missing = story.troubles.flatMap((trouble) => (trouble.kind === 'notScanned' ? [trouble.to - trouble.from + 1] : []));
    expect(days).toHaveLength(lastDay + 1 - missing.reduce((sum, count) => sum + count, 0));
    expect(days).toEqual(days.toSorted((a, b) => b - a));
  });

  test('is the same every time it is told', async () => {
    const digests = async () =>
      (await historyOf(story)).map((scan) => ('snapshot' in scan ? digestOf(scan.snapshot) : scan.error));
    expect(await digests()).toEqual(await digests());
  });

  test('changes on the day of every revision, and on no other day but for trouble with the scan', async () => {
    const revised = new Set((await readRevisions(story)).map(({ day }) => day));
    let before: Snapshot | undefined;
    for (const scan of await historyOf(story)) {
      const day = lastDay - scan.daysAgo;
      const trouble = story.troubles.some(({ from, to }) => from <= day && day <= to + 1);
      if (!('snapshot' in scan) || trouble) before = undefined;
      else {
        if (before !== undefined && revised.has(day)) expect(digestOf(scan.snapshot), `day ${day}`).not.toBe(digestOf(before));
        if (before !== undefined && !revised.has(day)) expect(scan.snapshot, `day ${day}`).toBe(before);
        before = scan.snapshot;
      }
    }
  });

  test('ends with what the cluster says today', async () => {
    const last = (await historyOf(story)).at(-1);
    expect(last).toMatchObject({ daysAgo: 0, snapshot: await sampleSnapshot(story) });
  });
});

test('an object is there from the day it is written to the day it is removed', async () => {
  const policies = async (day: number) => named(await snapshotOn('shop-production', day), 'networkpolicies.networking.k8s.io');
  const opening = 'NetworkPolicy orders/incident-4512-allow-all';
  expect(await policies(44)).not.toContain(opening);
  expect(await policies(45)).toContain(opening);
  expect(await policies(57)).toContain(opening);
  expect(await policies(58)).not.toContain(opening);
});

test('a namespace takes along all that is in it', async () => {
  const inLoadTest = (snapshot: Snapshot) =>
    Object.values(snapshot.objects).flatMap((objects) => objects.filter(({ metadata }) => metadata.namespace === 'load-test'));
  expect(inLoadTest(await snapshotOn('shop-staging', 32)).length).toBeGreaterThan(3);
  const after = await snapshotOn('shop-staging', 33);
  expect(inLoadTest(after)).toEqual([]);
  expect(named(after, 'namespaces')).not.toContain('Namespace load-test');
});

test('a namespace keeps its labels when only other objects in it are written', async () => {
  const namespaces = objectsOf(await snapshotOn('data-platform', 47), 'namespaces');
  expect(namespaces.find(({ metadata }) => metadata.name === 'lake')?.metadata.labels).toMatchObject({ team: 'lake' });
});

test('the scanner of the legacy cluster is refused two lists, then fails, then does not run', async () => {
  const scans = await historyOf(storyNamed('legacy'));
  const on = (day: number) => scans.find(({ daysAgo }) => daysAgo === lastDay - day);
  const refused = await snapshotOn('legacy', 27);
  expect(refused.reads['networkpolicies.networking.k8s.io']).toMatchObject({ status: 'forbidden' });
  expect(objectsOf(refused, 'networkpolicies.networking.k8s.io')).toEqual([]);
  expect(objectsOf(refused, 'deployments.apps').length).toBeGreaterThan(5);
  expect(on(42)).toHaveProperty('error');
  expect(on(44)).toBeUndefined();
  expect(on(52)).toBeUndefined();
  expect(on(53)).toHaveProperty('snapshot');
});
