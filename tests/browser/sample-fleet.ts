import type { Browser, Page } from 'playwright-core';
import { loadSampleFleet } from '#lib/sample/load.ts';
import { openStore } from '#lib/store/connection.ts';
import { freshDatabase } from '#tests/support/postgres.ts';
import { type BuiltApp, startApp } from './built-app.ts';
import { openBrowser } from './chromium.ts';
import { type Visitor, visit } from './visitor.ts';

/** The built app on the sample fleet, in a database of its own, and the page of a visitor. */
export interface SampleFleet {
  readonly browser: Browser;
  readonly app: BuiltApp;
  readonly visitor: Visitor;
  readonly page: Page;
  close(): Promise<void>;
}

export async function openSampleFleet(): Promise<SampleFleet> {
  const database = await freshDatabase();
  const store = openStore(database);
  await loadSampleFleet(store, { asked: true });
  await store.close();
  const [browser, app] = await Promise.all([openBrowser(), startApp(database)]);
  const visitor = await visit(browser);
  const close = async (): Promise<void> => {
    await browser.close();
    await app.stop();
  };
  return { browser, app, visitor, page: visitor.page, close };
}
