import { spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { deployment, networkPolicy } from '#tests/support/world.ts';
import { bulkhead, folderWith, projectFolder } from './process.ts';

const open = deployment('shop', 'web') + deployment('shop', 'db');
const closed = networkPolicy('shop', 'default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const calico = `---\n${JSON.stringify({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'calico-node', namespace: 'kube-system' },
  spec: { template: { metadata: {}, spec: { containers: [{ name: 'calico-node', image: 'example.org/calico/node:v3.30.2' }] } } },
})}\n`;

const shop = (...documents: string[]) => folderWith({ 'shop.yaml': documents.join('') });
const controlSequence = '\u001b';

describe('a folder of manifests', () => {
  test('is judged, the worst first, with score, grade and coverage', async () => {
    const { code, stdout, stderr } = await bulkhead(['scan', await shop(open, calico)]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/Score \d+(\.\d)? of 100 over all controls, grade [A-F], coverage \d/);
    expect(stdout).toMatch(/high +ingress-not-isolated +2 +2 +\S.*\n +Deployment shop\/db, Deployment shop\/web\n/);
    expect(stdout).not.toMatch(/undefined|null|NaN|\[object/);
    const severities = [...stdout.matchAll(/^ {2}(critical|high|medium|low) /gm)].map(([, severity]) => severity);
    expect(severities).toEqual(severities.toSorted((a = '', b = '') => order.indexOf(a) - order.indexOf(b)));
  });

  test('scores better once a policy closes it', async () => {
    const score = async (folder: string) => JSON.parse((await bulkhead(['scan', folder, '--format', 'json'])).stdout).score.value;
    expect(await score(await shop(open, closed, calico))).toBeGreaterThan(await score(await shop(open, calico)));
  });

  test('that holds nothing to judge has no score, which is below any threshold', async () => {
    const folder = await shop(
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: reader }\nrules: []\n',
    );
    const { code, stdout, stderr } = await bulkhead(['scan', folder, '--fail-under', '0']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\nNo score over all controls: /);
    expect(stderr).toMatch(/^Failed: there is no score to compare with 0, because .*\.\n$/);
  });

  test('of which nothing has to do with the network is bad input', async () => {
    const folder = await shop('apiVersion: v1\nkind: Config\nclusters: []\n');
    const { code, stdout, stderr } = await bulkhead(['scan', folder]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Nothing in \S+ has to do with the network .*--kubeconfig/);
  });

  test('with a document that does not parse is judged without it, told, and exit code 3', async () => {
    const folder = await folderWith({ 'shop.yaml': open, 'broken.yaml': 'kind: [\n' });
    const { code, stdout } = await bulkhead(['scan', folder]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/Could not be read fully\n.*broken\.yaml:\d/);
    // It may have held the policy that isolates the workload.
    expect(stdout).toMatch(/Not known \(\d+\)\n(.*\n)*? +ingress-not-isolated .*broken\.yaml:\d, which may hold policies/);
    const report = JSON.parse((await bulkhead(['scan', folder, '--format', 'json'])).stdout);
    const unknown = report.clusters[0].controls.filter(({ outcome }: { outcome: string }) => outcome === 'unknown');
    expect(unknown.length).toBeGreaterThan(20);
    for (const { reason } of unknown) expect(reason).toMatch(/broken\.yaml:\d|What it holds is not known|enforces policies/);
  });

  test('with files beside it that are no manifests is judged all the same, and they are named', async () => {
    const folder = await folderWith({ 'shop.yaml': open, 'values.yaml': 'replicas: 3\n' });
    const { code, stdout } = await bulkhead(['scan', folder]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Noted while reading\n +values\.yaml:1: /);
    expect(stdout).not.toContain('Could not be read fully');
  });

  test('with names that would move the cursor is printed with them escaped', async () => {
    const folder = await folderWith({ 'x.yaml': open, [`${controlSequence}[2J.yaml`]: 'kind: [\n' });
    const { stdout } = await bulkhead(['scan', folder]);
    expect(stdout).toMatch(/Could not be read fully\n.*2J\.yaml:\d/);
    expect(stdout).not.toContain(controlSequence);
  });
});

const order: readonly string[] = ['critical', 'high', 'medium', 'low'];

describe('the threshold', () => {
  test('is passed by a score on it and missed by one below it', async () => {
    const folder = await shop(open, calico);
    const { value } = JSON.parse((await bulkhead(['scan', folder, '--format', 'json'])).stdout).score;
    expect(await bulkhead(['scan', folder, '--fail-under', String(value)])).toMatchObject({ code: 0, stderr: '' });
    const failed = await bulkhead(['scan', folder, '--fail-under', String(value + 0.1)]);
    expect(failed).toMatchObject({ code: 1, stderr: `Failed: the score ${value} is below ${value + 0.1}.\n` });
    expect(failed.stdout).toContain('Score');
  });

  test('is compared with the score of the framework that was asked for', async () => {
    const folder = await shop(open, calico);
    const json = async (framework: string) =>
      JSON.parse((await bulkhead(['scan', folder, '--framework', framework, '--format', 'json'])).stdout);
    const [all, nsa] = [await json('all'), await json('nsa-1.2')];
    expect(nsa).toMatchObject({ framework: 'nsa-1.2' });
    expect(nsa.score.value).not.toBe(all.score.value);
    const { code } = await bulkhead(['scan', folder, '--framework', 'nsa-1.2', '--fail-under', String(nsa.score.value)]);
    expect(code).toBe(0);
  });

  test('outweighs that not everything could be read', async () => {
    // Fails whatever the broken document may have held.
    const agent = deployment('shop', 'agent', { app: 'agent' }, { hostNetwork: true });
    const folder = await folderWith({ 'shop.yaml': open + agent, 'broken.yaml': 'kind: [\n' });
    expect(await bulkhead(['scan', folder, '--fail-under', '100'])).toMatchObject({ code: 1 });
  });
});

describe('the formats', () => {
  test('JSON is one object of the report, without anything around it', async () => {
    const folder = await shop(open);
    const { stdout } = await bulkhead(['scan', folder, '--format', 'json', '--name', 'Shop']);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ schema: 'bulkhead.report/v1', scope: { name: 'Shop', sample: false }, before: null });
    expect(report.clusters[0]).toMatchObject({ source: `manifests ${folder}`, scan: { status: 'complete', number: null } });
  });

  test('CSV has a row for every finding, and a first one that names the columns', async () => {
    const { stdout } = await bulkhead(['scan', await shop(open), '--format', 'csv']);
    expect(stdout).toMatch(/^\uFEFFcluster,source,/);
    expect(stdout).toMatch(/ingress-not-isolated,.*,Deployment,shop,web,/);
  });

  test('a framework is told requirement by requirement', async () => {
    const { stdout } = await bulkhead(['scan', await shop(open, calico), '--framework', 'cis-2.0.1']);
    expect(stdout).toMatch(/against CIS Kubernetes Benchmark 2\.0\.1/);
    expect(stdout).toMatch(/^5\.3\.2 +fail +\S/m);
    expect(stdout).toMatch(/^5\.6\.1 +manual +\S/m);
  });

  test('a report goes into a file, and a PDF beside it', async () => {
    const folder = await shop(open);
    const [output, pdf] = [path.join(folder, 'report.json'), path.join(folder, 'report.pdf')];
    const ended = await bulkhead(['scan', folder, '--format', 'json', '--output', output, '--pdf', pdf]);
    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(JSON.parse(await readFile(output, 'utf8'))).toHaveProperty('score');
    expect((await readFile(pdf)).subarray(0, 5).toString()).toBe('%PDF-');
    expect((await stat(pdf)).size).toBeGreaterThan(10_000);
  });

  test('nothing is coloured where nobody sees it, and everything can be asked to be', async () => {
    const folder = await shop(open);
    const piped = await bulkhead(['scan', folder]);
    expect(piped.stdout + piped.stderr).not.toContain(controlSequence);
    const forced = await bulkhead(['scan', folder], { env: { FORCE_COLOR: '1' } });
    expect(forced.stdout).toContain(`${controlSequence}[`);
    expect(stripVTControlCharacters(forced.stdout)).toBe(piped.stdout);
    expect((await bulkhead(['scan', folder], { env: { NO_COLOR: '1' } })).stdout).toBe(piped.stdout);
  });
});

test('standard input is manifests too', async () => {
  const { code, stdout } = await bulkhead(['scan', '-'], { stdin: open + closed });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^stdin /);
  expect(stdout).toContain('2 workloads, 1 policy');
  expect(await bulkhead(['scan', '-'])).toMatchObject({ code: 2, stdout: '' });
});

test('settings say which results do not count', async () => {
  const folder = await shop(open, calico);
  const own = await folderWith({ 's.yaml': 'exclusions:\n  - { controls: ["*"], namespaces: [sh*], why: being rebuilt }\n' });
  const { stdout } = await bulkhead(['scan', folder, '--settings', `${own}/s.yaml`, '--format', 'json']);
  const [cluster] = JSON.parse(stdout).clusters;
  expect(cluster.settings.exclusions).toHaveLength(1);
  const isolation = cluster.controls.find(({ control }: { control: string }) => control === 'ingress-not-isolated');
  expect(isolation.counts).toMatchObject({ excluded: 2 });
});

test('a reader that has seen enough ends it without a word', async () => {
  const main = path.join(projectFolder, 'lib/cli/main.ts');
  const child = spawn(process.execPath, [
    main,
    'scan',
    path.join(projectFolder, 'lib/sample/shop-staging/day-00-base'),
    '--format',
    'json',
  ]);
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});
