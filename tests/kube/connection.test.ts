import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect as connectTcp, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '#lib/kube/connection.ts';
import { objectsOf } from '#lib/snapshot/snapshot.ts';
import type { ApiServer } from '#tests/support/api-server.ts';
import { temporaryFolder } from '#tests/support/folder.ts';
import { pods } from './cluster.ts';
import { apiServer, base64, complaint, connectionTo, kubeconfigOf, pullFrom, readFrom } from './reading.ts';

describe('TLS', () => {
  test('a certificate of another authority', async () => {
    const server = await apiServer();
    const other = await apiServer();
    const message = `The API server at ${server.url} has a certificate from an authority that is not trusted. Give the certificate authority of this cluster.`;
    const wrong = await kubeconfigOf(server, { cluster: { 'certificate-authority-data': base64(other.ca) } });
    expect(await complaint(3, () => pullFrom(wrong))).toBe(message);
    const none = await kubeconfigOf(server, { cluster: { 'certificate-authority-data': undefined } });
    expect(await complaint(3, () => pullFrom(none))).toBe(message);
  });

  test('a certificate of another name, with the names that it is for', async () => {
    const server = await apiServer({ certificate: { names: ['kubernetes.default', '10.96.0.1'] } });
    expect(await complaint(3, async () => pullFrom(await kubeconfigOf(server)))).toBe(
      `The API server at ${server.url} has a certificate for other names than "127.0.0.1" (it is for: kubernetes.default, 10.96.0.1). Use one of those as the address, or set tls-server-name in the kubeconfig.`,
    );
  });

  test('tls-server-name makes such a certificate fit', async () => {
    const server = await apiServer({ certificate: { names: ['kubernetes.default'] } });
    const snapshot = await pullFrom(await kubeconfigOf(server, { cluster: { 'tls-server-name': 'kubernetes.default' } }));
    expect(snapshot.serverVersion).toBe('v1.36.2');
  });

  test('a certificate that has expired, or is not valid yet', async () => {
    const past = await apiServer({ certificate: { validFrom: new Date('2020-01-01'), validTo: new Date('2020-12-31') } });
    expect(await complaint(3, async () => pullFrom(await kubeconfigOf(past)))).toMatch(/has a certificate that has expired\./);
    const future = await apiServer({ certificate: { validFrom: new Date('2090-01-01'), validTo: new Date('2091-01-01') } });
    expect(await complaint(3, async () => pullFrom(await kubeconfigOf(future)))).toMatch(
      /has a certificate that is not valid yet\./,
    );
  });

  test('a server that speaks plain HTTP, or something else altogether', async () => {
    const plain = await apiServer({ plain: true });
    const asTls = await kubeconfigOf(plain, { cluster: { server: plain.url.replace('http:', 'https:') } });
    expect(await complaint(3, () => pullFrom(asTls))).toMatch(/does not speak TLS: something answers there in plain text\./);
    const ssh = createTcpServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.6\r\n'));
    await new Promise<void>((ready) => ssh.listen(0, '127.0.0.1', ready));
    onTestFinished(() => void ssh.close());
    const address = ssh.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const toSsh = await kubeconfigOf(plain, { cluster: { server: `https://127.0.0.1:${port}` } });
    expect(await complaint(3, () => pullFrom(toSsh))).toMatch(/does not speak TLS/);
  });

  test('NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment changes nothing', async () => {
    const server = await apiServer();
    const other = await apiServer();
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    onTestFinished(() => {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    });
    const wrong = await kubeconfigOf(server, { cluster: { 'certificate-authority-data': base64(other.ca) } });
    expect(await complaint(3, () => pullFrom(wrong))).toMatch(/an authority that is not trusted/);
  });
});

describe('who is there', () => {
  test('nobody', async () => {
    const server = await apiServer();
    const nobody = await kubeconfigOf(server, { cluster: { server: 'https://127.0.0.1:1' } });
    expect(await complaint(3, () => pullFrom(nobody))).toBe(
      'The API server at https://127.0.0.1:1 refuses connections. Check that the API server runs and that the address and port are right.',
    );
  });

  test('a name that does not resolve', async () => {
    const server = await apiServer();
    const nowhere = await kubeconfigOf(server, { cluster: { server: 'https://no-such-host.invalid:6443' } });
    expect(await complaint(3, () => pullFrom(nowhere))).toMatch(/the name "no-such-host\.invalid" does not resolve/);
  });

  test('an address that is no URL', async () => {
    const server = await apiServer();
    const wrong = await kubeconfigOf(server, { cluster: { server: 'api.example:6443' } });
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
    expect(snapshot.reads.pods).toEqual({
      status: 'forbidden',
      message: 'The credentials were no longer accepted (401: Unauthorized).',
    });
    expect(snapshot.reads['roles.rbac.authorization.k8s.io']).toEqual({
      status: 'forbidden',
      message: 'The credentials were no longer accepted (401: Unauthorized).',
    });
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
    expect((await pullFrom(await kubeconfigOf(server, { cluster }))).serverVersion).toBe('v1.36.2');
    expect(new Set(asked)).toEqual(new Set([`api.example:6443 Basic ${base64('jane:secret')}`]));
  });

  test('the one of the environment is used, but not where NO_PROXY says so', async () => {
    const server = await apiServer(behind);
    const { host, asked } = await proxyTo(server);
    const through = await kubeconfigOf(server, { cluster: { server: 'https://api.example:6443' } });
    expect((await pullFrom(through, { HTTPS_PROXY: host })).serverVersion).toBe('v1.36.2');
    expect(asked.length).toBeGreaterThan(0);
    const direct = await kubeconfigOf(server, { cluster: { server: 'https://api.invalid:6443' } });
    expect(await complaint(3, () => pullFrom(direct, { HTTPS_PROXY: host, NO_PROXY: '.invalid' }))).toMatch(
      /"api\.invalid" does not resolve/,
    );
  });

  test('one that refuses is told as such', async () => {
    const server = await apiServer(behind);
    const { host } = await proxyTo(server, true);
    const through = await kubeconfigOf(server, {
      cluster: { server: 'https://api.example:6443', 'proxy-url': `http://${host}` },
    });
    expect(await complaint(3, () => pullFrom(through))).toMatch(
      new RegExp(`, asked through the proxy http://${host}, cannot be reached: the proxy does not let us through: .*403`),
    );
  });

  test('one that is down is told, without its password', async () => {
    const server = await apiServer(behind);
    const cluster = { server: 'https://api.example:6443', 'proxy-url': 'http://jane:secret@127.0.0.1:1' };
    expect(await complaint(3, async () => pullFrom(await kubeconfigOf(server, { cluster })))).toMatch(
      /^The API server at https:\/\/api\.example:6443, asked through the proxy http:\/\/127\.0\.0\.1:1, refuses connections\./,
    );
  });

  test('one of a kind we do not know is refused', async () => {
    const server = await apiServer();
    const through = await kubeconfigOf(server, { cluster: { 'proxy-url': 'socks4://127.0.0.1:1' } });
    expect(await complaint(2, () => connect(through, {}))).toMatch(/must start with http:\/\/, https:\/\/ or socks5:\/\//);
  });
});
