import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '#lib/kube/connection.ts';
import { objectsOf } from '#lib/snapshot/snapshot.ts';
import type { ApiServer } from '#tests/support/api-server.ts';
import { temporaryFolder } from '#tests/support/folder.ts';
import { pods } from './cluster.ts';
import { apiServer, base64, complaint, kubeconfigOf, pullFrom, readFrom } from './reading.ts';

describe('no silent "insecure"', () => {
  const insecure = { cluster: { 'insecure-skip-tls-verify': true, 'certificate-authority-data': undefined } };

  test('a kubeconfig that turns the check off is refused, unless that is allowed explicitly', async () => {
    const server = await apiServer();
    expect(await complaint(2, async () => connect(await kubeconfigOf(server, insecure), {}))).toMatch(
      /^The kubeconfig turns off the check of the server's certificate \(insecure-skip-tls-verify\) for context "test" of /,
    );
    expect(server.requests).toEqual([]);
    const connection = await connect({ ...(await kubeconfigOf(server, insecure)), allowInsecure: true }, {});
    onTestFinished(() => connection.close());
    expect(connection.insecure).toBe(true);
    expect((await readFrom(connection)).snapshot.serverVersion).toBe('v1.36.2');
  });

  test('allowing it does not turn the check off by itself', async () => {
    const server = await apiServer();
    const other = await apiServer();
    const wrong = await kubeconfigOf(server, { cluster: { 'certificate-authority-data': base64(other.ca) } });
    expect(await complaint(3, () => pullFrom({ ...wrong, allowInsecure: true }))).toMatch(/an authority that is not trusted/);
  });

  test('plain HTTP likewise', async () => {
    const server = await apiServer({ plain: true });
    expect(await complaint(2, async () => connect(await kubeconfigOf(server), {}))).toMatch(
      /is plain http:\/\/, which protects neither/,
    );
    expect((await pullFrom({ ...(await kubeconfigOf(server)), allowInsecure: true })).serverVersion).toBe('v1.36.2');
  });
});

describe('a pod’s own service account', () => {
  function mounted(server: ApiServer) {
    const root = temporaryFolder();
    const folder = join(root, 'var/run/secrets/kubernetes.io/serviceaccount');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'token'), server.token);
    writeFileSync(join(folder, 'ca.crt'), server.ca);
    const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: new URL(server.url).port };
    return { root, env, folder };
  }

  test('is used, whatever proxies the environment names', async () => {
    const server = await apiServer({ objects: pods(2) });
    const { root, env } = mounted(server);
    const snapshot = await pullFrom({ from: 'in-cluster', root }, { ...env, HTTPS_PROXY: 'http://127.0.0.1:1' });
    expect(objectsOf(snapshot, 'pods')).toHaveLength(2);
  });

  test('is told to be missing outside a pod', async () => {
    const root = temporaryFolder();
    expect(await complaint(2, () => connect({ from: 'in-cluster', root }, {}))).toMatch(
      /^This process does not run in a pod with a service account/,
    );
    expect(await complaint(2, () => connect({ from: 'in-cluster', root }, { KUBERNETES_SERVICE_HOST: '10.0.0.1' }))).toContain(
      root,
    );
  });
});

describe('a server, a token and a certificate authority', () => {
  test('are enough', async () => {
    const { url, token, ca } = await apiServer({ objects: pods(2) });
    expect(objectsOf(await pullFrom({ from: 'token', server: `${url}/`, token: ` ${token}\n`, ca }), 'pods')).toHaveLength(2);
  });

  test.each([
    ['an address without https', { server: 'http://127.0.0.1:6443', token: 'x' }, /must start with https/],
    ['an address that is none', { server: 'my cluster', token: 'x' }, /is not a URL/],
    ['an address with a password', { server: 'https://a:b@127.0.0.1', token: 'x' }, /must not carry credentials/],
    ['no token', { server: 'https://127.0.0.1', token: ' ' }, /token is empty/],
    [
      'a token with a line break in it',
      { server: 'https://127.0.0.1', token: 'a\r\nx-header: b' },
      /characters that no token has/,
    ],
    [
      'a certificate authority that is none',
      { server: 'https://127.0.0.1', token: 'x', ca: 'hello' },
      /is not a PEM certificate/,
    ],
  ])('%s is refused', async (_, given, message) => {
    expect(await complaint(2, () => connect({ from: 'token', ...given }, {}))).toMatch(message);
  });
});
describe('what a kubeconfig may not ask for', () => {
  test('programs are run only where that is allowed', async () => {
    const server = await apiServer();
    const exec = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'touch', args: ['/tmp/should-not-be-made'] } };
    expect(await complaint(2, async () => connect(await kubeconfigOf(server, { user: exec }), {}))).toMatch(
      /come from a program \("exec"\), which may only be run/,
    );
  });

  test('sign-in providers that Kubernetes has removed are refused', async () => {
    const server = await apiServer();
    const user = { 'auth-provider': { name: 'gcp', config: { 'cmd-path': '/bin/echo' } } };
    expect(await complaint(2, async () => connect({ ...(await kubeconfigOf(server, { user })), allowExec: true }, {}))).toMatch(
      /the auth-provider "gcp", which Kubernetes removed/,
    );
  });
});
