import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect as connectTcp, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ClusterSource, connect } from '#lib/kube/connection.ts';
import { pullSnapshot } from '#lib/kube/pull.ts';
import { objectsOf } from '#lib/snapshot/snapshot.ts';
import type { ApiServer, KubeconfigOptions } from '#tests/support/api-server.ts';
import { temporaryFolder } from '#tests/support/folder.ts';
import { pods } from './cluster.ts';
import { apiServer, connectionTo, readFrom, thrownBy } from './reading.ts';

const source = async (server: ApiServer, options: KubeconfigOptions = {}): Promise<ClusterSource & { from: 'kubeconfig' }> => ({
  from: 'kubeconfig',
  paths: [await server.kubeconfig(options)],
});

async function pull(from: ClusterSource, env: Readonly<Record<string, string>> = {}) {
  const connection = await connect(from, env);
  onTestFinished(() => connection.close());
  return pullSnapshot(connection, { pause: async () => {} });
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The message of the UserError that an action ends with. */
async function complaint(exitCode: 2 | 3, action: () => Promise<unknown>): Promise<string> {
  const error = await thrownBy(action);
  expect(error).toMatchObject({ name: 'UserError', exitCode });
  return error instanceof Error ? error.message : '';
}

describe('TLS', () => {
  test('a certificate of another authority', async () => {
    const server = await apiServer();
    const other = await apiServer();
    const message = `The API server at ${server.url} has a certificate from an authority that is not trusted. Give the certificate authority of this cluster.`;
    const wrong = await source(server, { cluster: { 'certificate-authority-data': base64(other.ca) } });
    expect(await complaint(3, () => pull(wrong))).toBe(message);
    const none = await source(server, { cluster: { 'certificate-authority-data': undefined } });
    expect(await complaint(3, () => pull(none))).toBe(message);
  });

  test('a certificate of another name, with the names that it is for', async () => {
    const server = await apiServer({ certificate: { names: ['kubernetes.default', '10.96.0.1'] } });
    expect(await complaint(3, async () => pull(await source(server)))).toBe(
      `The API server at ${server.url} has a certificate for other names than "127.0.0.1" (it is for: kubernetes.default, 10.96.0.1). Use one of those as the address, or set tls-server-name in the kubeconfig.`,
    );
  });

  test('tls-server-name makes such a certificate fit', async () => {
    const server = await apiServer({ certificate: { names: ['kubernetes.default'] } });
    const snapshot = await pull(await source(server, { cluster: { 'tls-server-name': 'kubernetes.default' } }));
    expect(snapshot.serverVersion).toBe('v1.36.2');
  });

  test('a certificate that has expired, or is not valid yet', async () => {
    const past = await apiServer({ certificate: { validFrom: new Date('2020-01-01'), validTo: new Date('2020-12-31') } });
    expect(await complaint(3, async () => pull(await source(past)))).toMatch(/has a certificate that has expired\./);
    const future = await apiServer({ certificate: { validFrom: new Date('2090-01-01'), validTo: new Date('2091-01-01') } });
    expect(await complaint(3, async () => pull(await source(future)))).toMatch(/has a certificate that is not valid yet\./);
  });

  test('a server that speaks plain HTTP, or something else altogether', async () => {
    const plain = await apiServer({ plain: true });
    const asTls = await source(plain, { cluster: { server: plain.url.replace('http:', 'https:') } });
    expect(await complaint(3, () => pull(asTls))).toMatch(/does not speak TLS: something answers there in plain text\./);
    const ssh = createTcpServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.6\r\n'));
    await new Promise<void>((ready) => ssh.listen(0, '127.0.0.1', ready));
    onTestFinished(() => void ssh.close());
    const address = ssh.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const toSsh = await source(plain, { cluster: { server: `https://127.0.0.1:${port}` } });
    expect(await complaint(3, () => pull(toSsh))).toMatch(/does not speak TLS/);
  });

  test('NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment changes nothing', async () => {
    const server = await apiServer();
    const other = await apiServer();
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    onTestFinished(() => {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    });
    const wrong = await source(server, { cluster: { 'certificate-authority-data': base64(other.ca) } });
    expect(await complaint(3, () => pull(wrong))).toMatch(/an authority that is not trusted/);
  });
});

describe('no silent "insecure"', () => {
  const insecure = { cluster: { 'insecure-skip-tls-verify': true, 'certificate-authority-data': undefined } };

  test('a kubeconfig that turns the check off is refused, unless that is allowed explicitly', async () => {
    const server = await apiServer();
    expect(await complaint(2, async () => connect(await source(server, insecure), {}))).toMatch(
      /^The kubeconfig turns off the check of the server's certificate \(insecure-skip-tls-verify\) for context "test" of /,
    );
    expect(server.requests).toEqual([]);
    const connection = await connect({ ...(await source(server, insecure)), allowInsecure: true }, {});
    onTestFinished(() => connection.close());
    expect(connection.insecure).toBe(true);
    expect((await readFrom(connection)).snapshot.serverVersion).toBe('v1.36.2');
  });

  test('allowing it does not turn the check off by itself', async () => {
    const server = await apiServer();
    const other = await apiServer();
    const wrong = await source(server, { cluster: { 'certificate-authority-data': base64(other.ca) } });
    expect(await complaint(3, () => pull({ ...wrong, allowInsecure: true }))).toMatch(/an authority that is not trusted/);
  });

  test('plain HTTP likewise', async () => {
    const server = await apiServer({ plain: true });
    expect(await complaint(2, async () => connect(await source(server), {}))).toMatch(
      /is plain http:\/\/, which protects neither/,
    );
    expect((await pull({ ...(await source(server)), allowInsecure: true })).serverVersion).toBe('v1.36.2');
  });
});

describe('who is there', () => {
  test('nobody', async () => {
    const server = await apiServer();
    const nobody = await source(server, { cluster: { server: 'https://127.0.0.1:1' } });
    expect(await complaint(3, () => pull(nobody))).toBe(
      'The API server at https://127.0.0.1:1 refuses connections. Check that the API server runs and that the address and port are right.',
    );
  });

  test('a name that does not resolve', async () => {
    const server = await apiServer();
    const nowhere = await source(server, { cluster: { server: 'https://no-such-host.invalid:6443' } });
    expect(await complaint(3, () => pull(nowhere))).toMatch(/the name "no-such-host\.invalid" does not resolve/);
  });

  test('an address that is no URL', async () => {
    const server = await apiServer();
    const wrong = await source(server, { cluster: { server: 'api.example:6443' } });
    expect(await complaint(2, () => connect(wrong, {}))).toMatch(
      /^The server address of context "test" of .* is not a URL such as/,
    );
  });

  test('a server below a path, as Rancher has them', async () => {
    const server = await apiServer();
    const connection = await connectionTo(server, { cluster: { server: `${server.url}/k8s/clusters/c-1/` } });
    await connection.get('/version');
    expect(server.requests.map(({ path }) => path)).toEqual(['/k8s/clusters/c-1/version']);
  });
});

describe('credentials', () => {
  test('a client certificate, inline or as files', async () => {
    const server = await apiServer({ objects: pods(1), forbidden: ['pods'] });
    const { cert, key } = await server.clientCertificate('jane');
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'jane.crt'), cert);
    writeFileSync(join(folder, 'jane.key'), key);
    const inline = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
    const files = { 'client-certificate': join(folder, 'jane.crt'), 'client-key': join(folder, 'jane.key') };
    for (const user of [inline, files]) {
      const { reads } = await pull(await source(server, { user }));
      expect(reads.pods).toMatchObject({ status: 'forbidden', message: expect.stringContaining('User "jane" cannot list') });
    }
  });

  test('inline data wins over a file, as for kubectl', async () => {
    const server = await apiServer();
    const both = await source(server, { cluster: { 'certificate-authority': '/no/such/ca.crt' } });
    expect((await pull(both)).serverVersion).toBe('v1.36.2');
  });

  test('a token file, which may end in a line break and wins over a token', async () => {
    const server = await apiServer();
    const file = join(temporaryFolder(), 'token');
    writeFileSync(file, `${server.token}\n`);
    expect((await pull(await source(server, { user: { token: 'old', tokenFile: file } }))).serverVersion).toBe('v1.36.2');
  });

  test('acting as somebody else, groups and extras included', async () => {
    const server = await apiServer();
    const user = {
      token: server.token,
      as: 'jane',
      'as-uid': '7',
      'as-groups': ['a', 'b'],
      'as-user-extra': { 'example.org/scopes': ['x'] },
    };
    await (await connectionTo(server, { user })).get('/version');
    expect(server.requests[0]?.headers).toMatchObject({
      'impersonate-user': 'jane',
      'impersonate-uid': '7',
      'impersonate-group': 'a, b',
      'impersonate-extra-example.org%2fscopes': 'x',
    });
  });

  test('a user name and a password, for proxies that want them', async () => {
    const server = await apiServer();
    await (await connectionTo(server, { user: { username: 'jane', password: 'pässword' } })).get('/version');
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${base64('jane:pässword')}`);
  });

  test.each([
    [
      'a certificate authority file',
      { cluster: { 'certificate-authority-data': undefined, 'certificate-authority': '/no/such/ca.crt' } },
      '/no/such/ca.crt',
    ],
    ['a token file', { user: { tokenFile: '/no/such/token' } }, '/no/such/token'],
    ['a client key file', { user: { 'client-certificate-data': base64('x'), 'client-key': '/no/such/key' } }, '/no/such/key'],
  ])('%s that is missing is named', async (_, options, file) => {
    const server = await apiServer();
    const message = await complaint(2, async () => connect(await source(server, options), {}));
    expect(message).toMatch(new RegExp(`^The file ${file}, which context "test" of .* names, cannot be read: ENOENT`));
  });

  test('certificates that are none are told before any connection is made', async () => {
    const server = await apiServer();
    const { cert } = await server.clientCertificate('jane');
    const { key: otherKey } = await server.clientCertificate('joe');
    const withUser = async (user: Readonly<Record<string, unknown>>) =>
      complaint(2, async () => connect(await source(server, { user }), {}));
    const badCa = await source(server, { cluster: { 'certificate-authority-data': base64('hello') } });
    expect(await complaint(2, () => connect(badCa, {}))).toMatch(
      /^The certificate authority of context "test" of .* is not a PEM certificate\.$/,
    );
    expect(await withUser({ 'client-certificate-data': base64(cert) })).toMatch(/comes without its key/);
    expect(await withUser({ 'client-certificate-data': base64(cert), 'client-key-data': base64(otherKey) })).toMatch(
      /cannot be used: .*key values mismatch/i,
    );
    expect(await withUser({ 'client-certificate-data': base64('hello'), 'client-key-data': base64(otherKey) })).toMatch(
      /cannot be used: /,
    );
    expect(server.requests).toEqual([]);
  });

  test('programs are run only where that is allowed', async () => {
    const server = await apiServer();
    const exec = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'touch', args: ['/tmp/should-not-be-made'] } };
    expect(await complaint(2, async () => connect(await source(server, { user: exec }), {}))).toMatch(
      /come from a program \("exec"\), which may only be run/,
    );
  });

  test('sign-in providers that Kubernetes has removed are refused', async () => {
    const server = await apiServer();
    const user = { 'auth-provider': { name: 'gcp', config: { 'cmd-path': '/bin/echo' } } };
    expect(await complaint(2, async () => connect({ ...(await source(server, { user })), allowExec: true }, {}))).toMatch(
      /the auth-provider "gcp", which Kubernetes removed/,
    );
  });

  test('an OIDC sign-in gives its token, and says so when it has expired', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const idToken = (exp: number) => `${part({ alg: 'none' })}.${part({ exp })}.sig`;
    const valid = idToken(Math.floor(Date.now() / 1000) + 600);
    const server = await apiServer({ token: valid });
    const user = (token: string) => ({ user: { 'auth-provider': { name: 'oidc', config: { 'id-token': token } } } });
    expect((await pull(await source(server, user(valid)))).serverVersion).toBe('v1.36.2');
    expect(await complaint(2, async () => connect(await source(server, user(idToken(1000))), {}))).toMatch(
      /^The sign-in of context "test" of .* has expired and cannot be renewed/,
    );
  });
});

describe('a token that expires between pages', () => {
  test('is read again from its file, once for all lists, and nothing is lost', async () => {
    const server = await apiServer({ objects: pods(9) });
    const file = join(temporaryFolder(), 'token');
    writeFileSync(file, server.token);
    const connection = await connectionTo(server, { user: { tokenFile: file } });
    let before = 0;
    const onProgress = ({ step }: { step: string }) => {
      if (step !== 'pods' || before > 0) return;
      before = server.requests.length;
      server.tokens.clear();
      server.tokens.add('second-token');
      writeFileSync(file, 'second-token');
    };
    const { snapshot } = await readFrom(connection, { pageSize: 2, onProgress });
    expect(objectsOf(snapshot, 'pods')).toHaveLength(9);
    expect(Object.values(snapshot.reads).filter(({ status }) => status === 'forbidden' || status === 'failed')).toEqual([]);
    // Only what was under way when the token changed was refused.
    const withOld = server.requests.slice(before).filter(({ headers }) => headers.authorization === `Bearer ${server.token}`);
    expect(withOld.length).toBeLessThanOrEqual(4);
  });

  test('and cannot be renewed: what was not read yet is forbidden, in the words of the server', async () => {
    const server = await apiServer({ objects: pods(9) });
    const onProgress = ({ step }: { step: string }) => {
      if (step === 'pods') server.tokens.clear();
    };
    const { snapshot } = await readFrom(server, { pageSize: 2, onProgress });
    expect(snapshot.reads.pods).toEqual({ status: 'forbidden', message: 'Unauthorized' });
    expect(snapshot.reads['roles.rbac.authorization.k8s.io']).toEqual({ status: 'forbidden', message: 'Unauthorized' });
    expect(objectsOf(snapshot, 'pods')).toEqual([]);
  });
});

describe('proxies', () => {
  /** A proxy that tunnels everything to `server`, whatever was asked for. */
  async function proxyTo(server: ApiServer, refuse = false) {
    const asked: string[] = [];
    const proxy = createHttpServer().on('connect', ({ url, headers }, client) => {
      asked.push(`${url} ${headers['proxy-authorization'] ?? ''}`.trim());
      client.on('error', () => {});
      if (refuse) return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      const upstream = connectTcp(Number(new URL(server.url).port), '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
      upstream.on('error', () => client.destroy());
      upstream.pipe(client).pipe(upstream);
    });
    await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready));
    onTestFinished(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    const address = proxy.address();
    return { host: `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, asked };
  }
  const behind = { certificate: { names: ['api.example'] } };

  test('the one of the kubeconfig is used, with its password', async () => {
    const server = await apiServer(behind);
    const { host, asked } = await proxyTo(server);
    const cluster = { server: 'https://api.example:6443', 'proxy-url': `http://jane:secret@${host}` };
    expect((await pull(await source(server, { cluster }))).serverVersion).toBe('v1.36.2');
    expect(new Set(asked)).toEqual(new Set([`api.example:6443 Basic ${base64('jane:secret')}`]));
  });

  test('the one of the environment is used, but not where NO_PROXY says so', async () => {
    const server = await apiServer(behind);
    const { host, asked } = await proxyTo(server);
    const through = await source(server, { cluster: { server: 'https://api.example:6443' } });
    expect((await pull(through, { HTTPS_PROXY: host })).serverVersion).toBe('v1.36.2');
    expect(asked.length).toBeGreaterThan(0);
    const direct = await source(server, { cluster: { server: 'https://api.invalid:6443' } });
    expect(await complaint(3, () => pull(direct, { HTTPS_PROXY: host, NO_PROXY: '.invalid' }))).toMatch(
      /"api\.invalid" does not resolve/,
    );
  });

  test('one that refuses is told as such', async () => {
    const server = await apiServer(behind);
    const { host } = await proxyTo(server, true);
    const through = await source(server, { cluster: { server: 'https://api.example:6443', 'proxy-url': `http://${host}` } });
    expect(await complaint(3, () => pull(through))).toMatch(
      new RegExp(`, asked through the proxy http://${host}, cannot be reached: the proxy does not let us through: .*403`),
    );
  });

  test('one that is down is told, without its password', async () => {
    const server = await apiServer(behind);
    const cluster = { server: 'https://api.example:6443', 'proxy-url': 'http://jane:secret@127.0.0.1:1' };
    expect(await complaint(3, async () => pull(await source(server, { cluster })))).toMatch(
      /^The API server at https:\/\/api\.example:6443, asked through the proxy http:\/\/127\.0\.0\.1:1, refuses connections\./,
    );
  });

  test('one of a kind we do not know is refused', async () => {
    const server = await apiServer();
    const through = await source(server, { cluster: { 'proxy-url': 'socks4://127.0.0.1:1' } });
    expect(await complaint(2, () => connect(through, {}))).toMatch(/must start with http:\/\/, https:\/\/ or socks5:\/\//);
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
    const snapshot = await pull({ from: 'in-cluster', root }, { ...env, HTTPS_PROXY: 'http://127.0.0.1:1' });
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
    expect(objectsOf(await pull({ from: 'token', server: `${url}/`, token: ` ${token}\n`, ca }), 'pods')).toHaveLength(2);
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
