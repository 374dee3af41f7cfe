import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '#lib/store/connection.ts';
import { readFinding } from '#lib/store/read/finding.ts';
import {
  countFindingsByWorkload,
  type FindingFilter,
  type FindingPage,
  findingChoices,
  findingSorts,
  listFindings,
} from '#lib/store/read/findings.ts';
import { freshStore } from '#tests/support/postgres.ts';
import { day, newCluster, scan } from '#tests/support/scans.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

let store: Store;
let prod: number;
let lab: number;

const deny = (namespace: string) => networkPolicy(namespace, 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });

beforeAll(async () => {
  store = await freshStore();
  prod = (await newCluster(store, 'prod')).id;
  lab = (await newCluster(store, 'lab')).id;
  await scan(
    store,
    prod,
    day(1),
    world(deployment('shop', 'web') + deployment('shop', 'half-price') + deployment('bank', 'vault') + deny('bank')),
  );
  await scan(
    store,
    prod,
    day(2),
    world(deployment('shop', 'web') + deployment('shop', 'half-price') + deny('shop') + deployment('bank', 'vault')),
  );
  await scan(store, lab, day(3), world(deployment('bank', 'vault') + deployment('kube-system', 'dns')));
});
afterAll(() => store.close());

const find = async (filter: FindingFilter, page: Partial<FindingPage> = {}) =>
  listFindings(store, filter, { limit: 1_000, offset: 0, ...page });
const named = async (filter: FindingFilter) => {
  const { rows } = await find({ controls: ['ingress-not-isolated'], ...filter });
  return rows.map(({ cluster, resource }) => `${cluster.name} ${resource.namespace}/${resource.name}`).sort();
};

describe('findings are found by', () => {
  test('their state', async () => {
    expect(await named({})).toEqual(['lab bank/vault', 'prod bank/vault']);
    expect(await named({ state: 'closed' })).toEqual(['prod shop/half-price', 'prod shop/web']);
    expect(await named({ state: 'all' })).toHaveLength(4);
  });

  test('cluster and namespace', async () => {
    expect(await named({ clusters: [lab] })).toEqual(['lab bank/vault']);
    expect(await named({ state: 'all', clusters: [prod, lab], namespaces: ['shop'] })).toEqual([
      'prod shop/half-price',
      'prod shop/web',
    ]);
    expect(await named({ clusters: [] })).toHaveLength(2);
  });

  test('what they are about', async () => {
    const vault = { kind: 'Deployment', namespace: 'bank', name: 'vault' };
    expect(await named({ resource: vault })).toEqual(['lab bank/vault', 'prod bank/vault']);
    expect(await named({ resource: { ...vault, kind: 'StatefulSet' } })).toEqual([]);
    expect(await named({ state: 'all', resource: { ...vault, namespace: 'shop', name: 'we' } })).toEqual([]);
  });

  test('severity and control', async () => {
    const { rows } = await find({ severities: ['high'] });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ severity }) => severity === 'high')).toBe(true);
    expect((await find({ controls: ['no-such-control'] })).total).toBe(0);
  });

  test('text, in which % and _ are themselves', async () => {
    expect(await named({ state: 'all', text: 'Half-PRICE' })).toEqual(['prod shop/half-price']);
    expect(await named({ state: 'all', text: ' shop/w ' })).toEqual(['prod shop/web']);
    expect(await named({ state: 'all', text: 'half_price' })).toEqual([]);
    expect(await named({ state: 'all', text: 'half%price' })).toEqual([]);
    expect(await named({ state: 'all', text: "'; DROP TABLE finding; --\u0000\ud800\\" })).toEqual([]);
  });

  test('when they were opened, not counting what the first scan of a cluster found', async () => {
    expect(await named({ openedSince: day(0) })).toEqual(['prod bank/vault']);
    expect(await named({ openedSince: day(2) })).toEqual([]);
    expect(await named({ state: 'all', closedSince: day(1) })).toEqual(['prod shop/half-price', 'prod shop/web']);
  });

  test('whether the settings leave them out', async () => {
    expect(await named({ excluded: 'only' })).toEqual(['lab kube-system/dns']);
    expect(await named({ excluded: 'with' })).toHaveLength(3);
  });
});

describe('the findings of each workload', () => {
  test('are counted as the list of that workload has them', async () => {
    const counts = await countFindingsByWorkload(store, prod);
    expect(counts.get('bank/vault[Deployment]')).toBeGreaterThan(0);
    for (const name of ['shop/web', 'shop/half-price', 'bank/vault']) {
      const [namespace = '', own = ''] = name.split('/');
      const { total } = await find({ clusters: [prod], resource: { kind: 'Deployment', namespace, name: own } });
      expect([name, counts.get(`${name}[Deployment]`) ?? 0]).toEqual([name, total]);
    }
  });
});

describe('a list of findings', () => {
  test('says what all of them count to, whatever page is shown', async () => {
    const whole = await find({ state: 'all' });
    const page = await find({ state: 'all' }, { limit: 3, offset: 2 });
    expect(page.rows).toEqual(whole.rows.slice(2, 5));
    expect(page.total).toBe(whole.rows.length);
    expect(page.bySeverity).toEqual(whole.bySeverity);
    expect(Object.values(page.bySeverity).reduce((sum, count) => sum + count)).toBe(page.total);
  });

  test('has the worst first', async () => {
    const { rows } = await find({ state: 'all' });
    const ranks = rows.map(({ severity }) => ['critical', 'high', 'medium', 'low'].indexOf(severity));
    expect(ranks).toEqual([...ranks].sort());
  });

  test.each(findingSorts)('can be sorted by %s both ways, each finding once over all pages', async (sort) => {
    for (const descending of [false, true]) {
      const { total } = await find({ state: 'all' });
      const pages = await Promise.all(
        Array.from({ length: Math.ceil(total / 4) }, (_, page) =>
          find({ state: 'all' }, { sort, descending, limit: 4, offset: 4 * page }),
        ),
      );
      expect(new Set(pages.flatMap(({ rows }) => rows.map(({ id }) => id))).size).toBe(total);
    }
  });

  test('offers the namespaces and controls that it can be narrowed to', async () => {
    const { namespaces, controls } = await findingChoices(store, [prod]);
    expect(namespaces).toContain('bank');
    expect(namespaces).not.toContain('kube-system');
    expect(controls).toContain('ingress-not-isolated');
  });
});

test('a finding has its evidence and every time that it was open', async () => {
  await scan(store, prod, day(4), world(deployment('shop', 'web') + deployment('bank', 'vault')));
  const { rows } = await find({ clusters: [prod], controls: ['ingress-not-isolated'], namespaces: ['shop'] });
  const finding = await readFinding(store, rows[0]?.id ?? 0);
  expect(finding).toMatchObject({
    resource: { kind: 'Deployment', namespace: 'shop', name: 'web' },
    openedScan: 3,
    closedScan: null,
  });
  expect(finding?.remediation).toContain('kind: NetworkPolicy');
  expect(finding?.history.map(({ openedScan, closedScan }) => [openedScan, closedScan])).toEqual([
    [3, null],
    [1, 2],
  ]);
  expect(await readFinding(store, 999_999)).toBeNull();
});
