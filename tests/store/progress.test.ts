import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '#lib/store/connection.ts';
import { clearProgress, listProgress, writeProgress } from '#lib/store/progress.ts';
import { freshStore } from '#tests/support/postgres.ts';
import { newCluster } from '#tests/support/scans.ts';

let store: Store;
beforeAll(async () => {
  store = await freshStore();
});
afterAll(() => store.close());

const sign = (cluster: number) => ({ jobId: `job ${cluster}`, cluster, step: 'judging', done: 0, total: null, attempt: 1 });

test('why an attempt did not succeed is known until a scan ends or another reason is told', async () => {
  const { id } = await newCluster(store);
  await writeProgress(store, { ...sign(id), error: 'no answer' });
  await writeProgress(store, { ...sign(id), attempt: 2 });
  expect(await listProgress(store, id)).toMatchObject([{ attempt: 2, error: 'no answer' }]);
  await writeProgress(store, { ...sign(id), attempt: 3, error: null });
  expect(await listProgress(store, id)).toMatchObject([{ attempt: 3, error: null }]);
  await clearProgress(store, sign(id).jobId);
  expect(await listProgress(store, id)).toEqual([]);
});

test('a reason in words that PostgreSQL cannot keep is told all the same', async () => {
  const { id } = await newCluster(store);
  await writeProgress(store, { ...sign(id), error: 'nul\u0000 and half\ud800' });
  expect(await listProgress(store, id)).toMatchObject([{ error: 'nul\uFFFD and half\uFFFD' }]);
});

test('nothing is told of a cluster that is gone', async () => {
  await writeProgress(store, sign(0));
  expect(await listProgress(store, 0)).toEqual([]);
});
