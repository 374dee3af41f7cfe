import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { portsText } from '#lib/policy/ports.ts';
import type { Segmentation } from '#lib/reachability/segmentation.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Store } from '#lib/store/connection.ts';
import { readDrift } from '#lib/store/read/drift.ts';
import { readPosture } from '#lib/store/read/posture.ts';
import { listWorkloads, readReach } from '#lib/store/read/reach.ts';
import { readFigures, readMatrix, readSegmentationTrend } from '#lib/store/read/segmentation.ts';
import { saveFailedScan } from '#lib/store/save/save-failed-scan.ts';
import { freshStore } from '#tests/support/postgres.ts';
import { day, newCluster, scan } from '#tests/support/scans.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

let store: Store;
beforeAll(async () => {
  store = await freshStore();
});
afterAll(() => store.close());

const apps =
  deployment('shop', 'web') +
  deployment('shop', 'cart') +
  deployment('bank', 'vault') +
  deployment('ops', 'agent', { app: 'agent' }, { hostNetwork: true });
const open = world(apps);
const closed = world(apps + networkPolicy('bank', 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }));
const web = networkPolicy('bank', 'web', {
  podSelector: {},
  policyTypes: ['Ingress'],
  ingress: [
    { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }], ports: [{ port: 443 }] },
  ],
});
const blind: Snapshot = world(apps, {
  reads: { 'networkpolicies.networking.k8s.io': { status: 'forbidden', message: 'no' } },
});

const failed = (cluster: number, at: string) =>
  saveFailedScan(store, {
    cluster,
    jobId: `${cluster} ${at}`,
    startedAt: at,
    finishedAt: at,
    dueSeconds: 86_400,
    error: 'no answer',
  });

describe('who reaches whom in a scan', () => {
  test('is told with the ports, the policies and what each side lets through', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), open);
    await scan(store, id, day(2), world(apps + web));
    const found = await readReach(store, id, 2);
    const vault = found?.classes.find(({ workloadId }) => workloadId === 'bank/vault[Deployment]');
    expect(vault).toMatchObject({
      namespace: 'bank',
      pods: 1,
      hostNetwork: false,
      ingress: {
        closed: true,
        policies: ['NetworkPolicy bank/web'],
        pods: [{ peers: ['shop/*'], ports: { TCP: ['443'] } }],
        outside: [],
      },
      egress: { closed: false, policies: [], pods: [{ peers: ['*'], ports: 'All' }] },
    });
    const into = found?.into(vault?.index ?? -1).map(({ index, ports }) => [found.classes[index]?.id, portsText(ports)]);
    expect(into).toEqual([
      ['shop/cart[Deployment]', 'TCP 443'],
      ['shop/web[Deployment]', 'TCP 443'],
    ]);
    expect((await readReach(store, id, 1))?.classes.find(({ namespace }) => namespace === 'bank')?.ingress.closed).toBe(false);
  });

  test('is null for a scan that failed, could not read policies, or is not there', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), open);
    await failed(id, day(2));
    await scan(store, id, day(3), blind);
    for (const number of [2, 3, 4]) {
      expect(await readReach(store, id, number)).toBeNull();
      expect(await readMatrix(store, id, number)).toBeNull();
      expect(await listWorkloads(store, id, number)).toBeNull();
    }
    expect(await readReach(store, id + 1_000, 1)).toBeNull();
  });

  test('is read once for a scan that is looked at for a while, and forgotten when others are', async () => {
    const { id } = await newCluster(store);
    for (const number of [1, 2, 3, 4]) await scan(store, id, day(number), open);
    const first = await readReach(store, id, 1);
    await readReach(store, id, 2);
    expect(await readReach(store, id, 1)).toBe(first);
    for (const number of [2, 3, 4]) await readReach(store, id, number);
    expect(await readReach(store, id, 1)).not.toBe(first);
  });

  test('is nobody in a cluster where nothing runs', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), world(''));
    expect((await readReach(store, id, 1))?.classes).toEqual([]);
    expect(await listWorkloads(store, id, null)).toEqual([]);
    expect((await readMatrix(store, id, 1))?.figures).toMatchObject({ classes: 0, meanBlastRadius: null, worst: null });
  });

  test('lists the workloads by id, of the last scan that succeeded unless another is asked for', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), world(deployment('shop', 'web')));
    await scan(store, id, day(2), open);
    await failed(id, day(3));
    expect(await listWorkloads(store, id, 1)).toEqual([
      { id: 'shop/web[Deployment]', namespace: 'shop', kind: 'Deployment', name: 'web', pods: 1, hostNetwork: false },
    ]);
    expect((await listWorkloads(store, id, null))?.map((one) => [one.id, one.hostNetwork])).toEqual([
      ['bank/vault[Deployment]', false],
      ['ops/agent[Deployment]', true],
      ['shop/cart[Deployment]', false],
      ['shop/web[Deployment]', false],
    ]);
  });
});

describe('the figures of now', () => {
  test('are those of the last scan that succeeded, of one cluster or of all, and of none that could not read policies', async () => {
    const [{ id: shop }, { id: dark }] = [await newCluster(store), await newCluster(store)];
    await scan(store, shop, day(1), open);
    await scan(store, shop, day(2), closed);
    await failed(shop, day(3));
    await scan(store, dark, day(1), open);
    await scan(store, dark, day(2), blind);
    const all = await readFigures(store);
    expect([all.get(shop)?.openPairs, all.has(dark)]).toEqual([6, false]);
    expect([...(await readFigures(store, shop)).keys()]).toEqual([shop]);
    expect(await readFigures(store, dark)).toEqual(new Map());
  });
});

describe('the figures over time', () => {
  const brief = (points: readonly { at: string; scan: number | null; gap: boolean; figures: Segmentation | null }[]) =>
    points.map(({ at, scan: number, gap, figures }) => [at, number, gap ? 'gap' : (figures?.openPairs ?? 'unknown')]);

  test('have a point for each change, and are unknown while policies cannot be read and where nobody looked', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), open);
    await scan(store, id, day(2), open);
    await scan(store, id, day(3), closed);
    await scan(store, id, day(4), blind);
    await scan(store, id, day(5), closed);
    await scan(store, id, day(10), closed);
    const all = await readSegmentationTrend(store, id, { from: day(1), to: day(10) });
    expect(brief(all)).toEqual([
      [day(1), 1, 12],
      [day(3), 3, 6],
      [day(4), null, 'unknown'],
      [day(5), 5, 6],
      [day(6), null, 'gap'],
      [day(10), 5, 6],
    ]);
    expect(brief(await readSegmentationTrend(store, id, { from: day(2), to: day(3) }))).toEqual([
      [day(2), 1, 12],
      [day(3), 3, 6],
    ]);
  });

  test('begin with the first scan that tells', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), blind);
    await scan(store, id, day(2), open);
    expect(brief(await readSegmentationTrend(store, id, { from: day(1), to: day(3) }))).toEqual([[day(2), 2, 12]]);
    expect(await readSegmentationTrend(store, id, { from: day(1), to: day(1) })).toEqual([]);
  });
});

describe('what changed between scans', () => {
  test('is nothing where it was undone again', async () => {
    const { id } = await newCluster(store);
    for (const [index, snapshot] of [open, closed, open].entries()) await scan(store, id, day(index + 1), snapshot);
    expect(await readDrift(store, id, 1, 3)).toMatchObject({
      lines: [],
      opened: 0,
      closed: 0,
      changed: 0,
      truncated: [],
      unknownScans: [],
    });
    expect((await readDrift(store, id, 1, 2)).closed).toBe((await readDrift(store, id, 2, 3)).opened);
  });

  test('is nothing where it was undone again, though pods of one workload were told apart in between', async () => {
    const { id } = await newCluster(store);
    const pod = (index: number) =>
      `---\n${JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: `db-${index}`,
          namespace: 'shop',
          labels: { place: String(index) },
          ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: '1', controller: true }],
        },
        spec: { containers: [{ name: 'main', image: 'example.org/db:1' }] },
      })}\n`;
    const set = apps + pod(0) + pod(1);
    const policy = (name: string, podSelector: object) => networkPolicy('shop', name, { podSelector, policyTypes: ['Ingress'] });
    const apart = set + policy('first', { matchLabels: { place: '0' } });
    const steps = [set, apart, apart + policy('second', { matchLabels: { place: '1' } }), set];
    for (const [index, step] of steps.entries()) await scan(store, id, day(index + 1), world(step));
    expect((await readDrift(store, id, 1, 4)).lines).toEqual([]);
    expect((await readDrift(store, id, 1, 3)).lines.flatMap(({ dst }) => dst)).toContain('shop/db[StatefulSet]');
  });

  test('is what a report says of its period', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), open);
    await scan(store, id, day(2), closed);
    await scan(store, id, day(3), world(apps + web));
    const posture = (from: string, to: string) =>
      readPosture(store, { cluster: id, framework: 'all', from, to, timeZone: 'UTC', madeAt: to });
    const { clusters } = await posture(day(2), day(3));
    const drift = clusters[0]?.segmentation?.drift;
    expect(drift?.groups.map(({ cause }) => cause?.object.name)).toEqual(['deny']);
    expect(drift?.opened).toBe((await readDrift(store, id, 2, 3)).opened);
    expect(clusters[0]?.segmentation?.figures).toEqual((await readMatrix(store, id, 3))?.figures);
    expect(clusters[0]?.segmentation?.trend).toHaveLength(2);
    expect((await posture(day(3), day(3))).clusters[0]?.segmentation?.drift).toBeNull();
    expect((await posture(day(1), day(2))).clusters[0]?.segmentation?.drift?.opened).toBe(0);
  });
});
