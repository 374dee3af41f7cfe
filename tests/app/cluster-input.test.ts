import { afterEach, describe, expect, it, vi } from 'vitest';

/** The form as the environment of a server makes it; what is wrong, by field, or what the store gets. */
async function answer(fields: Record<string, string>, root?: string) {
  vi.resetModules();
  vi.stubEnv('BULKHEAD_MANIFESTS_ROOT', root ?? '');
  vi.stubEnv('BULKHEAD_HOST', root === undefined ? '0.0.0.0' : '127.0.0.1');
  const { clusterForm } = await import('../../app/clusters/input.ts');
  const result = clusterForm.safeParse({ name: 'prod', kind: 'inCluster', cron: '', timeZone: 'UTC', ...fields });
  if (result.success) return result.data;
  return Object.fromEntries(result.error.issues.map(({ path, message }) => [String(path[0]), message]));
}

afterEach(() => vi.unstubAllEnvs());

describe('the form of a cluster', () => {
  it('gives the store a context with its schedule', async () => {
    expect(await answer({ kind: 'context', context: ' eu-1 ', cron: ' 0  3 * * * ', timeZone: 'Europe/Berlin' })).toEqual({
      name: 'prod',
      source: { kind: 'context', context: 'eu-1' },
      cron: '0 3 * * *',
      timeZone: 'Europe/Berlin',
    });
  });

  it('leaves the schedule away where none was chosen', async () => {
    expect(await answer({})).toMatchObject({ source: { kind: 'inCluster' }, cron: null });
  });

  it.each(['new', '.', '..', ' '])('refuses the name %j', async (name) => {
    expect(await answer({ name })).toHaveProperty('name');
  });

  it('asks for a context where one was chosen as the source', async () => {
    expect(await answer({ kind: 'context' })).toEqual({ context: 'Name a context of the kubeconfig.' });
  });

  it.each([
    ['60 * * * *', 'UTC'],
    ['* * * *', 'UTC'],
    ['every day', 'UTC'],
    ['0 3 * * *', 'Middle/Earth'],
  ])('tells beside the schedule what is wrong with %j in %s', async (cron, timeZone) => {
    expect(await answer({ cron, timeZone })).toHaveProperty('cron');
  });

  it('refuses a source that it does not know', async () => {
    expect(await answer({ kind: 'sample' })).toHaveProperty('kind');
  });

  it('takes a folder below the one that the configuration opens', async () => {
    expect(await answer({ kind: 'manifests', path: 'team/a' }, '/srv/manifests')).toMatchObject({
      source: { kind: 'manifests', path: '/srv/manifests/team/a' },
    });
  });

  it.each(['/etc', '../secrets', '/srv/manifests-of-others', 'a/../../b'])(
    'refuses the folder %s outside of it',
    async (path) => {
      expect(await answer({ kind: 'manifests', path }, '/srv/manifests')).toHaveProperty('path');
    },
  );

  it('reads no folder where the server is open to others and names none', async () => {
    expect(await answer({ kind: 'manifests', path: '/srv/manifests' })).toMatchObject({
      path: expect.stringContaining('BULKHEAD_MANIFESTS_ROOT'),
    });
  });
});
