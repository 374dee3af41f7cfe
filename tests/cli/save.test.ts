import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDatabase } from '#lib/server/database.ts';
import { addCluster, findCluster } from '#lib/store/clusters.ts';
import type { Store } from '#lib/store/connection.ts';
import { listScans } from '#lib/store/read/scans.ts';
import { writeSetting } from '#lib/store/settings.ts';
import { startApiServer } from '#tests/support/api-server.ts';
import { largeCluster } from '#tests/support/large-cluster.ts';
import { freshDatabase, freshStore } from '#tests/support/postgres.ts';
import { deployment, networkPolicy } from '#tests/support/world.ts';
import { bulkhead, folderWith } from './process.ts';

let store: Store;
let env: { DATABASE_URL: string };
beforeAll(async () => {
  store = await freshStore();
  env = { DATABASE_URL: store.url };
});
afterAll(() => store.close());

const deny = networkPolicy('shop', 'default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });

async function scansOf(name: string) {
  const cluster = await findCluster(store, { name });
  if (cluster === null) return null;
  return { cluster, scans: (await listScans(store, { cluster: cluster.id, limit: 10, offset: 0 })).rows };
}

test('a scan is kept under its name, and the next one closes what was mended', async () => {
  const folder = await folderWith({ 'web.yaml': deployment('shop', 'web') });
  const first = await bulkhead(['scan', folder, '--save', '--name', 'shop'], { env });
  expect(first).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^Saved as scan 1 of shop: findings opened \d+, closed 0\.\n$/),
  });
  await writeFile(`${folder}/deny.yaml`, deny);
  const second = await bulkhead(['scan', folder, '--save', '--name', 'shop'], { env });
  expect(second.stderr).toMatch(/^Saved as scan 2 of shop: findings opened \d+, closed [1-9]\d*\.\n$/);
  const saved = await scansOf('shop');
  expect(saved?.cluster).toMatchObject({ source: { kind: 'manifests', path: folder }, cron: null, sample: false });
  expect(saved?.scans).toHaveLength(2);
});

test('a name that belongs to another source is refused, and nothing is saved', async () => {
  const [one, two] = [await folderWith({ 'a.yaml': deny }), await folderWith({ 'a.yaml': deny })];
  await bulkhead(['scan', one, '--save', '--name', 'taken'], { env });
  const { code, stdout, stderr } = await bulkhead(['scan', two, '--save', '--name', 'taken'], { env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`The cluster taken in the database is manifests ${one}, not manifests ${two}: give another --name.`);
  expect((await scansOf('taken'))?.scans).toHaveLength(1);
});

test('the settings of the database are those that count, unless a file names others', async () => {
  const folder = await folderWith({ 'web.yaml': deployment('shop', 'web'), 's.json': '{"exclusions": []}' });
  const exclusions = [{ controls: ['*'], namespaces: ['shop'], why: 'being rebuilt' }];
  await writeSetting(store, 'assess', { exclusions });
  const settings = async (...more: string[]) => {
    const { stdout } = await bulkhead(['scan', folder, '--save', '--name', 'by-settings', '--format', 'json', ...more], { env });
    return JSON.parse(stdout).clusters[0].settings;
  };
  expect(await settings()).toEqual({ exclusions });
  expect(await settings('--settings', `${folder}/s.json`)).toEqual({ exclusions: [] });
  await writeSetting(store, 'assess', null);
});

test('that a known cluster could not be read is kept too, and an unknown one is not added for it', async () => {
  const server = await startApiServer({
    objects: largeCluster({ namespaces: 2, nodes: 1, workloads: 4, podsPerWorkload: 1, policies: 1 }),
  });
  const kubeconfig = await server.kubeconfig({ context: 'prod' });
  const scan = (name: string) => bulkhead(['scan', '--kubeconfig', kubeconfig, '--save', '--name', name], { env });
  expect(await scan('live')).toMatchObject({ code: 0 });
  server.tokens.clear();
  expect(await scan('live')).toMatchObject({ code: 3, stdout: '' });
  expect(await scan('never-read')).toMatchObject({ code: 3, stdout: '' });
  await server.close();
  expect((await scansOf('live'))?.scans).toMatchObject([
    { status: 'failed', error: expect.stringContaining('does not accept the credentials') },
    { status: 'complete' },
  ]);
  expect(await scansOf('never-read')).toBeNull();
});

test('a database that is still empty gets its tables with the first scan, not by being looked at', async () => {
  const empty = { DATABASE_URL: await freshDatabase({ migrated: false }) };
  const looked = await bulkhead(['clusters'], { env: empty });
  expect(looked).toMatchObject({ code: 2, stdout: '' });
  expect(looked.stderr).toMatch(/does not have the tables of this version of Bulkhead/);
  const folder = await folderWith({ 'a.yaml': deny });
  expect(await bulkhead(['scan', folder, '--save', '--name', 'first'], { env: empty })).toMatchObject({ code: 0 });
  expect((await bulkhead(['clusters'], { env: empty })).stdout).toContain('first');
});

test('clusters lists how each one stands, and says so when there is none', async () => {
  const none = { DATABASE_URL: await freshDatabase() };
  expect(await bulkhead(['clusters'], { env: none })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^The database has no clusters\./),
  });
  await addCluster(store, { name: 'waiting', source: { kind: 'inCluster' } });
  const folder = await folderWith({ 'web.yaml': deployment('shop', 'web') });
  await bulkhead(['scan', folder, '--save', '--name', 'scanned'], { env });
  const { code, stdout, stderr } = await bulkhead(['clusters'], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^CLUSTER +SCORE +GRADE +COVERAGE +OPEN +LAST SCAN +STATE +SOURCE$/m);
  expect(stdout).toMatch(/^waiting +– +– +– +– +never +– +the cluster that Bulkhead runs in$/m);
  expect(stdout).toMatch(new RegExp(`^scanned +\\d+(\\.\\d)? .*T.*Z +complete +manifests ${folder}$`, 'm'));
  expect(stdout).not.toMatch(/undefined|null|NaN/);
});

test('without DATABASE_URL it is the embedded database that counts, while it runs', async () => {
  const folder = await folderWith({ 'a.yaml': deny });
  const data = await folderWith({});
  const own = { BULKHEAD_DATA_DIR: data };
  const database = await startDatabase({ folder: data, given: true, unsafe: true });
  const saved = await bulkhead(['scan', folder, '--save', '--name', 'embedded'], { env: own });
  const listed = await bulkhead(['clusters'], { env: own });
  await database.stop();
  expect(saved).toMatchObject({ code: 0, stderr: expect.stringContaining('Saved as scan 1 of embedded') });
  expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining('embedded') });
  expect(await bulkhead(['clusters'], { env: own })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no database'),
  });
});
