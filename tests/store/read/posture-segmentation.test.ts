import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SegmentationPosture } from '#lib/assess/posture.ts';
import type { Cluster } from '#lib/store/clusters.ts';
import type { Store } from '#lib/store/connection.ts';
import { readPosture } from '#lib/store/read/posture.ts';
import { freshStore } from '#tests/support/postgres.ts';
import { day, newCluster, scan } from '#tests/support/scans.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const workloads = deployment('shop', 'web') + deployment('shop', 'db') + deployment('bank', 'vault');
const deny = (namespace: string) => networkPolicy(namespace, 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const open = world(workloads);
const half = world(workloads + deny('shop'));
const closed = world(workloads + deny('shop') + deny('bank'));
const blind = world(workloads, { reads: { pods: { status: 'forbidden', message: 'may not list' } } });

let store: Store;
let prod: Cluster;

// Days 1 and 2: half closed; 3: all open, for a day; 4 half closed again; 5 closed
beforeAll(async () => {
  store = await freshStore();
  prod = await newCluster(store, 'prod');
  for (const [number, seen] of [half, half, open, half, closed].entries()) await scan(store, prod.id, day(number + 1), seen);
});
afterAll(() => store.close());

async function segmentationOf(cluster: Cluster, from: string, to: string): Promise<SegmentationPosture | null> {
  const query = { cluster: cluster.id, framework: 'all', timeZone: 'UTC', madeAt: to } as const;
  return (await readPosture(store, { ...query, from, to })).clusters[0]?.segmentation ?? null;
}

describe('what a report says of who can reach whom', () => {
  test('is what held at its end, and how it came there', async () => {
    const said = await segmentationOf(prod, day(1), day(6));
    expect(said?.figures).toMatchObject({ openPairs: 0, pairs: 6 });
    expect(said?.trend.map(({ figures }) => figures?.openPairs)).toEqual([0, 6, 0, 0]);
    expect(said?.openPairs).toEqual([]);
    expect((await segmentationOf(prod, day(1), day(3)))?.openPairs).toEqual([
      { from: 'bank', to: 'shop', open: 2, of: 2 },
      { from: 'shop', to: 'bank', open: 2, of: 2 },
    ]);
  });

  test('names the change that did it; what was undone is only counted', async () => {
    const drift = (await segmentationOf(prod, day(1), day(6)))?.drift;
    expect(drift?.groups.map(({ cause }) => [cause?.object.namespace, cause?.object.name, cause?.scan])).toEqual([
      ['bank', 'deny', 5],
    ]);
    expect(drift?.opened).toBe(0);
    expect(drift?.moved.opened).toBeGreaterThan(0);
    expect(drift?.moved.closed).toBe((drift?.moved.opened ?? 0) + (drift?.closed ?? 0));
  });

  test('is of the period alone', async () => {
    const drift = (await segmentationOf(prod, day(4), day(6)))?.drift;
    expect(drift?.moved).toEqual({ opened: 0, closed: drift?.closed, changed: 0 });
  });

  test('is nothing where pods could not be read', async () => {
    const lab = await newCluster(store, 'lab');
    await scan(store, lab.id, day(1), blind);
    expect(await segmentationOf(lab, day(1), day(2))).toBeNull();
  });
});
