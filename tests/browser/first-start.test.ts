import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '#tests/support/postgres.ts';
import { type BuiltApp, startApp } from './built-app.ts';
import { openBrowser } from './chromium.ts';
import { open, type Visitor, visit } from './visitor.ts';

const manifests = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: example.org/web }] }
`;
const defaultDeny = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`;

let browser: Browser;
let app: BuiltApp;
let folder: string;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bulkhead-manifests-'));
  await writeFile(path.join(folder, 'shop.yaml'), manifests);
  [browser, app] = await Promise.all([openBrowser(), startApp(await freshDatabase())]);
  visitor = await visit(browser);
  page = visitor.page;
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await rm(folder, { recursive: true, force: true });
});

const score = () => page.locator('[data-part="score"]').textContent();
const openFindings = () => page.goto(`${app.url}/findings`).then(() => page.getByText(/^\d+ findings?$/).textContent());

describe('a first start', () => {
  it('says that there is nothing yet, and what to do', async () => {
    await open(page, app.url);
    expect(await page.getByText('There are no clusters yet').isVisible()).toBe(true);
    await page.getByRole('link', { name: 'Add a cluster' }).click();
    await page.waitForURL('**/clusters/new');
  });

  it('tells what is wrong with a form beside its fields, and keeps what was typed', async () => {
    await page.getByLabel('Name').fill('shop cluster');
    await page.getByLabel('A folder of manifests').check();
    await page.getByRole('button', { name: 'Add and scan' }).click();
    await page.getByText('Name a folder or a file.').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('shop cluster');
    expect(await page.getByLabel('A folder of manifests').isChecked()).toBe(true);
  });

  it('shows what a schedule means before it is saved', async () => {
    await page.getByLabel('Schedule').selectOption('own');
    await page.getByLabel('Cron').fill('30 2 * * 1-5');
    await page.getByText('At 02:30, Monday through Friday. Next:').waitFor();
    await page.getByLabel('Cron').fill('30 26 * * *');
    await page.getByText('The schedule "30 26 * * *" is not valid').waitFor();
    await page.getByLabel('Schedule').selectOption('');
  });

  it('scans a cluster as soon as it is added, and shows its score when that is done', async () => {
    await page.getByLabel('Folder', { exact: true }).fill(folder);
    await page.getByRole('button', { name: 'Add and scan' }).click();
    await page.waitForURL('**/clusters/shop%20cluster');
    await page.getByText(/^Grade [A-F]$/).waitFor({ timeout: 30_000 });
    await page.getByText('1 namespace', { exact: true }).waitFor();
  });

  it('shows a better score after what was wrong is mended and scanned again', async () => {
    const before = Number(await score());
    await writeFile(path.join(folder, 'default-deny.yaml'), defaultDeny);
    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.getByText('2 scans', { exact: true }).waitFor({ timeout: 30_000 });
    expect(Number(await score())).toBeGreaterThan(before);
  });

  it('lists what the scan closed', async () => {
    await page.getByRole('link', { name: '2', exact: true }).click();
    await page.getByRole('heading', { name: 'Scan 2' }).waitFor();
    await page.getByRole('heading', { name: 'Findings closed' }).waitFor();
    expect(await page.getByText('1 added, 0 changed, 0 removed.').isVisible()).toBe(true);
  });

  it('hands over a PDF of it', async () => {
    await open(page, `${app.url}/reports`);
    await page.getByLabel('Scope').selectOption('shop cluster');
    await page.getByLabel('Framework').selectOption('cis-2.0.1');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'PDF' }).click()]);
    expect(download.suggestedFilename()).toMatch(/^bulkhead-shop-cluster-cis-2\.0\.1-\d{4}-\d\d-\d\d\.pdf$/);
    const pdf = await readFile(await download.path());
    expect(pdf.subarray(0, 8).toString()).toBe('%PDF-1.7');
    expect(pdf.subarray(-6).toString()).toContain('%%EOF');
  });

  it('says what went wrong with a scan, and what it shows instead', async () => {
    await rm(folder, { recursive: true });
    await open(page, `${app.url}/clusters/shop%20cluster`);
    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.getByText('Scan 3 failed').waitFor({ timeout: 30_000 });
    expect(await page.getByText('Everything below is from scan 2.').isVisible()).toBe(true);
  });

  it('renames a cluster and keeps its history', async () => {
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.waitForURL('**/edit');
    await page.getByLabel('Name').fill('shop');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/clusters/shop');
    await page.getByText('3 scans', { exact: true }).waitFor();
  });

  it('removes a cluster only when its name is typed', async () => {
    await open(page, `${app.url}/clusters/shop/edit`);
    await page.getByRole('button', { name: 'Remove this cluster' }).click();
    const remove = page.getByRole('button', { name: 'Remove', exact: true });
    expect(await remove.isDisabled()).toBe(true);
    await page.getByLabel('Type shop to confirm').fill('shop');
    await remove.click();
    await page.getByText('There are no clusters yet').waitFor();
    expect(await openFindings().catch(() => 'none')).toBe('none');
  });

  it('gave the browser nothing to complain about', () => {
    expect(visitor.complaints).toEqual([]);
  });
});
