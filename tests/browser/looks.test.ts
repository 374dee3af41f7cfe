import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuiltApp } from './built-app.ts';
import { openSampleFleet, type SampleFleet } from './sample-fleet.ts';
import { open, visit } from './visitor.ts';

const pages = [
  '/',
  '/clusters/new',
  '/clusters/legacy',
  '/clusters/legacy/edit',
  '/clusters/legacy/reachability',
  '/clusters/legacy/reachability?from=erp&order=name',
  '/clusters/legacy/reachability/pairs?from=erp&to=stock',
  '/clusters/legacy/drift',
  '/clusters/shop-production/drift?from=45&to=46',
  '/clusters/legacy/scans',
  '/clusters/legacy/scans/28',
  '/clusters/legacy/scans/42',
  '/clusters/legacy/workloads',
  '/clusters/legacy/workloads/erp/Deployment/erp-app',
  '/clusters/legacy/explain',
  '/clusters/legacy/explain?src=erp/erp-app&dst=erp/erp-db',
  '/clusters/legacy/explain?src=nobody&dst=erp/erp-db&port=0',
  '/controls',
  '/controls/ingress-not-isolated',
  '/findings',
  '/findings/1',
  '/findings?q=nothing-is-called-so',
  '/frameworks',
  '/frameworks/cis-2.0.1',
  '/frameworks/nsa-1.2',
  '/frameworks/owasp-k8s-2025',
  '/reports',
  '/settings',
  '/how-scores-are-made',
];

let fleet: SampleFleet;
let browser: Browser;
let app: BuiltApp;

beforeAll(async () => {
  fleet = await openSampleFleet();
  ({ browser, app } = fleet);
});

afterAll(() => fleet?.close());

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

async function barriers(page: Page): Promise<string[]> {
  const found = await page.evaluate(
    (tags): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> =>
      Reflect.get(window, 'axe').run(document, { runOnly: tags }),
    rules,
  );
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

describe('a page', () => {
  it.each(pages)(
    '%s has no barrier for anybody in light and in dark, fits a narrow screen, and gives nothing to complain about',
    async (path) => {
      const { page, complaints, leave } = await visit(browser, { colorScheme: 'light' });
      await open(page, app.url + path);
      await page.evaluate(axe.source);
      expect(await barriers(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.waitForSelector('html[data-mantine-color-scheme="dark"]');
      expect(await barriers(page)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(complaints).toEqual([]);
      await leave();
    },
  );
});

describe('on a narrow screen', () => {
  it('the navigation opens as a menu', async () => {
    const { page, leave } = await visit(browser, { viewport: { width: 390, height: 844 } });
    await open(page, app.url);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Findings' }).click();
    await page.waitForURL('**/findings');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await leave();
  });
});

describe('the colour scheme', () => {
  it('follows the system until somebody chooses, and then stays what was chosen, from the first paint on', async () => {
    const { page, complaints, leave } = await visit(browser, { colorScheme: 'light' });
    const scheme = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
    await open(page, app.url);
    expect(await scheme()).toBe('light');
    await page.getByRole('button', { name: 'Switch between light and dark' }).click();
    expect(await scheme()).toBe('dark');
    // As soon as the page's beginning is there, long before its scripts run.
    await page.goto(`${app.url}/findings`, { waitUntil: 'commit' });
    await page.waitForFunction(() => document.body !== null);
    expect(await scheme()).toBe('dark');
    expect(complaints).toEqual([]);
    await leave();
  });
});

describe('on paper', () => {
  it('a page is light, whatever the screen is, and dark again on it', async () => {
    const { page, complaints, leave } = await visit(browser, { colorScheme: 'dark' });
    await open(page, `${app.url}/clusters/legacy/reachability`);
    await page.evaluate(() => {
      const seen = () => document.documentElement.dataset.mantineColorScheme ?? '';
      const told = { onPaper: '', after: '' };
      Object.assign(window, { told });
      window.addEventListener('beforeprint', () => Object.assign(told, { onPaper: seen() }));
      window.addEventListener('afterprint', () => Object.assign(told, { after: seen() }));
    });
    await page.pdf({ format: 'A4' });
    expect(await page.evaluate(() => Reflect.get(window, 'told'))).toEqual({ onPaper: 'light', after: 'dark' });
    expect(complaints).toEqual([]);
    await leave();
  });
});

describe('the keyboard', () => {
  it('reaches the content first, past the navigation', async () => {
    const { page, leave } = await visit(browser);
    await open(page, app.url);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await leave();
  });
});
