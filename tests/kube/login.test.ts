import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connect } from '#lib/kube/connection.ts';
import { temporaryFolder } from '#tests/support/folder.ts';
import { pods } from './cluster.ts';
import { apiServer, base64, complaint, connectionTo, kubeconfigOf, pullFrom } from './reading.ts';

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
      const { reads } = await pullFrom(await kubeconfigOf(server, { user }));
      expect(reads.pods).toMatchObject({ status: 'forbidden', message: expect.stringContaining('User "jane" cannot list') });
    }
  });

  test('inline data wins over a file, as for kubectl', async () => {
    const server = await apiServer();
    const both = await kubeconfigOf(server, { cluster: { 'certificate-authority': '/no/such/ca.crt' } });
    expect((await pullFrom(both)).serverVersion).toBe('v1.36.2');
  });

  test('a token file, which may end in a line break and wins over a token', async () => {
    const server = await apiServer();
    const file = join(temporaryFolder(), 'token');
    writeFileSync(file, `${server.token}\n`);
    expect((await pullFrom(await kubeconfigOf(server, { user: { token: 'old', tokenFile: file } }))).serverVersion).toBe(
      'v1.36.2',
    );
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
    const message = await complaint(2, async () => connect(await kubeconfigOf(server, options), {}));
    expect(message).toMatch(new RegExp(`^The file ${file}, which context "test" of .* names, cannot be read: ENOENT`));
  });

  test('certificates that are none are told before any connection is made', async () => {
    const server = await apiServer();
    const { cert } = await server.clientCertificate('jane');
    const { key: otherKey } = await server.clientCertificate('joe');
    const withUser = async (user: Readonly<Record<string, unknown>>) =>
      complaint(2, async () => connect(await kubeconfigOf(server, { user }), {}));
    const badCa = await kubeconfigOf(server, { cluster: { 'certificate-authority-data': base64('hello') } });
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

  test('an OIDC sign-in gives its token, and says so when it has expired', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const idToken = (exp: number) => `${part({ alg: 'none' })}.${part({ exp })}.sig`;
    const valid = idToken(Math.floor(Date.now() / 1000) + 600);
    const server = await apiServer({ token: valid });
    const user = (token: string) => ({ user: { 'auth-provider': { name: 'oidc', config: { 'id-token': token } } } });
    expect((await pullFrom(await kubeconfigOf(server, user(valid)))).serverVersion).toBe('v1.36.2');
    expect(await complaint(2, async () => connect(await kubeconfigOf(server, user(idToken(1000))), {}))).toMatch(
      /^The sign-in of context "test" of .* has expired and cannot be renewed/,
    );
  });
});
