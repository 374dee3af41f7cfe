import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BuiltApp } from './built-app.ts';
import { openSampleFleet, type SampleFleet } from './sample-fleet.ts';
import { open, type Visitor, visit } from './visitor.ts';

let fleet: SampleFleet;
let browser: Browser;
let app: BuiltApp;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  fleet = await openSampleFleet();
  ({ browser, app, visitor, page } = fleet);
});

afterAll(() => fleet?.close());

const mapPath = '/clusters/shop-production/reachability';
const cell = () => page.getByRole('link', { name: /^Open pairs of workloads in shop-production/ });
const drawing = () => page.getByRole('img', { name: /^Open pairs of workloads in shop-production/ });

/** What the line above the map tells of the cell that is pointed at: `From a to b: 3 of 12 pairs of workloads open (25%).` */
async function told(): Promise<{ readonly from: string; readonly to: string; readonly open: number }> {
  const text = (await page.getByRole('status').first().textContent()) ?? '';
  const [, one, from, to] = /^(?:Within (\S+)|From (\S+) to (\S+)):/.exec(text) ?? [];
  const [, count] = /: ([\d,]+) of/.exec(text) ?? [];
  return { from: one ?? from ?? '', to: one ?? to ?? '', open: Number(count?.replaceAll(',', '') ?? 0) };
}

/** With the arrow keys, to the first cell of the row in which something is open. */
async function toAnOpenCell(): Promise<void> {
  for (let step = 0; step < 20 && (await told()).open === 0; step += 1) await page.keyboard.press('ArrowRight');
}

const pairs = async () => Number((await page.getByText(/(of )?\d+ pairs?$/).textContent())?.match(/(\d+) pairs?$/)?.[1]);

describe('the map of namespaces', () => {
  beforeEach(() => open(page, app.url + mapPath));

  it('is one stop of the Tab key, is walked with the arrow keys, and Enter opens a cell into as many pairs as it told', async () => {
    expect(await drawing().locator('a').count()).toBe(0);
    await cell().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    await toAnOpenCell();
    const { from, to, open: count } = await told();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/pairs?from=${from}&to=${to}`);
    await page.getByRole('heading', { level: 1, name: from === to ? `Within ${from}` : `From ${from} to ${to}` }).waitFor();
    expect(await pairs()).toBe(count);
  });

  it('tells what is under the pointer, and a click opens it', async () => {
    const box = await drawing().boundingBox();
    if (box === null) throw new Error('the map is not to be seen');
    await page.mouse.move(box.x + box.width - 5, box.y + box.height - 5);
    const last = await told();
    await page.mouse.move(box.x + 5, box.y + 5);
    const first = await told();
    expect(first.from).toBe(first.to);
    expect(last.from).toBe(last.to);
    expect(first.from).not.toBe(last.from);
    await page.mouse.click(box.x + 5, box.y + 5);
    await page.waitForURL(`**/pairs?from=${first.from}&to=${first.to}`);
  });

  it('says the same in its table as in its cells, the most open first', async () => {
    const row = page.locator('tbody tr').first();
    const counts = await page.locator('td[data-title="Open pairs"]').allTextContents();
    expect(counts.map(Number)).toEqual(counts.map(Number).toSorted((a, b) => b - a));
    await row.getByRole('link').click();
    await page.waitForURL('**/pairs?**');
    expect(await pairs()).toBe(Number(counts[0]));
  });

  it('is narrowed to a row, keeps that in the address, and is widened again', async () => {
    const all = await page.locator('tbody tr').count();
    await page.getByLabel('From namespaces').fill('checkout');
    await page.getByLabel('From namespaces').press('Enter');
    await page.waitForURL('**/reachability?from=checkout**');
    await page.getByText(/namespaces that nothing is open to or from here are left out/).waitFor();
    expect(new Set(await page.locator('td[data-title="From"]').allTextContents())).toEqual(new Set(['checkout']));
    await page.getByRole('link', { name: /^Show all \d+ namespaces/ }).click();
    await page.waitForURL(`**${mapPath}`);
    await expect.poll(() => page.locator('tbody tr').count()).toBe(all);
  });

  it('says so when no namespace has such a name', async () => {
    await open(page, `${app.url}${mapPath}?to=nothing-is-called-so`);
    await page.getByText('or there are none of these names').waitFor();
  });

  it('scrolls in its own box on a narrow screen, and follows the keyboard', async () => {
    const narrow = await visit(browser, { viewport: { width: 390, height: 844 } });
    await open(narrow.page, app.url + mapPath);
    expect(await narrow.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const cursor = narrow.page.getByRole('link', { name: /^Open pairs of workloads in/ });
    await cursor.focus();
    await narrow.page.keyboard.press('End');
    await expect.poll(async () => ((await cursor.boundingBox())?.x ?? 1000) < 380).toBe(true);
    expect(narrow.complaints).toEqual([]);
    await narrow.leave();
  });
});

describe('the pairs behind a cell', () => {
  const within = `${mapPath}/pairs?from=checkout&to=checkout`;

  it('go into a file as they are shown', async () => {
    await open(page, `${app.url}${within}&show=all`);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
    expect(lines[0]).toBe('From,To,Ports,Why');
    expect(lines).toHaveLength((await pairs()) + 1);
    expect(lines.some((line) => line.includes('no ports'))).toBe(true);
  });

  it('lead to why each is open, with both ends in the address', async () => {
    await open(page, app.url + within);
    const row = page.locator('tbody tr').first();
    const [src, dst] = await row.locator('td').allTextContents();
    await row.getByRole('link', { name: 'what opens it' }).click();
    await page.waitForURL('**/explain?**');
    const asked = new URL(page.url()).searchParams;
    expect([asked.get('src'), asked.get('dst')]).toEqual([src, dst]);
  });

  it('are those of an older scan where the address says so, and stay there', async () => {
    await open(page, `${app.url}${mapPath}?scan=1`);
    await page.getByText('As scan 1 saw it').waitFor();
    await page.locator('tbody tr').first().getByRole('link').click();
    await page.waitForURL('**/pairs?**scan=1');
    await page.getByText('As scan 1 saw it').waitFor();
  });
});

describe('an address that names nothing', () => {
  it.each([
    ['a scan that is not there', `${mapPath}?scan=9999`],
    ['no number of a scan', `${mapPath}?scan=newest`],
    ['a namespace that is not there', `${mapPath}/pairs?from=checkout&to=nowhere`],
    ['a cell without namespaces', `${mapPath}/pairs`],
    ['a cluster that is not there', '/clusters/nowhere/reachability'],
  ])('is not found: %s', async (_, path) => {
    const answer = await page.request.get(app.url + path);
    expect(answer.status()).toBe(404);
    expect(await answer.text()).toContain('There is nothing at this address');
  });
});

describe('the pages of a cluster', () => {
  it('stand beside each other above each of them, the open one marked', async () => {
    await open(page, app.url + mapPath);
    const nav = page.getByRole('navigation', { name: 'Cluster shop-production' });
    expect(await nav.locator('[aria-current]').allTextContents()).toEqual(['Reachability']);
    await nav.getByRole('link', { name: 'Scans' }).click();
    await page.waitForURL('**/scans');
    await expect.poll(() => nav.locator('[aria-current]').allTextContents()).toEqual(['Scans']);
  });

  it('lead from a namespace in the list to its row of the map', async () => {
    await open(page, `${app.url}/clusters/shop-production`);
    await page
      .getByRole('row', { name: /checkout/ })
      .getByRole('link', { name: 'on the map' })
      .click();
    await page.waitForURL('**/reachability?from=checkout');
  });
});

describe('the command palette', () => {
  it('finds namespaces and workloads of all clusters on the server', async () => {
    await open(page, app.url);
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Cluster, namespace, workload, control, page or action').fill('cart-store');
    await page
      .getByRole('button', { name: /checkout\/cart-store/ })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/workloads/checkout/StatefulSet/cart-store');
  });

  it('is answered nothing but what was asked for', async () => {
    const answer = (query: string) => page.request.get(`${app.url}/api/search${query}`);
    expect((await answer('')).status()).toBe(400);
    expect((await answer('?q=x')).status()).toBe(400);
    expect(await (await answer('?q=%25%25')).json()).toEqual([]);
    expect((await (await answer('?q=ca')).json()).length).toBeLessThanOrEqual(20);
  });
});

it('gave the browser nothing to complain about', () => {
  expect(visitor.complaints).toEqual([]);
});
