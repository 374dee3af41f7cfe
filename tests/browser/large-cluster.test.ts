import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '#lib/store/connection.ts';
import { generatedObjects, type RawObject, snapshotOfObjects } from '#tests/bench/generated-cluster.ts';
import { freshDatabase } from '#tests/support/postgres.ts';
import { newCluster, scan } from '#tests/support/scans.ts';
import { type BuiltApp, startApp } from './built-app.ts';
import { openBrowser } from './chromium.ts';
import { open, type Visitor, visit } from './visitor.ts';

const environments = ['production', 'staging', 'development'];

/** By their names, neighbours are of different environments. */
const withEnvironment = (object: RawObject, index: number): RawObject =>
  object.kind === 'Namespace'
    ? {
        ...object,
        metadata: { ...object.metadata, labels: { ...object.metadata.labels, env: environments[index % 3] ?? '' } },
      }
    : object;

const longName: RawObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: `${'a-long-name-'.repeat(20)}end`, namespace: 'ns-0' },
  spec: {
    selector: {},
    template: { metadata: { labels: { app: 'long' } }, spec: { containers: [{ name: 'main', image: 'example.org/app:1' }] } },
  },
};

/** 300 namespaces with 10 workloads each, and one more. */
const objects = [...[...generatedObjects({ workloads: 3_000, perNamespace: 10 })].map(withEnvironment), longName];
const without = (policy: string): readonly RawObject[] =>
  objects.filter(({ kind, metadata }) => kind !== 'NetworkPolicy' || metadata.name !== policy || metadata.namespace !== 'ns-7');

let close: () => Promise<void>;
let app: BuiltApp;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  const database = await freshDatabase();
  const store = openStore(database);
  const { id } = await newCluster(store, 'large');
  const now = Date.now();
  for (const [index, seen] of [objects, without('app-70')].entries())
    await scan(store, id, new Date(now - (2 - index) * 60_000).toISOString(), snapshotOfObjects(seen));
  await store.close();
  const [browser, started] = await Promise.all([openBrowser(), startApp(database)]);
  app = started;
  visitor = await visit(browser);
  page = visitor.page;
  close = async () => {
    await browser.close();
    await app.stop();
  };
}, 180_000);

afterAll(() => close?.());

const cluster = '/clusters/large';

describe('a cluster of 300 namespaces and 3,000 workloads', () => {
  it.each([
    '/',
    cluster,
    `${cluster}/reachability`,
    `${cluster}/reachability?order=name&pairs.size=200`,
    `${cluster}/workloads?size=200`,
    `${cluster}/workloads/ns-7/Deployment/app-70`,
    `${cluster}/drift`,
    `${cluster}/scans/1`,
    '/findings?size=200',
  ])('has a page %s that is quick to carry', async (path) => {
    const answer = await page.request.get(app.url + path);
    expect(answer.status()).toBe(200);
    expect((await answer.body()).length).toBeLessThan(1_500_000);
  });

  it('is one map, whose axes are as long as its cells, however the environments change from one to the next', async () => {
    await open(page, `${app.url}${cluster}/reachability?order=name`);
    const drawing = page.getByRole('img', { name: /^Open pairs of workloads in large/ });
    const [inner, outer] = await Promise.all([drawing.boundingBox(), drawing.locator('..').boundingBox()]);
    expect(inner?.width).toBeGreaterThanOrEqual(900);
    expect([outer?.width, outer?.height]).toEqual([inner?.width, inner?.height]);
  });

  it('opens from the map down to what opens a pair of workloads', async () => {
    await open(page, `${app.url}${cluster}/reachability?order=name`);
    const cell = page.getByRole('link', { name: /^Open pairs of workloads in large/ });
    await cell.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    expect(await cell.getAttribute('aria-label')).toMatch(/Within ns-1: [1-9]\d* of 90 pairs of workloads open/);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/reachability/pairs?**');
    await page.getByRole('link', { name: 'what opens it' }).first().click();
    await page.waitForURL('**/explain?**');
    await page
      .getByText(/^Decided by NetworkPolicy/)
      .first()
      .waitFor();
  });

  it('has its workloads in the palette', async () => {
    await open(page, app.url + cluster);
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Cluster, namespace, workload, control, page or action').fill('app-2987');
    await page.getByRole('button', { name: /ns-298\/app-2987/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/workloads/ns-298/Deployment/app-2987');
  });

  it('keeps a short namespace whole beside a long name, which is cut in its middle', async () => {
    await open(page, `${app.url}${cluster}/workloads?q=a-long-name`);
    const link = page.locator('td[data-title="Workload"]').getByRole('link');
    const widths = await link.locator('span', { hasText: /^ns-0$/ }).evaluate((part) => [part.clientWidth, part.scrollWidth]);
    expect(widths[0]).toBe(widths[1]);
    expect((await link.boundingBox())?.width).toBeLessThan(400);
  });

  it('shows where a trend of one day stands', async () => {
    await open(page, app.url + cluster);
    expect(
      await page
        .getByLabel(/^Score and coverage of large/)
        .locator('.recharts-reference-dot')
        .count(),
    ).toBe(1);
  });
});

describe('on a narrow screen', () => {
  it('the page of a cluster that is open is in sight among its pages', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page, `${app.url}${cluster}/scans`);
    const box = await page.getByRole('navigation', { name: 'Cluster large' }).getByRole('link', { name: 'Scans' }).boundingBox();
    expect(box).not.toBeNull();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
  });

  it('the map scrolls in a box of its own', async () => {
    await open(page, `${app.url}${cluster}/reachability`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});

it('gave the browser nothing to complain about', () => {
  expect(visitor.complaints).toEqual([]);
});
