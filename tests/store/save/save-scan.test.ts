import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '#lib/snapshot/canonical.ts';
import type { Read } from '#lib/snapshot/snapshot.ts';
import { removeCluster } from '#lib/store/clusters.ts';
import { rowsOf, type Store } from '#lib/store/connection.ts';
import { listFindings } from '#lib/store/read/findings.ts';
import { listScans } from '#lib/store/read/scans.ts';
import { rebuildSnapshot } from '#lib/store/read/snapshot.ts';
import { saveFailedScan } from '#lib/store/save/save-failed-scan.ts';
import { freshStore } from '#tests/support/postgres.ts';
import { day, everyRow, newCluster, scan } from '#tests/support/scans.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

let store: Store;
beforeAll(async () => {
  store = await freshStore();
});
afterAll(() => store.close());

const denyAll = (namespace: string) => networkPolicy(namespace, 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const forbidden: Read = { status: 'forbidden', message: 'may not list' };

const open = world(deployment('shop', 'web') + deployment('bank', 'vault'));
const halfClosed = world(deployment('shop', 'web') + deployment('bank', 'vault') + denyAll('shop'));
const blind = world(deployment('shop', 'web') + deployment('bank', 'vault'), {
  reads: { 'networkpolicies.networking.k8s.io': forbidden },
});

async function findings(cluster: number, state: 'open' | 'closed' | 'all' = 'open') {
  const { rows } = await listFindings(store, { clusters: [cluster], state }, { limit: 1000, offset: 0, sort: 'control' });
  return rows;
}

const isolation = async (cluster: number, state: 'open' | 'closed' | 'all' = 'open') =>
  (await findings(cluster, state)).filter(({ control }) => control === 'ingress-not-isolated');

describe('a rescan of an unchanged cluster', () => {
  test('adds its own row to the scans, and changes not one row of any table beside it', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), halfClosed);
    const before = await everyRow(store);
    expect(await scan(store, id, day(2), halfClosed)).toEqual({
      number: 2,
      status: 'complete',
      unchanged: true,
      opened: 0,
      closed: 0,
    });
    const after = await everyRow(store);
    expect(after.scan).toHaveLength(before.scan.length + 1);
    expect(after.scan).toEqual(expect.arrayContaining(before.scan));
    expect({ ...after, scan: null }).toEqual({ ...before, scan: null });
  });

  test('does the same when the objects were read in another order', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), open);
    const reversed = world(deployment('bank', 'vault') + deployment('shop', 'web'));
    expect(await scan(store, id, day(2), reversed)).toMatchObject({ unchanged: true });
  });

  test('carries the numbers of the scan before it', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), open);
    await scan(store, id, day(2), open);
    const [second, first] = (await listScans(store, { cluster: id, limit: 10, offset: 0 })).rows;
    expect(second).toMatchObject({ number: 2, objects: first?.objects, findings: first?.findings, opened: 0, added: 0 });
    expect(second?.previousDigest).toBe(first?.snapshotDigest);
  });
});

describe('findings', () => {
  test('are closed by the scan that sees the resource pass, and opened anew when it fails again', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), open);
    expect(await isolation(id)).toHaveLength(2);
    await scan(store, id, day(2), halfClosed);
    expect(await isolation(id)).toMatchObject([{ resource: { namespace: 'bank' } }]);
    await scan(store, id, day(3), open);
    const shop = (await isolation(id, 'all')).filter(({ resource }) => resource.namespace === 'shop');
    expect(shop.map(({ openedAt, closedAt, initial }) => ({ openedAt, closedAt, initial }))).toEqual([
      { openedAt: day(3), closedAt: null, initial: false },
      { openedAt: day(1), closedAt: day(2), initial: true },
    ]);
  });

  test('are closed when their resource is gone', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), open);
    await scan(store, id, day(2), world(deployment('shop', 'web')));
    expect(await isolation(id)).toMatchObject([{ resource: { namespace: 'shop' } }]);
    expect(await isolation(id, 'closed')).toMatchObject([{ resource: { namespace: 'bank' }, closedScan: 2 }]);
  });

  test('stay open, marked as not confirmed, while what they need cannot be read', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), open);
    await scan(store, id, day(2), blind);
    await scan(
      store,
      id,
      day(3),
      world(deployment('shop', 'web'), { reads: { 'networkpolicies.networking.k8s.io': forbidden } }),
    );
    expect(await isolation(id)).toMatchObject([
      { openedScan: 1, unconfirmedScan: 2 },
      { openedScan: 1, unconfirmedScan: 2 },
    ]);
    await scan(store, id, day(4), halfClosed);
    expect(await isolation(id)).toMatchObject([{ resource: { namespace: 'bank' }, openedScan: 1, unconfirmedScan: null }]);
    expect(await isolation(id, 'closed')).toMatchObject([
      { resource: { namespace: 'shop' }, closedScan: 4, unconfirmedScan: null },
    ]);
  });

  test('stay open when their resource came in a form that no server would take', async () => {
    const ingress = (rules: unknown) =>
      `---\n${JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'door', namespace: 'shop' }, spec: { rules } })}\n`;
    const backend = { service: { name: 'web', port: { number: 80 } } };
    const { id } = await newCluster(store);
    await scan(
      store,
      id,
      day(1),
      world(ingress([{ host: 'shop.example.org', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }])),
    );
    const doors = async () => (await findings(id)).filter(({ resource }) => resource.kind === 'Ingress');
    expect(await doors()).toHaveLength(1);
    const broken = world(ingress('all of them'));
    expect(broken.problems).toHaveLength(1);
    await scan(store, id, day(2), broken);
    expect(await doors()).toMatchObject([{ openedScan: 1, unconfirmedScan: 2 }]);
  });

  test.each([
    ['a document of which not even the kind is known', { object: 'shop.yaml:7', message: 'does not parse.' }],
    [
      'a broken document of its kind and namespace',
      { object: 'bank.yaml:1', message: 'does not parse.', resource: 'deployments.apps', namespace: 'bank' },
    ],
    ['a pod of its namespace', { object: 'Pod bank/vault-7d4-x2', message: 'is odd.', resource: 'pods', namespace: 'bank' }],
  ] as const)('stay open when their resource is not seen, but may be %s', async (_, problem) => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), open);
    await scan(store, id, day(2), { ...world(deployment('shop', 'web')), problems: [problem] });
    const bank = async (state: 'open' | 'closed') =>
      (await isolation(id, state)).filter(({ resource }) => resource.namespace === 'bank');
    expect(await bank('open')).toMatchObject([{ openedScan: 1, unconfirmedScan: 2 }]);
    await scan(store, id, day(3), world(deployment('shop', 'web')));
    expect(await bank('open')).toEqual([]);
    expect(await bank('closed')).toMatchObject([{ closedScan: 3 }]);
  });

  test('whose words alone change are kept as the same finding', async () => {
    const { id } = await newCluster(store);
    await scan(
      store,
      id,
      day(1),
      world(networkPolicy('shop', 'wide', { podSelector: {}, ingress: [{}] }) + deployment('shop', 'web')),
    );
    const before = (await findings(id)).find(({ control }) => control === 'allow-all-ingress');
    await scan(
      store,
      id,
      day(2),
      world(
        networkPolicy('shop', 'wide', { podSelector: {}, ingress: [{}] }) +
          networkPolicy('shop', 'wider', { podSelector: {}, ingress: [{}] }) +
          deployment('shop', 'web'),
      ),
    );
    const after = (await findings(id)).filter(
      ({ control, resource }) => control === 'allow-all-ingress' && resource.name === before?.resource.name,
    );
    expect(after).toHaveLength(1);
    expect(after[0]).toMatchObject({ id: before?.id, openedScan: 1 });
  });

  test('that a setting leaves out from now on stay the same findings, and are counted apart', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), open);
    const exclusions = [{ controls: ['*'], namespaces: ['bank'], why: 'it moves out next week' }];
    expect(await scan(store, id, day(2), open, { settings: { exclusions } })).toMatchObject({
      unchanged: false,
      opened: 0,
      closed: 0,
    });
    expect((await isolation(id)).map(({ resource }) => resource.namespace)).toEqual(['shop']);
    const only = await listFindings(store, { clusters: [id], excluded: 'only' }, { limit: 100, offset: 0 });
    expect(
      only.rows.every(({ resource, openedScan }) => openedScan === 1 && (resource.namespace ?? resource.name) === 'bank'),
    ).toBe(true);
  });
});

describe('objects of a resource that could not be read', () => {
  test('are neither removed nor added again, and every snapshot is rebuilt as it was', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), halfClosed);
    await scan(store, id, day(2), blind);
    await scan(store, id, day(3), halfClosed);
    const { rows } = await listScans(store, { cluster: id, limit: 10, offset: 0 });
    expect(rows.map(({ added, changed, removed }) => [added, changed, removed])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [rows[2]?.objects, 0, 0],
    ]);
    expect(rows.map(({ status }) => status)).toEqual(['complete', 'partial', 'complete']);
    expect(await rebuildSnapshot(store, id, 1)).toEqual(halfClosed);
    expect(await rebuildSnapshot(store, id, 2)).toEqual(blind);
    expect(await rebuildSnapshot(store, id, 3)).toEqual(halfClosed);
  });
});

describe('a job', () => {
  test('that is saved twice is one scan', async () => {
    const { id } = await newCluster(store);
    const first = await scan(store, id, day(1), open, { jobId: `job-${id}` });
    const again = await scan(store, id, day(1), halfClosed, { jobId: `job-${id}` });
    expect(again.number).toBe(first.number);
    expect((await listScans(store, { cluster: id, limit: 10, offset: 0 })).total).toBe(1);
    expect(await isolation(id)).toHaveLength(2);
  });

  test('that was recorded as failed and then succeeded after all is one scan that succeeded', async () => {
    const { id } = await newCluster(store);
    const visit = { cluster: id, jobId: `late-${id}`, startedAt: day(1), finishedAt: day(1), dueSeconds: null };
    await saveFailedScan(store, { ...visit, error: 'no answer' });
    await scan(store, id, day(1), open, { jobId: visit.jobId });
    expect((await listScans(store, { cluster: id, limit: 10, offset: 0 })).rows).toMatchObject([
      { status: 'complete', error: null },
    ]);
    expect(await saveFailedScan(store, { ...visit, error: 'too late' })).toBe(2);
    expect((await listScans(store, { cluster: id, limit: 10, offset: 0 })).total).toBe(1);
  });

  test('that fails leaves everything that is known as it is', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), open);
    const before = await everyRow(store);
    await saveFailedScan(store, {
      cluster: id,
      jobId: `down-${id}`,
      startedAt: day(2),
      finishedAt: day(2),
      dueSeconds: 60,
      error: 'no answer',
    });
    const after = await everyRow(store);
    expect({ ...after, scan: null }).toEqual({ ...before, scan: null });
    await scan(store, id, day(3), open);
    expect((await listScans(store, { cluster: id, limit: 10, offset: 0 })).rows).toMatchObject([
      { number: 3, status: 'complete', added: 0 },
      { number: 2, status: 'failed', error: 'no answer', snapshotDigest: null },
      { number: 1, status: 'complete' },
    ]);
    await expect(rebuildSnapshot(store, id, 2)).rejects.toThrow('Scan 2 failed: it saw nothing of the cluster.');
  });
});

describe('two scans at the same time', () => {
  test('of one cluster are saved one after the other', async () => {
    const { id } = await newCluster(store);
    const saved = await Promise.all(
      [open, halfClosed, blind, open, halfClosed].map((snapshot) => scan(store, id, day(1), snapshot)),
    );
    expect(saved.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5]);
    const { rows } = await listScans(store, { cluster: id, limit: 10, offset: 0 });
    for (const { number, snapshotDigest } of rows) {
      const known = [open, halfClosed, blind].find((snapshot) => digestOf(snapshot) === snapshotDigest);
      expect(await rebuildSnapshot(store, id, number)).toEqual(known);
    }
  });

  test('of clusters that have the same objects do not block each other for good', async () => {
    const clusters = await Promise.all(Array.from({ length: 5 }, () => newCluster(store)));
    const fleet = world(Array.from({ length: 200 }, (_, index) => deployment('same', `w${index}`)).join(''));
    await Promise.all(clusters.map(({ id }) => scan(store, id, day(1), fleet)));
    for (const { id } of clusters) expect(await rebuildSnapshot(store, id, 1)).toEqual(fleet);
  });
});

test('a save that loses its connection halfway leaves nothing, and can be done again', async () => {
  const { id } = await newCluster(store);
  await scan(store, id, day(1), open);
  const before = await everyRow(store);
  const blocker = await store.pool.connect();
  await blocker.query('BEGIN');
  // The save gets as far as the findings, the last but one of its tables, and waits there.
  await blocker.query('LOCK TABLE finding IN ACCESS EXCLUSIVE MODE');
  const saving = scan(store, id, day(2), halfClosed, { jobId: `cut-${id}` });
  const outcome = saving.then(
    () => 'saved',
    (error: unknown) => error,
  );
  let cut: unknown[] = [];
  while (cut.length === 0)
    cut = await rowsOf(
      store,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%finding%'`,
    );
  await blocker.query('ROLLBACK');
  blocker.release();
  expect(await outcome).toMatchObject({
    name: 'UserError',
    status: 503,
    message: expect.stringMatching(/^The database 127\.0\.0\.1:\d+\/\w+ cannot be used: .*\.$/),
  });
  expect(await everyRow(store)).toEqual(before);
  expect(await scan(store, id, day(2), halfClosed, { jobId: `cut-${id}` })).toMatchObject({ number: 2, unchanged: false });
});

test('a scan of a cluster that was removed meanwhile is refused, and keeps nothing', async () => {
  const { id } = await newCluster(store);
  await removeCluster(store, id);
  const before = await everyRow(store);
  await expect(scan(store, id, day(1), open)).rejects.toMatchObject({ name: 'UserError', status: 404 });
  expect(await everyRow(store)).toEqual(before);
});

test('a clock that runs backwards does not reorder the history', async () => {
  const { id } = await newCluster(store);
  await scan(store, id, day(5), open);
  await scan(store, id, day(3), halfClosed);
  const { rows } = await listScans(store, { cluster: id, limit: 10, offset: 0 });
  expect(rows.map(({ number, startedAt }) => [number, startedAt])).toEqual([
    [2, day(5)],
    [1, day(5)],
  ]);
});

test('characters that PostgreSQL cannot keep do not stop a scan, and come back as they were', async () => {
  const { id } = await newCluster(store);
  const [object] = open.objects['deployments.apps'] ?? [];
  if (object === undefined) throw new Error('the world has no deployment');
  const odd = {
    ...open,
    objects: {
      ...open.objects,
      'deployments.apps': [
        { ...object, metadata: { ...object.metadata, name: 'nul\u0000half\ud800', labels: { app: '\u0000' } } },
      ],
    },
  };
  await scan(store, id, day(1), odd);
  expect(await rebuildSnapshot(store, id, 1)).toEqual(odd);
  expect((await isolation(id)).map(({ resource }) => resource.name)).toContain('nul\uFFFDhalf\uFFFD');
});
