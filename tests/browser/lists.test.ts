import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BuiltApp } from './built-app.ts';
import { openSampleFleet, type SampleFleet } from './sample-fleet.ts';
import { open, type Visitor } from './visitor.ts';

let fleet: SampleFleet;
let app: BuiltApp;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  fleet = await openSampleFleet();
  ({ app, visitor, page } = fleet);
});

afterAll(() => fleet?.close());

const rows = () => page.locator('tbody tr').count();
const cells = (column: string) => page.locator(`td[data-title="${column}"]`).allTextContents();
const totals = async () => Number((await page.getByText(/(of )?\d+ findings?$/).textContent())?.match(/(\d+) findings?$/)?.[1]);

describe('the list of findings', () => {
  beforeEach(() => open(page, `${app.url}/findings`));

  it('counts by severity what it lists, and each number narrows it to that', async () => {
    const high = page.getByRole('listitem').filter({ hasText: 'High' }).getByRole('link');
    const count = Number((await high.textContent())?.match(/\d+/)?.[0]);
    await high.click();
    await page.waitForURL('**/findings?severity=high');
    expect(await totals()).toBe(count);
    expect(new Set(await cells('Severity'))).toEqual(new Set(['HHigh']));
  });

  it('is narrowed by a filter, widened again by going back, and keeps what is shown in step', async () => {
    const all = await totals();
    await page.getByLabel('Cluster', { exact: true }).selectOption('shop-staging');
    await page.waitForURL('**/findings?cluster=shop-staging');
    expect(new Set(await cells('Cluster'))).toEqual(new Set(['shop-staging']));
    expect(await totals()).toBeLessThan(all);
    await page.goBack();
    await page.waitForURL('**/findings');
    await expect.poll(totals).toBe(all);
    expect(await page.getByLabel('Cluster', { exact: true }).inputValue()).toBe('');
  });

  it('finds what is typed', async () => {
    await page.getByRole('searchbox').fill('catalog-db');
    await page.getByRole('searchbox').press('Enter');
    await page.waitForURL('**/findings?q=catalog-db');
    for (const row of await page.locator('tbody tr').allTextContents()) expect(row).toContain('catalog-db');
  });

  it('says so when nothing matches, with the way out', async () => {
    await open(page, `${app.url}/findings?q=nothing-is-called-so`);
    await page.getByText('No finding matches these filters.').waitFor();
    await page.getByRole('link', { name: 'Clear the filters' }).click();
    await page.waitForURL('**/findings');
    expect(await rows()).toBe(50);
  });

  it('is leafed through page by page, without a finding lost or shown twice', async () => {
    const total = await totals();
    const seen = await page
      .locator('tbody tr a[href^="/findings/"]')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    for (let next = 2; (next - 1) * 50 < total; next += 1) {
      await page.getByRole('link', { name: 'Next' }).click();
      await page.waitForURL(`**page=${next}`);
      seen.push(
        ...(await page
          .locator('tbody tr a[href^="/findings/"]')
          .evaluateAll((links) => links.map((link) => link.getAttribute('href')))),
      );
    }
    expect(seen).toHaveLength(total);
    expect(new Set(seen).size).toBe(total);
  });

  it('shows its last page to an address behind it', async () => {
    await open(page, `${app.url}/findings?severity=medium&page=99`);
    expect(page.url()).not.toContain('page=99');
    expect(await rows()).toBeGreaterThan(0);
  });

  it('is sorted by the server, both ways', async () => {
    await page.getByRole('columnheader', { name: 'Control' }).getByRole('link').click();
    await page.waitForURL('**sort=control');
    const ascending = await cells('Control');
    expect(ascending).toEqual(ascending.toSorted());
    await page.getByRole('columnheader', { name: 'Control' }).getByRole('link').click();
    await page.waitForURL('**sort=-control');
    expect((await cells('Control'))[0]).not.toBe(ascending[0]);
  });

  it('hides a column that somebody takes away, and remembers it in the address', async () => {
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByLabel('What is wrong').uncheck();
    await page.waitForURL('**columns=**');
    await page.getByRole('columnheader', { name: 'What is wrong' }).waitFor({ state: 'detached' });
    await page.reload();
    expect(await cells('What is wrong')).toEqual([]);
    expect(await cells('Resource')).not.toEqual([]);
  });

  it('is gone through with the arrow keys, and Enter opens a finding', async () => {
    await page.locator('tbody tr').first().getByRole('link').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    const href = await page.evaluate(() => document.activeElement?.getAttribute('href'));
    expect(href).toBe(await page.locator('tbody tr').nth(1).getByRole('link').first().getAttribute('href'));
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${href}`);
  });

  it('goes into a file with all its pages', async () => {
    await open(page, `${app.url}/findings?cluster=legacy`);
    const total = await totals();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
    expect(lines[0]).toContain('severity,cluster,kind,namespace,name,control');
    expect(lines).toHaveLength(total + 1);
  });
});

describe('a table that is all on its page', () => {
  it('goes into a file as it is shown', async () => {
    await open(page, app.url);
    const table = page.getByRole('table', { name: 'Clusters' });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).first().click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength((await table.locator('tbody tr').count()) + 1);
    expect(lines[0]).toBe('Cluster,Score,Change,90 days,Worst,Open findings,Open pairs,Last scan,Reading');
    expect(lines[1]).toMatch(/^legacy,\d/);
  });
});

describe('the page of a scan', () => {
  it('leads to the scans beside it, where there are any', async () => {
    const beside = () =>
      page
        .getByRole('main')
        .getByRole('link', { name: /^Scan \d+$/ })
        .allTextContents();
    await open(page, `${app.url}/clusters/legacy/scans`);
    const newest = Number(await page.locator('td[data-title="Scan"]').first().textContent());
    await open(page, `${app.url}/clusters/legacy/scans/1`);
    expect(await beside()).toEqual(['Scan 2']);
    await open(page, `${app.url}/clusters/legacy/scans/${newest}`);
    expect(await beside()).toEqual([`Scan ${newest - 1}`]);
  });
});

describe('the command palette', () => {
  it('goes to a cluster by a few letters of its name', async () => {
    await open(page, `${app.url}/settings`);
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Cluster, namespace, workload, control, page or action').fill('data-pl');
    await page.getByRole('button', { name: 'data-platform' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/clusters/data-platform');
  });
});

describe('a finding', () => {
  it('is reached from a control and a namespace, and gives the manifest to apply', async () => {
    await open(page, `${app.url}/controls/ingress-not-isolated`);
    await page
      .getByRole('region', { name: 'shop-staging' })
      .getByRole('link', { name: /catalog/ })
      .click();
    await page.waitForURL('**/findings?**');
    await page.locator('tbody tr').first().getByRole('link').first().click();
    await page.getByRole('heading', { name: 'What to do' }).waitFor();
    expect(await page.locator('pre').textContent()).toContain('kind: NetworkPolicy');
  });
});

describe('the sample', () => {
  it('is told on every page, and is removed with one click', async () => {
    await open(page, `${app.url}/controls`);
    await page.getByText('4 clusters here are a sample').waitFor();
    await page.getByRole('button', { name: 'Remove the sample' }).click();
    await page.getByText('4 clusters here are a sample').waitFor({ state: 'detached' });
    await open(page, app.url);
    await page.getByText('There are no clusters yet').waitFor();
  });

  it('is loaded again when somebody asks for it', async () => {
    await open(page, `${app.url}/settings`);
    await page.getByRole('button', { name: 'Load the sample' }).click();
    await page.getByText('The sample is being loaded').waitFor();
    await expect
      .poll(() => open(page, app.url).then(() => page.getByRole('link', { name: 'shop-production' }).count()), {
        timeout: 30_000,
      })
      .toBe(1);
  });
});

it('gave the browser nothing to complain about', () => {
  expect(visitor.complaints).toEqual([]);
});
