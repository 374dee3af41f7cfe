import pg from 'pg';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startApiServer } from '#tests/support/api-server.ts';
import { freshDatabase } from '#tests/support/postgres.ts';
import { until } from '#tests/support/worker-process.ts';
import { type BuiltApp, startApp } from './built-app.ts';
import { openBrowser } from './chromium.ts';
import { open, visit } from './visitor.ts';

let browser: Browser;
let app: BuiltApp;
let database: string;
let kubernetes: Awaited<ReturnType<typeof startApiServer>>;

beforeAll(async () => {
  const meta = (name: string, namespace?: string) => ({ name, ...(namespace === undefined ? {} : { namespace }) });
  kubernetes = await startApiServer({
    objects: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: meta('shop') },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: meta('web', 'shop'),
        spec: { containers: [{ name: 'web', image: 'example.org/web' }] },
        status: { phase: 'Running' },
      },
    ],
    forbidden: ['networkpolicies.networking.k8s.io', 'services'],
  });
  database = await freshDatabase();
  const kubeconfig = await kubernetes.kubeconfig({ context: 'half-open' });
  [browser, app] = await Promise.all([openBrowser(), startApp(database, { BULKHEAD_KUBECONFIG: kubeconfig })]);
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await kubernetes?.close();
});

describe('a live cluster that may be read only in part', () => {
  it('is scanned, says first what could not be read, and counts it as unknown', async () => {
    const { page, complaints, leave } = await visit(browser);
    // The worker tells the contexts that it sees, some moments after it started.
    const offered = async (): Promise<boolean> => {
      await open(page, `${app.url}/clusters/new`);
      await page.locator('input[name="context"]').click();
      const option = page.getByRole('option', { name: 'half-open' });
      return option.waitFor({ timeout: 1_000 }).then(
        () => true,
        () => false,
      );
    };
    await expect.poll(offered, { timeout: 60_000 }).toBe(true);
    await page.getByRole('option', { name: 'half-open' }).click();
    await page.getByLabel('Name').fill('live');
    await page.getByRole('button', { name: 'Add and scan' }).click();
    await page.getByText('2 kinds of objects could not be read').waitFor({ timeout: 30_000 });
    expect(await page.getByText('networkpolicies.networking.k8s.io (forbidden)').isVisible()).toBe(true);
    const outcomes = page
      .getByRole('table', { name: 'Controls that fail or are unknown on live' })
      .locator('td[data-title="Outcome"]');
    expect(await outcomes.filter({ hasText: 'Unknown' }).count()).toBeGreaterThan(3);
    expect(complaints).toEqual([]);
    await leave();
  });

  it('with a context that does not exist says so, and which there are', async () => {
    const { page, leave } = await visit(browser);
    await open(page, `${app.url}/clusters/new`);
    await page.getByLabel('Name').fill('elsewhere');
    await page.locator('input[name="context"]').fill('nowhere');
    await page.getByRole('button', { name: 'Add and scan' }).click();
    await page.getByText('Scan 1 failed').waitFor({ timeout: 30_000 });
    expect(await page.getByRole('alert').filter({ hasText: 'nowhere' }).textContent()).toContain('half-open');
    await leave();
  });
});

describe('an address that leads nowhere', () => {
  it.each([
    '/clusters/gone',
    '/findings/0',
    '/findings/99999999999',
    '/controls/nothing',
    '/frameworks/toString',
    '/clusters/live/scans/9999',
    '/nothing',
  ])('%s says so, with the way back', async (path) => {
    const { page, leave } = await visit(browser);
    const answer = await page.goto(app.url + path);
    expect(answer?.status()).toBe(404);
    await page.getByRole('link', { name: 'To the fleet' }).waitFor();
    await leave();
  });
});

describe('a request that is not right', () => {
  it.each([
    ['/api/reports/docx', 404],
    ['/api/reports/pdf?framework=none', 400],
    ['/api/reports/pdf?from=2026-13-01', 400],
    ['/api/reports/csv?cluster=gone', 404],
    ['/api/clusters/gone/progress', 404],
  ])('%s is answered with %i and a sentence', async (path, status) => {
    const answer = await fetch(app.url + path);
    expect(answer.status).toBe(status);
    expect((await answer.json()).error).toMatch(/\w{3}/);
  });

  it('for names like a single letter says what it wants', async () => {
    const answer = await fetch(`${app.url}/api/search?q=a`);
    expect([answer.status, (await answer.json()).error]).toEqual([400, 'q: must be two letters at least']);
  });

  it('for a host name that nobody configured gets nothing', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      const asked = request(`${app.url}/`, { headers: { host: 'evil.example' } }, (answer) => resolve(answer.statusCode));
      asked.on('error', reject).end();
    });
    expect(status).toBe(421);
  });
});

describe('a database that goes away', () => {
  const onServer = async (sql: string) => {
    const client = new pg.Client({ connectionString: inject('postgresUrl') });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };

  it('is told with what to do, and the page comes back with it', async () => {
    const name = new URL(database).pathname.slice(1);
    const { page, leave } = await visit(browser);
    await app.worker.kill('SIGTERM');
    await until(async () => {
      await onServer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
      return onServer(`ALTER DATABASE ${name} RENAME TO ${name}_away`).then(
        () => true,
        // Somebody connected in between.
        () => false,
      );
    });
    await page.goto(app.url);
    await page.getByText('This page could not be made').waitFor();
    await page.getByText(new RegExp(`The database .*/${name} cannot be used: `)).waitFor();
    expect((await fetch(`${app.url}/api/health`)).status).toBe(503);
    await onServer(`ALTER DATABASE ${name}_away RENAME TO ${name}`);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Fleet' }).waitFor();
    await leave();
  });
});
