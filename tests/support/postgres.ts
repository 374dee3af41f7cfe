import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { startDatabase } from '#lib/server/database.ts';
import { openStore, type Store } from '#lib/store/connection.ts';
import { migrate } from '#lib/store/migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of the server that runs for the whole test run; its database `postgres` is not migrated. */
    postgresUrl: string;
  }
}

const template = 'bulkhead_template';

const named = (url: string, database: string): string => Object.assign(new URL(url), { pathname: `/${database}` }).href;

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** Vitest's global set-up: one PostgreSQL for the whole run, with a migrated database that the others are copied from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bulkhead-test-'));
  const database = await startDatabase({ folder, given: true, unsafe: true });
  await onServer(database.url, `CREATE DATABASE ${template}`);
  await migrate(named(database.url, template));
  project.provide('postgresUrl', database.url);
  return async () => {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** A database of its own for a test file: migrated and empty, or quite empty. Returns its URL. */
export async function freshDatabase({ migrated = true }: { migrated?: boolean } = {}): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const server = inject('postgresUrl');
  await onServer(server, `CREATE DATABASE ${name}${migrated ? ` TEMPLATE ${template}` : ''}`);
  return named(server, name);
}

/** A store on a fresh database. Close it when the test file is done. */
export const freshStore = async (): Promise<Store> => openStore(await freshDatabase(), { applicationName: 'bulkhead tests' });
