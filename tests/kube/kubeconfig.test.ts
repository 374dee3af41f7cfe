import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { chooseContext, listContexts, loadKubeconfig } from '#lib/kube/kubeconfig.ts';
import { temporaryFolder } from '#tests/support/folder.ts';
import { complaint } from './reading.ts';

interface Content {
  readonly contexts?: Readonly<Record<string, { cluster?: string; user?: string }>>;
  readonly clusters?: Readonly<Record<string, unknown>>;
  readonly users?: Readonly<Record<string, unknown>>;
  readonly current?: string;
}

const named = (entries: Readonly<Record<string, unknown>>, key: string) =>
  Object.entries(entries).map(([name, value]) => ({ name, [key]: value }));

/** The text of a kubeconfig: by default one context, `dev`. */
const kubeconfig = ({
  contexts = { dev: { cluster: 'dev-cluster', user: 'dev-user' } },
  clusters = { 'dev-cluster': { server: 'https://dev.example:6443' } },
  users = { 'dev-user': { token: 'abc' } },
  current = '',
}: Content = {}): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: named(clusters, 'cluster'),
    users: named(users, 'user'),
    contexts: named(contexts, 'context'),
    'current-context': current,
  });

function write(content: string, name = 'config', folder = temporaryFolder()): string {
  const file = join(folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return file;
}

describe('which files are read', () => {
  test('~/.kube/config where nothing is said', async () => {
    const home = temporaryFolder();
    const file = write(kubeconfig(), '.kube/config', home);
    expect((await loadKubeconfig({ env: { HOME: home } })).files).toEqual([file]);
  });

  test('all files of KUBECONFIG that exist, as one', async () => {
    const one = write(kubeconfig({ current: 'dev' }));
    const two = write(
      kubeconfig({
        contexts: { prod: { cluster: 'prod-cluster', user: 'prod-user' }, dev: { cluster: 'prod-cluster', user: 'prod-user' } },
        clusters: { 'prod-cluster': { server: 'https://prod.example' } },
        users: { 'prod-user': { token: 'xyz' } },
        current: 'prod',
      }),
    );
    const config = await loadKubeconfig({ env: { KUBECONFIG: `${one}:/no/such/file::${two}` } });
    expect(config.files).toEqual([one, two]);
    // The first file to say something wins.
    expect(chooseContext(config)).toMatchObject({ name: 'dev', cluster: { server: 'https://dev.example:6443' } });
    expect(chooseContext(config, 'prod')).toMatchObject({
      file: two,
      cluster: { server: 'https://prod.example' },
      user: { token: 'xyz' },
    });
  });

  test('the current context of a later file, if the first has none', async () => {
    const one = write(kubeconfig());
    const two = write(kubeconfig({ current: 'dev' }));
    expect(chooseContext(await loadKubeconfig({ paths: [one, two] })).name).toBe('dev');
  });

  test('relative paths start from the folder of their file', async () => {
    const folder = temporaryFolder();
    const file = write(
      kubeconfig({
        clusters: { 'dev-cluster': { server: 'https://dev.example', 'certificate-authority': 'pki/ca.crt' } },
        users: { 'dev-user': { tokenFile: 'tokens/dev', 'client-key': 'pki/dev.key' } },
      }),
      'config',
      folder,
    );
    const { cluster, user, extras } = chooseContext(await loadKubeconfig({ paths: [file] }), 'dev');
    expect(cluster.caFile).toBe(join(folder, 'pki/ca.crt'));
    expect(user.keyFile).toBe(join(folder, 'pki/dev.key'));
    expect(extras.tokenFile).toBe(join(folder, 'tokens/dev'));
  });
});

describe('what cannot be used is told by name', () => {
  test('no kubeconfig at all', async () => {
    const home = temporaryFolder();
    expect(await complaint(2, () => loadKubeconfig({ env: { HOME: home } }))).toBe(
      `No kubeconfig was found: there is no file at ${home}/.kube/config. Name one, or set KUBECONFIG.`,
    );
    expect(await complaint(2, () => loadKubeconfig({ env: { KUBECONFIG: '/no/one:/no/two' } }))).toContain('/no/one or /no/two');
  });

  test('a named file that is not there', async () => {
    expect(await complaint(2, () => loadKubeconfig({ paths: ['/no/such/kubeconfig'] }))).toBe(
      'There is no kubeconfig at /no/such/kubeconfig.',
    );
  });

  test('a folder', async () => {
    const folder = temporaryFolder();
    expect(await complaint(2, () => loadKubeconfig({ paths: [folder] }))).toMatch(/cannot be read: EISDIR/);
  });

  test.skipIf(process.getuid?.() === 0)('a file that may not be read', async () => {
    const file = write(kubeconfig());
    chmodSync(file, 0o000);
    expect(await complaint(2, () => loadKubeconfig({ paths: [file] }))).toMatch(/cannot be read: EACCES/);
  });

  test('a file that is not YAML', async () => {
    const file = write('clusters: [\n  - {');
    expect(await complaint(2, () => loadKubeconfig({ paths: [file] }))).toMatch(
      new RegExp(`^The kubeconfig ${file} is not valid YAML: `),
    );
  });

  test.each([
    ['a list', '- a\n- b\n'],
    ['a word', 'hello'],
    ['clusters that are no list', 'clusters: many\n'],
  ])('a file that holds %s', async (_, text) => {
    const file = write(text);
    expect(await complaint(2, () => loadKubeconfig({ paths: [file] }))).toBe(
      `${file} is not a kubeconfig: it should hold the lists "clusters", "users" and "contexts".`,
    );
  });

  test('a file full of aliases', async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'.replaceAll(/./g, (letter) => {
      const before = String.fromCharCode(letter.charCodeAt(0) - 1);
      return `${letter}: &${letter} [${Array(9).fill(`*${before}`).join(',')}]\n`;
    })}`;
    const file = write(bomb);
    expect(await complaint(2, () => loadKubeconfig({ paths: [file] }))).toMatch(/is not valid YAML: .*alias/i);
  });

  test('a file that is far too large', async () => {
    const file = write(`#${'x'.repeat(11 * 1024 * 1024)}`);
    expect(await complaint(2, () => loadKubeconfig({ paths: [file] }))).toMatch(/larger than 10 MB/);
  });

  test('an empty file has no contexts', async () => {
    const file = write('');
    const config = await loadKubeconfig({ paths: [file] });
    expect(await complaint(2, async () => chooseContext(config, 'dev'))).toBe(
      `The kubeconfig ${file} has no context "dev". It has no contexts at all.`,
    );
  });
});

describe('choosing a context', () => {
  const load = async (content: Content) => loadKubeconfig({ paths: [write(kubeconfig(content))] });

  test('one that does not exist: those that do are listed', async () => {
    const config = await load({ contexts: { staging: { cluster: 'dev-cluster' }, prod: { cluster: 'dev-cluster' } } });
    expect(await complaint(2, async () => chooseContext(config, 'prd'))).toMatch(
      /has no context "prd"\. It has: prod, staging\.$/,
    );
  });

  test('none, where there is no current one', async () => {
    const config = await load({});
    expect(await complaint(2, async () => chooseContext(config))).toMatch(
      /has no current context, so a context must be named\. It has: dev\.$/,
    );
  });

  test('one whose cluster or user is not defined', async () => {
    const config = await load({
      contexts: { a: { cluster: 'gone', user: 'dev-user' }, b: { cluster: 'dev-cluster', user: 'gone' } },
    });
    expect(await complaint(2, async () => chooseContext(config, 'a'))).toMatch(
      /names the cluster "gone", which no file defines properly/,
    );
    expect(await complaint(2, async () => chooseContext(config, 'b'))).toMatch(
      /names the user "gone", which no file defines properly/,
    );
  });

  test('a broken entry spoils only the contexts that need it', async () => {
    const config = await load({
      contexts: { good: { cluster: 'dev-cluster', user: 'dev-user' }, bad: { cluster: 'no-server', user: 'dev-user' } },
      clusters: { 'dev-cluster': { server: 'https://dev.example' }, 'no-server': {} },
    });
    expect(chooseContext(config, 'good').cluster.server).toBe('https://dev.example');
    expect(await complaint(2, async () => chooseContext(config, 'bad'))).toMatch(/the cluster "no-server"/);
  });

  test('one without a user is anonymous', async () => {
    const config = await load({ contexts: { dev: { cluster: 'dev-cluster' } } });
    expect(chooseContext(config, 'dev').user).toEqual({ name: 'anonymous' });
  });
});

test('the contexts are listed by name, with what to know before one is chosen', async () => {
  const file = write(
    kubeconfig({
      contexts: {
        z: { cluster: 'open', user: 'plugin' },
        a: { cluster: 'dev-cluster', user: 'dev-user' },
        m: { cluster: 'gone' },
      },
      clusters: {
        'dev-cluster': { server: 'https://dev.example' },
        open: { server: 'https://open.example', 'insecure-skip-tls-verify': true },
      },
      users: { 'dev-user': { token: 't' }, plugin: { exec: { command: 'aws' } } },
      current: 'a',
    }),
  );
  expect(await listContexts({ paths: [file] })).toEqual([
    { name: 'a', server: 'https://dev.example', current: true, needsExec: false, insecure: false },
    { name: 'm', server: null, current: false, needsExec: false, insecure: false },
    { name: 'z', server: 'https://open.example', current: false, needsExec: true, insecure: true },
  ]);
});
