import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connect } from '#lib/kube/connection.ts';
import { runExecPlugin } from '#lib/kube/exec-plugin.ts';
import { objectsOf } from '#lib/snapshot/snapshot.ts';
import { temporaryFolder } from '#tests/support/folder.ts';
import { pods } from './cluster.ts';
import { apiServer, complaint, connectionTo, readFrom } from './reading.ts';

const apiVersion = 'client.authentication.k8s.io/v1';
const cluster = { name: 'c', server: 'https://api.example', caData: 'Q0E=', skipTLSVerify: false };

/** A plugin that is a little script of ours. */
const plugin = (script: string) => ({ apiVersion, command: process.execPath, args: ['-e', script] });
const printing = (value: unknown) => plugin(`console.log(${JSON.stringify(JSON.stringify(value))})`);
const credential = (status: unknown) => ({ apiVersion, kind: 'ExecCredential', status });

const run = (exec: unknown, options: { file?: string; timeoutMs?: number } = {}) =>
  runExecPlugin({ exec, user: 'jane', cluster, file: '/home/jane/.kube/config', env: {}, ...options });

describe('what a plugin gives', () => {
  test('a token, or a client certificate', async () => {
    expect(await run(printing(credential({ token: 'abc', expirationTimestamp: '2026-01-01T00:00:00Z' })))).toEqual({
      token: 'abc',
    });
    const certificate = { clientCertificateData: 'CERT', clientKeyData: 'KEY' };
    expect(await run(printing(credential(certificate)))).toEqual(certificate);
  });

  test('logs the scan in', async () => {
    const server = await apiServer({ objects: pods(2) });
    const byToken = await connectionTo(server, {
      user: { exec: printing(credential({ token: server.token })) },
      allowExec: true,
    });
    expect(objectsOf((await readFrom(byToken)).snapshot, 'pods')).toHaveLength(2);
    const { cert, key } = await server.clientCertificate('jane');
    const pair = credential({ clientCertificateData: cert, clientKeyData: key });
    const byCertificate = await connectionTo(server, { user: { exec: printing(pair) }, allowExec: true });
    expect(objectsOf((await readFrom(byCertificate)).snapshot, 'pods')).toHaveLength(2);
  });

  test('is asked for again when the server refuses it in the middle of a scan, once for all lists', async () => {
    const server = await apiServer({ objects: pods(9) });
    const folder = temporaryFolder();
    const calls = join(folder, 'calls');
    const script = `
      const fs = require('node:fs');
      fs.appendFileSync(${JSON.stringify(calls)}, 'x');
      const count = fs.readFileSync(${JSON.stringify(calls)}, 'utf8').length;
      console.log(JSON.stringify({ kind: 'ExecCredential', status: { token: 'token-' + count } }));`;
    server.tokens.add('token-1');
    const connection = await connectionTo(server, { user: { exec: plugin(script) }, allowExec: true });
    const onProgress = ({ step }: { step: string }) => {
      if (step !== 'pods' || server.tokens.has('token-2')) return;
      server.tokens.delete('token-1');
      server.tokens.add('token-2');
    };
    const { snapshot } = await readFrom(connection, { pageSize: 2, onProgress });
    expect(objectsOf(snapshot, 'pods')).toHaveLength(9);
    expect(Object.values(snapshot.reads).filter(({ status }) => status === 'forbidden')).toEqual([]);
    expect(readFileSync(calls, 'utf8')).toBe('xx');
  });

  test('and that is refused as well, is not asked for over and over', async () => {
    const server = await apiServer({ objects: pods(9) });
    const calls = join(temporaryFolder(), 'calls');
    const script = `
      require('node:fs').appendFileSync(${JSON.stringify(calls)}, 'x');
      console.log('{"kind":"ExecCredential","status":{"token":"${server.token}"}}');`;
    const connection = await connectionTo(server, { user: { exec: plugin(script) }, allowExec: true });
    const onProgress = ({ step }: { step: string }) => {
      if (step === 'pods') server.tokens.clear();
    };
    const { snapshot } = await readFrom(connection, { pageSize: 2, onProgress });
    expect(snapshot.reads['roles.rbac.authorization.k8s.io']).toEqual({
      status: 'forbidden',
      message: 'The credentials were no longer accepted (401: Unauthorized).',
    });
    expect(readFileSync(calls, 'utf8')).toBe('xx');
  });

  test('and is refused from the start, is asked for once more', async () => {
    const server = await apiServer();
    const wrong = printing(credential({ token: 'wrong' }));
    const connection = await connectionTo(server, { user: { exec: wrong }, allowExec: true });
    expect(await complaint(3, () => readFrom(connection))).toContain('401: Unauthorized');
    expect(server.requests).toHaveLength(2);
  });

  test('and then fails: what was not read is forbidden, and says why', async () => {
    const server = await apiServer({ objects: pods(9) });
    const once = join(temporaryFolder(), 'once');
    const script = `
      const fs = require('node:fs');
      if (fs.existsSync(${JSON.stringify(once)})) { console.error('the session has ended'); process.exit(1); }
      fs.writeFileSync(${JSON.stringify(once)}, '');
      console.log('{"kind":"ExecCredential","status":{"token":"${server.token}"}}');`;
    const connection = await connectionTo(server, { user: { exec: plugin(script) }, allowExec: true });
    const onProgress = ({ step }: { step: string }) => {
      if (step === 'pods') server.tokens.clear();
    };
    const { snapshot } = await readFrom(connection, { pageSize: 2, onProgress });
    expect(snapshot.reads.pods).toMatchObject({
      status: 'forbidden',
      message: expect.stringMatching(/^The credential plugin .* failed: the session has ended$/),
    });
  });
});

describe('how a plugin is run', () => {
  test('with its variables, those of this process, and what Kubernetes tells plugins', async () => {
    const script = `console.log(JSON.stringify({ kind: 'ExecCredential', status: { token: [process.env.OWN, process.env.PATH !== undefined, process.env.KUBERNETES_EXEC_INFO].join(' ') } }))`;
    const exec = { ...plugin(script), env: [{ name: 'OWN', value: 'mine' }], provideClusterInfo: true };
    const { token = '' } = await run(exec);
    expect(token).toMatch(/^mine true /);
    expect(JSON.parse(token.replace('mine true ', ''))).toEqual({
      apiVersion,
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: 'https://api.example', 'certificate-authority-data': 'Q0E=' } },
    });
    expect(JSON.parse((await run({ ...exec, provideClusterInfo: false })).token?.replace('mine true ', '') ?? '').spec).toEqual({
      interactive: false,
    });
  });

  test('by a relative path from the folder of the kubeconfig', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/login'), '#!/bin/sh\necho \'{"kind":"ExecCredential","status":{"token":"relative"}}\'\n');
    chmodSync(join(folder, 'bin/login'), 0o755);
    expect(await run({ apiVersion, command: './bin/login' }, { file: join(folder, 'config') })).toEqual({ token: 'relative' });
  });

  test('never through a shell', async () => {
    const trap = join(temporaryFolder(), 'trap');
    await complaint(2, () => run({ apiVersion, command: 'false', args: [`; touch ${trap}`, `$(touch ${trap})`] }));
    expect(existsSync(trap)).toBe(false);
  });
});

describe('a plugin that does not work', () => {
  test('is missing: its own hint is given, or who asks for it', async () => {
    const exec = { apiVersion, command: 'no-such-login-plugin' };
    expect(await complaint(2, () => run({ ...exec, installHint: 'Install it from example.org.' }))).toBe(
      'The credential plugin "no-such-login-plugin" of user "jane" is not installed, or not in PATH. Install it from example.org.',
    );
    expect(await complaint(2, () => run(exec))).toMatch(
      /not in PATH\. The kubeconfig \/home\/jane\/\.kube\/config asks for it\.$/,
    );
  });

  test('fails: its last words are told', async () => {
    const exec = plugin(`console.error('trying\\nyou are not signed in'); process.exit(3)`);
    expect(await complaint(2, () => run(exec))).toMatch(/ failed: you are not signed in$/);
  });

  test('fails without a word: its arguments, which may hold a password, are not repeated', async () => {
    const message = await complaint(2, () => run(plugin(`'--password=hunter2'; process.exit(4)`)));
    expect(message).toMatch(/ failed: it ended with code 4$/);
  });

  test('takes too long, and is ended', async () => {
    expect(await complaint(2, () => run(plugin('setInterval(() => {}, 1000)'), { timeoutMs: 300 }))).toMatch(
      / failed: it did not finish within 0\.3 s$/,
    );
  });

  test('waits for an answer of a person: it gets an end of input', async () => {
    const exec = plugin(`process.stdin.on('end', () => { console.error('no input'); process.exit(1); }).resume()`);
    expect(await complaint(2, () => run(exec))).toMatch(/ failed: no input$/);
  });

  test.each([
    ['something else than JSON', plugin("console.log('token: secret-token')"), /did not print JSON\.$/],
    ['nothing', plugin(''), /did not print JSON\.$/],
    ['another object', printing({ kind: 'Pod', status: { token: 'secret-token' } }), /did not print an ExecCredential/],
    ['no status', printing({ apiVersion, kind: 'ExecCredential', spec: {} }), /did not print an ExecCredential/],
    [
      'neither token nor certificate',
      printing(credential({ expirationTimestamp: 'x' })),
      /with a token or a client certificate\.$/,
    ],
  ])('prints %s', async (_, exec, message) => {
    const text = await complaint(2, () => run(exec));
    expect(text).toMatch(message);
    expect(text).not.toContain('secret-token');
  });

  test.each([[{ args: ['x'] }], [{ command: 7 }], [{ command: 'x', env: 'A=B' }]])('is not well described: %j', async (exec) => {
    expect(await complaint(2, () => run(exec))).toMatch(/^The "exec" of user "jane" in the kubeconfig .* is not well formed/);
  });

  test('is told before anything is sent to the server', async () => {
    const server = await apiServer();
    const paths = [await server.kubeconfig({ user: { exec: { apiVersion, command: 'no-such-login-plugin' } } })];
    await complaint(2, () => connect({ from: 'kubeconfig', paths, allowExec: true }));
    expect(server.requests).toEqual([]);
  });
});
