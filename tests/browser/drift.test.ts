import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuiltApp } from './built-app.ts';
import { openSampleFleet, type SampleFleet } from './sample-fleet.ts';
import { open, type Visitor } from './visitor.ts';

// In the sample's shop-production the on-call engineer opens three namespaces, which scan 46 sees; scan 50 sees two of them closed again,
// and scan 59 the third. In legacy, policies could not be read in scans 27 to 29, and scans 42 to 44 failed.
const shop = '/clusters/shop-production/drift';
const legacy = '/clusters/legacy/drift';

let fleet: SampleFleet;
let app: BuiltApp;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  fleet = await openSampleFleet();
  ({ app, visitor, page } = fleet);
});

afterAll(() => fleet?.close());

const headings = () => page.getByRole('heading', { level: 3 }).allTextContents();
const title = () => page.getByRole('heading', { name: /^From scan/ }).textContent();

/** Of the first mark of that word below the heading of the two scans: `Opened` 1,282. */
async function number(word: 'Opened' | 'Closed'): Promise<number> {
  const text = await page
    .getByText(new RegExp(`${word} [\\d,]+`))
    .first()
    .textContent();
  return Number(text?.match(new RegExp(`${word}\\s*([\\d,]+)`))?.[1]?.replaceAll(',', ''));
}

describe('what changed between two scans', () => {
  it('is, without a choice, that of the last scan that changed something', async () => {
    await open(page, app.url + shop);
    expect(await title()).toBe('From scan 85 to scan 86');
    expect(await headings()).toEqual([expect.stringContaining('ingress-nginx/default-deny')]);
  });

  it('stands below the object that caused it, with what changed in it and the scan that saw it', async () => {
    await open(page, `${app.url}${shop}?from=45&to=46`);
    const causes = await headings();
    for (const namespace of ['payments', 'orders', 'checkout'])
      expect(causes.join('\n')).toContain(`NetworkPolicy${namespace}/incident-4512-allow-all`);
    const together = await page.getByText(/^Together with/).allTextContents();
    expect(together.join('\n')).toContain('Deployment checkout/checkout-debug (workload new)');
    await page.getByText('policy added').first().waitFor();
    expect(await page.getByRole('link', { name: 'scan 46' }).first().getAttribute('href')).toBe(
      '/clusters/shop-production/scans/46',
    );
  });

  it('adds up: what the groups opened is what the page says opened', async () => {
    const whole = await number('Opened');
    const own = await page
      .locator('header')
      .filter({ has: page.getByRole('heading', { level: 3 }) })
      .allTextContents();
    const sum = own.reduce((total, text) => total + Number(text.match(/Opened\s*([\d,]+)/)?.[1]?.replaceAll(',', '') ?? 0), 0);
    expect(whole).toBeGreaterThan(1000);
    expect(sum).toBe(whole);
  });

  it('closes again when the opening is taken back', async () => {
    await open(page, `${app.url}${shop}?from=49&to=50`);
    expect((await headings()).join('\n')).toContain('payments/incident-4512-allow-all');
    await page.getByText('policy removed').first().waitFor();
    expect(await page.locator('td[data-title="What"]', { hasText: 'Opened' }).count()).toBe(0);
    expect(await number('Closed')).toBeGreaterThan(500);
  });

  it('goes into a file with a line for every connection', async () => {
    await open(page, `${app.url}${shop}?from=66&to=67`);
    const closed = await number('Closed');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV' }).first().click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
    expect(lines[0]).toBe('change,src,dst,ports_before,ports_after,scans,causes');
    expect(lines).toHaveLength(closed + 1);
    expect(lines[1]).toContain('StatefulSet catalog/search: label app changed from search to opensearch');
  });

  it('goes into a file as numbers, and is read with their thousands apart', async () => {
    await open(page, app.url + shop);
    const table = page.getByRole('table', { name: 'Scans that changed connections' });
    await table.getByRole('cell', { name: '1,282', exact: true }).first().waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('section', { has: table }).getByRole('button', { name: 'CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
    expect(lines.find((line) => line.startsWith('46,'))).toContain(',1282,');
  });

  it('asks why of a connection', async () => {
    await open(page, `${app.url}${shop}?from=66&to=67`);
    const href = await page.getByRole('link', { name: 'why' }).first().getAttribute('href');
    expect(href).toMatch(/^\/clusters\/shop-production\/explain\?src=.+&dst=.+&scan=67$/);
  });
});

describe('the choice of scans', () => {
  it('is part of the address, and going back takes it back', async () => {
    await open(page, `${app.url}${shop}?from=45&to=46`);
    await page.getByLabel('To scan').selectOption('50');
    await page.waitForURL('**/drift?from=45&to=50**');
    await expect.poll(title).toBe('From scan 45 to scan 50');
    await page.goBack();
    await expect.poll(title).toBe('From scan 45 to scan 46');
    expect(await page.getByLabel('To scan').inputValue()).toBe('46');
  });

  it('is put right where the later scan comes first, and says so', async () => {
    await open(page, `${app.url}${shop}?from=46&to=45`);
    expect(await title()).toBe('From scan 45 to scan 46');
    await page.getByText('Scan 45 is the earlier one').waitFor();
  });

  it('of one scan twice, and of two that are alike, has nothing to show, and says why', async () => {
    await open(page, `${app.url}${shop}?from=45&to=45`);
    await page.getByText('one and the same scan').waitFor();
    await open(page, `${app.url}${shop}?from=46&to=47`);
    await page.getByText('As far as it is known, every connection').waitFor();
  });

  it.each(['from=4000&to=45', 'from=abc&to=45', 'from=0&to=1', 'to=-1'])('does not find %s', async (query) => {
    const answer = await page.goto(`${app.url}${shop}?${query}`);
    expect(answer?.status()).toBe(404);
    await page.getByText('There is no such scan of this cluster').waitFor();
  });

  it('is refused in words by the file, too', async () => {
    const ask = async (query: string) => {
      const answer = await page.request.get(`${app.url}/api${shop}.csv?${query}`);
      return [answer.status(), (await answer.json()).error];
    };
    expect(await ask('from=x&to=1')).toEqual([400, 'from: must be the number of a scan']);
    expect(await ask('to=1')).toEqual([400, 'from: must be the number of a scan']);
    expect(await ask('from=1&to=4000')).toEqual([404, 'There is no scan 4000 of this cluster (any more).']);
  });
});

describe('what nobody could see', () => {
  it('is not told as a change: a scan that could not read the policies, and one that failed', async () => {
    await open(page, `${app.url}${legacy}?from=25&to=28`);
    await page.getByText('The comparison ends earlier than asked').waitFor();
    await page.getByText('As far as it is known').waitFor();
    await open(page, `${app.url}${legacy}?from=43&to=50`);
    await page.getByText('The comparison begins earlier than asked').waitFor();
    expect((await headings()).join('\n')).toContain('erp/default-deny-ingress');
  });

  it('is listed among the scans, with the reason', async () => {
    const reasons = await page.locator('td[data-title="What changed"]').allTextContents();
    expect(reasons.filter((text) => text === 'not known, because the scan failed')).toHaveLength(3);
    expect(reasons.filter((text) => text.includes('policies were not read'))).toHaveLength(3);
  });
});

describe('the way to it', () => {
  it('leads from the scan that saw it', async () => {
    await open(page, `${app.url}/clusters/shop-production/scans/46`);
    await page.getByRole('link', { name: 'Which, and what did it' }).click();
    await page.waitForURL('**/drift?from=45&to=46');
  });

  it('leads from what changed since last week, to the same number', async () => {
    await open(page, `${app.url}/clusters/shop-production`);
    const link = page.getByRole('link', { name: /\d+ closed$/ });
    const count = Number((await link.textContent())?.match(/(\d+) closed/)?.[1]);
    await link.click();
    await page.waitForURL('**/drift?from=*');
    await page.getByRole('heading', { name: /^From scan/ }).waitFor();
    expect(await number('Closed')).toBe(count);
  });

  it('leaves nothing to complain about', () => expect(visitor.complaints.filter((text) => !text.includes('404'))).toEqual([]));
});
