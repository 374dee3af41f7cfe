import { defineConfig } from 'vitest/config';

const inFolders = (...folders: string[]) => folders.map((folder) => `tests/${folder}/**/*.test.{ts,tsx}`);

// Tests of these folders ask for a database of their own on one embedded PostgreSQL.
const withPostgres = inFolders('store', 'queue', 'worker', 'server', 'sample', 'cli');
const withBrowser = inFolders('browser');

// Every test that draws worlds by chance draws them from one seed.
const setupFiles = 'tests/support/random.ts';

// Continuous integration counts the tests by this file.
const report = process.env.BULKHEAD_TEST_REPORT;

export default defineConfig({
  test: {
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles,
          include: inFolders('**'),
          exclude: [...withPostgres, ...withBrowser],
          // A few tests take seconds of computing, and far longer on a machine that has much else to do.
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'postgres',
          setupFiles,
          include: withPostgres,
          globalSetup: 'tests/support/postgres.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: withBrowser,
          globalSetup: 'tests/support/postgres.ts',
          // One web server and one browser: files share them, one after the other.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
