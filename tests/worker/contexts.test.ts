import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '#lib/store/connection.ts';
import { readSetting } from '#lib/store/settings.ts';
import { publishContexts } from '#lib/worker/contexts.ts';
import { freshStore } from '#tests/support/postgres.ts';
import { until } from '#tests/support/worker-process.ts';

let store: Store;
let folder: string;

beforeAll(async () => {
  store = await freshStore();
  folder = await mkdtemp(path.join(os.tmpdir(), 'bulkhead-contexts-'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

async function published(kubeconfig: string, wanted: (problem: string | null) => boolean) {
  const ending = new AbortController();
  const publishing = publishContexts(store, kubeconfig, ending.signal);
  const found = await until(async () => {
    const contexts = await readSetting(store, 'contexts');
    return contexts !== null && wanted(contexts.problem) && contexts;
  });
  ending.abort();
  await publishing;
  return found;
}

describe('the contexts that pages offer', () => {
  it('are those of the kubeconfig that the worker reads', async () => {
    const file = path.join(folder, 'config');
    const cluster = '{ name: c, cluster: { server: "https://127.0.0.1:1" } }';
    const context = (name: string) => `{ name: ${name}, context: { cluster: c, user: "" } }`;
    await writeFile(
      file,
      `{ apiVersion: v1, kind: Config, clusters: [${cluster}], contexts: [${context('staging')}, ${context('prod')}] }`,
    );
    expect(await published(file, (problem) => problem === null)).toEqual({ names: ['prod', 'staging'], problem: null });
  });

  it('are none, with the reason, where there is no kubeconfig', async () => {
    const { names, problem } = await published(path.join(folder, 'nowhere'), (reason) => reason !== null);
    expect(names).toEqual([]);
    expect(problem).toContain('nowhere');
  });
});
