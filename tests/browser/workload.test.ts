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

const cluster = () => `${app.url}/clusters/shop-production`;
const web = () => `${cluster()}/workloads/storefront/Deployment/web`;
const end = (name: 'From' | 'To') => page.getByRole('combobox', { name, exact: true });
const story = (text: string) => page.getByRole('heading', { name: text, exact: true });

describe('the list of workloads', () => {
  beforeEach(() => open(page, `${cluster()}/workloads`));

  it('begins with the largest blast radius, and is searched', async () => {
    const radii = (await page.locator('td[data-title="Blast radius"]').allTextContents()).map(Number);
    expect(radii.length).toBeGreaterThan(20);
    expect(radii).toEqual(radii.toSorted((a, b) => b - a));
    await page.getByRole('searchbox').fill('storefront/we');
    await page.getByRole('searchbox').press('Enter');
    await page.waitForURL('**q=storefront**');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
  });

  it('is narrowed to those that get to the internet, and shows all again', async () => {
    await page.getByLabel('Show').selectOption('Open to the internet');
    await page.waitForURL('**show=toInternet');
    await expect
      .poll(async () => new Set(await page.locator('td[data-title="Internet"]').allTextContents()))
      .toEqual(new Set(['to', 'from and to']));
    await page.getByRole('link', { name: 'Clear' }).click();
    await page.waitForURL('**/workloads');
  });

  it('opens the page of a workload', async () => {
    await page.getByRole('link', { name: /^storefront ?\/ ?web$/ }).click();
    await page.waitForURL('**/workloads/storefront/Deployment/web');
    await page.getByRole('heading', { level: 1, name: 'storefront/web' }).waitFor();
  });
});

describe('the page of a workload', () => {
  it('says in numbers what its rings draw', async () => {
    await open(page, web());
    const reached = await page.getByText(/Whoever takes it reaches \d+ directly and \d+ over any number of hops/).textContent();
    const [direct, all] = [...(reached?.matchAll(/reaches (\d+) directly and (\d+)/g) ?? [])].flatMap((found) => found.slice(1));
    const totals = await page.getByRole('table', { name: 'Workloads in reach' }).locator('tfoot td').allTextContents();
    expect(totals[0]).toBe(direct);
    expect(totals.map(Number).reduce((sum, count) => sum + count, 0)).toBe(Number(all));
    expect(await page.locator('svg a').count()).toBe(Number(all));
  });

  it('tells what its policies keep open for pods that nobody has made yet', async () => {
    await open(page, web());
    const rows = page.getByRole('table', { name: 'Pods to come that storefront/web' }).locator('tbody tr');
    expect(await rows.first().locator('td[data-title="Pods"]').textContent()).toMatch(
      /^(any pod|all pods|pods with) .*namespace/,
    );
  });

  it('leads from a dot to the workload that it stands for', async () => {
    await open(page, web());
    await page.getByRole('link', { name: 'storefront/bff[Deployment], 1 hop' }).click();
    await page.waitForURL('**/workloads/storefront/Deployment/bff');
  });

  it('leads from a connection to its explanation', async () => {
    await open(page, web());
    const row = page.getByRole('table', { name: 'Whom storefront/web' }).getByRole('row').filter({ hasText: 'bff' });
    await row.getByRole('link', { name: 'what opens it' }).click();
    await page.waitForURL('**/explain?**');
    expect([await end('From').inputValue(), await end('To').inputValue()]).toEqual([
      'storefront/web[Deployment]',
      'storefront/bff[Deployment]',
    ]);
    await story('Allowed: TCP 8080').waitFor();
    await page.getByText('storefront/bff-ingress spec.ingress[0]').waitFor();
  });

  it('says first that nothing enforces policies, where that is so', async () => {
    await open(page, `${app.url}/clusters/legacy/workloads/default/StatefulSet/mysql`);
    await page.getByRole('alert').getByText('Nothing puts policies into force').waitFor();
  });

  it('tells about the scan that is asked for, and says so where that does not tell', async () => {
    await open(page, `${web()}?scan=80`);
    await page.getByText('As scan 80 saw it').waitFor();
    await open(page, `${app.url}/clusters/legacy/workloads/default/StatefulSet/mysql?scan=28`);
    await page.getByText('Scan 28 does not tell who can reach whom').waitFor();
  });

  it.each(['storefront/Deployment/gone', 'storefront/StatefulSet/web', 'store%2Ffront/Deployment/%5Bweb'])(
    'is not there for %s, which does not run',
    async (name) => {
      const { page: other, leave } = await visit(browser);
      const answer = await other.goto(`${cluster()}/workloads/${name}`);
      expect(answer?.status()).toBe(404);
      await other.getByRole('heading', { name: 'No such workload' }).waitFor();
      await leave();
    },
  );
});

describe('the form that explains', () => {
  it('is filled in and sent by keyboard alone, with names that the server completes', async () => {
    await open(page, `${cluster()}/explain`);
    await end('From').focus();
    await page.keyboard.type('front/web');
    await page.getByRole('option', { name: 'storefront/web[Deployment]' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await end('From').inputValue()).toBe('storefront/web[Deployment]');
    await page.keyboard.press('Tab');
    await page.keyboard.type('storefront/bff');
    await page.keyboard.press('Tab');
    await page.keyboard.type('5432');
    await page.keyboard.press('Enter');
    await page.waitForURL('**port=5432**');
    await story('Denied: TCP 5432; UDP 5432; SCTP 5432').waitFor();
  });

  it('says at each field what is wrong with it, and keeps what was typed', async () => {
    await open(page, `${cluster()}/explain?src=storefront/wep&dst=storefront/bff&port=99999`);
    await page.getByText('There is no workload and no address "storefront/wep"').waitFor();
    await page.getByText('"99999" is no port').waitFor();
    expect(await end('To').inputValue()).toBe('storefront/bff');
  });

  it('answers for addresses and the ingress controller, with the ways in', async () => {
    await open(page, `${cluster()}/explain?src=203.0.113.7&dst=storefront/web&port=8080&protocol=TCP`);
    await story('Denied: TCP 8080').waitFor();
    await page.getByText('through Ingress storefront/shop').waitFor();
    await open(page, `${cluster()}/explain?src=ingress-controller&dst=storefront/web&port=8080&protocol=TCP`);
    await page.getByText('Ingress storefront/shop sends traffic to these ports').waitFor();
  });

  it('does not answer for a scan that could not read the policies', async () => {
    await open(page, `${app.url}/clusters/legacy/explain?scan=28&src=erp/erp-app&dst=erp/erp-db`);
    await page.getByText('Scan 28 does not tell who can reach whom').waitFor();
    expect(await page.getByText('Allowed').count()).toBe(0);
  });

  it('goes back to the question before', async () => {
    await open(page, `${cluster()}/explain?src=storefront/web&dst=storefront/bff&port=8080`);
    await end('To').fill('storefront/web');
    await end('To').press('Escape');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByText('A pod can always reach itself').first().waitFor();
    await page.goBack();
    await story('Allowed: TCP 8080').waitFor();
    expect(await end('To').inputValue()).toBe('storefront/bff');
  });
});

describe('the names to choose from', () => {
  const names = async (query: string) => {
    const answer = await fetch(`${app.url}/api/clusters/shop-production/workloads${query}`);
    return { status: answer.status, body: await answer.text() };
  };

  it('are twenty at most', async () => {
    const { status, body } = await names('?q=');
    expect([status, JSON.parse(body).names.length]).toEqual([200, 20]);
  });

  it.each(['?scan=x', '?scan=0', `?q=${'x'.repeat(800)}`])('are refused for %s', async (query) => {
    expect((await names(query)).status).toBe(400);
  });

  it('are none for a scan that is not there', async () => {
    expect(await names('?scan=4000&q=web')).toEqual({ status: 200, body: '{"names":[]}' });
  });
});

describe('all of that', () => {
  it('gave the browser nothing to complain about', () => {
    expect(visitor.complaints).toEqual([]);
  });
});
