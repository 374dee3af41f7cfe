import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type ApiServerOptions, startApiServer } from '#tests/support/api-server.ts';
import { largeCluster } from '#tests/support/large-cluster.ts';
import { deployment } from '#tests/support/world.ts';
import { bulkhead, folderWith } from './process.ts';

const objects = largeCluster({ namespaces: 4, nodes: 2, workloads: 10, podsPerWorkload: 2, policies: 5 });

async function server(options: ApiServerOptions = {}) {
  const started = await startApiServer({ objects, ...options });
  onTestFinished(() => started.close());
  return started;
}

test('the current context of the kubeconfig is read when nothing is named', async () => {
  const kubeconfig = await (await server()).kubeconfig({ context: 'prod' });
  const { code, stdout, stderr } = await bulkhead(['scan'], { env: { KUBECONFIG: kubeconfig } });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^prod \(context prod, Kubernetes v1\.36\.2\)\nScore /);
});

test('a context is read from the kubeconfig that is named, and one that it does not have is told with those it has', async () => {
  const kubeconfig = await (await server()).kubeconfig({ context: 'prod' });
  const read = await bulkhead(['scan', '--kubeconfig', kubeconfig, '--context', 'prod', '--format', 'json']);
  expect(read).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(read.stdout).clusters[0]).toMatchObject({ name: 'prod', inventory: { namespaces: expect.any(Number) } });
  const { code, stdout, stderr } = await bulkhead(['scan', '--kubeconfig', kubeconfig, '--context', 'staging']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/no context "staging"\. It has: prod\.\n$/);
});

test('lists that are forbidden are told, leave their controls unknown, and end in exit code 3', async () => {
  const kubeconfig = await (await server({ forbidden: ['networkpolicies.networking.k8s.io'] })).kubeconfig();
  const { code, stdout } = await bulkhead(['scan', '--kubeconfig', kubeconfig]);
  expect(code).toBe(3);
  expect(stdout).toMatch(/\n\d+ namespaces, \d+ workloads, policies not read and \d+ services\./);
  expect(stdout).toMatch(
    /Not known \(\d+\)\n(.*\n)* +ingress-not-isolated +networkpolicies\.networking\.k8s\.io could not be read/,
  );
  expect(stdout).toMatch(/Could not be read fully\n +networkpolicies\.networking\.k8s\.io \(forbidden\): .*cannot list/);
});

test('a server that does not accept the credentials is exit code 3', async () => {
  const kubeconfig = await (await server()).kubeconfig({ user: { token: 'stale' } });
  const { code, stdout, stderr } = await bulkhead(['scan', '--kubeconfig', kubeconfig]);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toMatch(/does not accept the credentials of context "test".*\n$/);
});

test('a server that is not there is exit code 3 and one line', async () => {
  const started = await server();
  const kubeconfig = await started.kubeconfig({ cluster: { server: `https://127.0.0.1:${await freePort()}` } });
  const { code, stdout, stderr } = await bulkhead(['scan', '--kubeconfig', kubeconfig]);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr.trimEnd()).toMatch(/^[^\n]*127\.0\.0\.1[^\n]*$/);
});

test('a connection that is not protected is refused, unless it is asked for, and then it is said', async () => {
  const kubeconfig = await (await server()).kubeconfig({
    cluster: { 'insecure-skip-tls-verify': true, 'certificate-authority-data': undefined },
  });
  const refused = await bulkhead(['scan', '--kubeconfig', kubeconfig]);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toMatch(/insecure-skip-tls-verify/);
  const { code, stderr } = await bulkhead(['scan', '--kubeconfig', kubeconfig, '--insecure']);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^Warning: the certificate of https:\/\/127\.0\.0\.1:\d+ is not checked, as --insecure asks for\.\n$/);
});

test('credentials come from the program that the kubeconfig names', async () => {
  const started = await server();
  const folder = await folderWith({});
  const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token: started.token } };
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: ['-e', `console.log(${JSON.stringify(JSON.stringify(credential))})`],
    interactiveMode: 'Never',
  };
  const kubeconfig = await started.kubeconfig({ user: { exec } });
  const { code, stderr } = await bulkhead(['scan', '--kubeconfig', kubeconfig, '--output', `${folder}/report.txt`]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

test('two states are compared, and not where one did not show its policies', async () => {
  const whole = await (await server()).kubeconfig({ context: 'prod' });
  expect(await bulkhead(['drift', 'prod', 'prod', '--kubeconfig', whole])).toMatchObject({
    code: 0,
    stdout: 'No connection has changed.\n',
  });
  const KUBECONFIG = await (await server({ forbidden: ['networkpolicies.networking.k8s.io'] })).kubeconfig({ context: 'shy' });
  const manifests = await folderWith({ 'shop.yaml': deployment('shop', 'web') });
  const { code, stdout, stderr } = await bulkhead(['drift', manifests, 'shy'], { env: { KUBECONFIG } });
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toMatch(
    /^What changed cannot be told: networkpolicies\.networking\.k8s\.io could not be read: .*cannot list.*\n$/,
  );
});
