import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A page of a fresh visitor, and everything that the browser complained about in it. */
export interface Visitor {
  readonly page: Page;
  /** Errors of scripts, of the console and of the content security policy, warnings included. */
  readonly complaints: readonly string[];
  leave(): Promise<void>;
}

export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints, leave: () => context.close() };
}

/** Hydrated: from here on, buttons do what they should. */
export async function open(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'networkidle' });
}
