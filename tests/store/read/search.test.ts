import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '#lib/store/connection.ts';
import { findByName } from '#lib/store/read/search.ts';
import { freshStore } from '#tests/support/postgres.ts';
import { day, newCluster, scan } from '#tests/support/scans.ts';
import { deployment, world } from '#tests/support/world.ts';

let store: Store;

const namespace = (name: string): string =>
  `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })}\n`;

beforeAll(async () => {
  store = await freshStore();
  const prod = (await newCluster(store, 'prod')).id;
  const lab = (await newCluster(store, 'lab')).id;
  await scan(store, prod, day(1), world(namespace('web') + deployment('web', 'old-web') + deployment('shop', 'gone-web')));
  await scan(store, prod, day(2), world(namespace('web') + deployment('web', 'old-web') + deployment('shop', 'web-front')));
  await scan(store, lab, day(2), world(deployment('shop', 'web-front') + deployment('shop', 'a-b')));
});
afterAll(() => store.close());

const found = async (text: string, limit?: number) =>
  (await findByName(store, text, limit)).map(
    ({ cluster, kind, namespace: within, name }) => `${cluster} ${kind} ${within === null ? '' : `${within}/`}${name}`,
  );

describe('a search by name', () => {
  it('finds namespaces and workloads of all clusters, those first whose names begin with the text', async () => {
    expect(await found('web')).toEqual([
      'prod Namespace web',
      'lab Deployment shop/web-front',
      'prod Deployment shop/web-front',
      'prod Deployment web/old-web',
    ]);
  });

  it('finds a workload by its namespace and name, in letters of any size', async () => {
    expect(await found('WEB/old')).toEqual(['prod Deployment web/old-web']);
  });

  it('does not find what a later scan did not see any more', async () => {
    expect(await found('gone')).toEqual([]);
  });

  it('takes every letter for itself', async () => {
    expect(await found('a-b')).toEqual(['lab Deployment shop/a-b']);
    expect(await found('a_b')).toEqual([]);
    expect(await found('%')).toEqual([]);
    expect(await found("o'--\u0000\ud800")).toEqual([]);
  });

  it('answers no more than it is asked for', async () => {
    expect(await found('web', 2)).toHaveLength(2);
  });
});
