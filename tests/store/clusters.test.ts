import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultSettings } from '#lib/assess/settings.ts';
import {
  addCluster,
  type ClusterInput,
  editCluster,
  findCluster,
  listClusters,
  removeCluster,
  removeSampleClusters,
} from '#lib/store/clusters.ts';
import type { Store } from '#lib/store/connection.ts';
import { clearProgress, listProgress, writeProgress } from '#lib/store/progress.ts';
import { prune } from '#lib/store/prune.ts';
import { defaultRetentionDays, readAssessSettings, readRetentionDays, readSetting, writeSetting } from '#lib/store/settings.ts';
import { sourceText } from '#lib/store/source.ts';
import { freshStore } from '#tests/support/postgres.ts';
import { day, everyRow, newCluster, scan } from '#tests/support/scans.ts';
import { deployment, world } from '#tests/support/world.ts';

let store: Store;
beforeAll(async () => {
  store = await freshStore();
});
afterAll(() => store.close());

const input: ClusterInput = {
  name: ' prod ',
  source: { kind: 'context', context: 'prod' },
  cron: '0 4 * * *',
  timeZone: 'Europe/Berlin',
};

describe('a cluster', () => {
  test('is added, found, edited and removed', async () => {
    const added = await addCluster(store, input);
    expect(added).toMatchObject({ name: 'prod', source: { kind: 'context', context: 'prod' }, cron: '0 4 * * *', sample: false });
    expect(await findCluster(store, { name: 'prod' })).toEqual(added);
    const edited = await editCluster(store, added.id, { ...input, name: 'production', cron: null });
    expect(edited).toEqual({ ...added, name: 'production', cron: null });
    await removeCluster(store, added.id);
    expect(await findCluster(store, { id: added.id })).toBeNull();
    await expect(removeCluster(store, added.id)).rejects.toMatchObject({ status: 404 });
    await expect(editCluster(store, added.id, input)).rejects.toMatchObject({ status: 404 });
  });

  test('is not there under a name that no database can hold', async () => {
    expect(await findCluster(store, { name: 'prod\u0000' })).toBeNull();
  });

  test('has a name that no other one has', async () => {
    const { id } = await addCluster(store, input);
    await expect(addCluster(store, input)).rejects.toMatchObject({
      status: 409,
      message: 'There is already a cluster named prod: choose another name.',
    });
    const other = await addCluster(store, { ...input, name: 'other' });
    await expect(editCluster(store, other.id, input)).rejects.toMatchObject({ status: 409 });
    await removeCluster(store, id);
  });

  test.each([
    ['', 'Give the cluster a name.'],
    ['x'.repeat(101), 'The name has more than 100 characters.'],
    ['a\nb', 'The name has characters that cannot be shown.'],
    ['nul\u0000', 'The name has characters that cannot be shown.'],
  ])('is not named %j', async (name, message) => {
    await expect(addCluster(store, { ...input, name })).rejects.toMatchObject({ name: 'UserError', message });
  });

  test('takes everything that is known of it along, and what it shared with others only when they are gone as well', async () => {
    const snapshot = world(deployment('shop', 'web'));
    const [a, b] = [await newCluster(store), await newCluster(store)];
    await scan(store, a.id, day(1), snapshot);
    await scan(store, b.id, day(1), snapshot);
    const shared = (await everyRow(store)).object;
    await removeCluster(store, a.id);
    await prune(store, new Date(0));
    expect((await everyRow(store)).object).toEqual(shared);
    await removeCluster(store, b.id);
    await prune(store, new Date(0));
    expect(await everyRow(store)).toMatchObject({ object: [], object_interval: [], finding: [], scan: [], result_interval: [] });
  });

  test('of the sample goes with all others of it, and with nothing else', async () => {
    const own = await newCluster(store);
    const sample = await addCluster(store, { name: 'sample', source: { kind: 'sample', story: 'legacy' }, sample: true });
    expect(await removeSampleClusters(store)).toEqual([sample.id]);
    expect((await listClusters(store)).map(({ id }) => id)).toContain(own.id);
  });
});

test.each([
  [{ kind: 'context', context: 'prod' } as const, 'context prod'],
  [{ kind: 'context', context: 'prod', kubeconfig: '/etc/kube' } as const, 'context prod of /etc/kube'],
  [{ kind: 'manifests', path: './deploy' } as const, 'manifests ./deploy'],
])('a source is named as people know it: %j', (source, text) => {
  expect(sourceText(source)).toBe(text);
});

describe('progress', () => {
  test('is kept until the scan has ended, with the error of the attempt before', async () => {
    const { id } = await newCluster(store);
    const progress = { jobId: 'job', cluster: id, step: 'reading pods', done: 1, total: 70, attempt: 1 };
    await writeProgress(store, { ...progress, error: 'no answer' });
    await writeProgress(store, { ...progress, done: 2, attempt: 2 });
    expect(await listProgress(store, id)).toMatchObject([{ jobId: 'job', done: 2, attempt: 2, error: 'no answer' }]);
    await clearProgress(store, 'job');
    expect(await listProgress(store)).toEqual([]);
  });

  test('of a cluster that is gone is nothing', async () => {
    await writeProgress(store, { jobId: 'lost', cluster: 999_999, step: 'reading pods', done: 0, total: null, attempt: 1 });
    expect(await listProgress(store)).toEqual([]);
  });
});

describe('settings', () => {
  test('have their defaults until somebody decides otherwise, and again afterwards', async () => {
    expect(await readAssessSettings(store)).toEqual(defaultSettings);
    const mine = { exclusions: [{ controls: ['*'], namespaces: ['lab-*'], why: 'nobody works there' }] };
    await writeSetting(store, 'assess', mine);
    expect(await readAssessSettings(store)).toEqual(mine);
    await writeSetting(store, 'assess', null);
    expect(await readSetting(store, 'assess')).toBeNull();
    expect(await readRetentionDays(store)).toBe(defaultRetentionDays);
    await writeSetting(store, 'retentionDays', 30);
    expect(await readRetentionDays(store)).toBe(30);
  });

  test('that make no sense are refused', async () => {
    await expect(writeSetting(store, 'retentionDays', -1)).rejects.toThrow();
    expect(await readRetentionDays(store)).toBe(30);
  });
});
