import { expect, test } from 'vitest';
import { version } from '#lib/version.ts';
import { bulkhead, folderWith } from './process.ts';

test('--version prints the version and nothing else', async () => {
  expect(await bulkhead(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('--help tells the commands, and that of scan its options and exit codes', async () => {
  const help = await bulkhead(['--help']);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toMatch(/scan[\s\S]*clusters/);
  const { code, stdout } = await bulkhead(['scan', '--help']);
  expect(code).toBe(0);
  for (const word of [
    '--context',
    '--kubeconfig',
    '--framework',
    '--format',
    '--output',
    '--pdf',
    '--fail-under',
    '--save',
    'Exit codes',
  ])
    expect(stdout).toContain(word);
});

test('without a command it tells how it is used and fails', async () => {
  const { code, stdout, stderr } = await bulkhead([]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('Usage: bulkhead');
});

const manifests = 'lib/sample/legacy/day-00-base';

test.each([
  ['an unknown command', ['scann'], /unknown command 'scann'.*Did you mean scan/i],
  ['an unknown option', ['scan', '--formt', 'json'], /unknown option '--formt'.*Did you mean --format/i],
  ['two things to scan', ['scan', 'a', 'b'], /too many arguments/i],
  ['manifests and a context', ['scan', manifests, '--context', 'prod'], /--context name different things/],
  ['a kubeconfig and the own cluster', ['scan', '--kubeconfig', 'x', '--in-cluster'], /--in-cluster name different things/],
  ['an unknown framework', ['scan', manifests, '--framework', 'cis'], /'cis' is invalid.*cis-2\.0\.1/],
  ['an unknown format', ['scan', manifests, '--format', 'xml'], /'xml' is invalid.*table, json, csv/],
  ['a threshold that is no number', ['scan', manifests, '--fail-under', 'high'], /'high' is invalid.*0 to 100/],
  ['a threshold that is empty', ['scan', manifests, '--fail-under', ''], /0 to 100/],
  ['a threshold above 100', ['scan', manifests, '--fail-under', '101'], /0 to 100/],
  ['a threshold below 0', ['scan', manifests, '--fail-under=-1'], /0 to 100/],
  ['an option without its value', ['scan', manifests, '--pdf'], /--pdf.*argument missing/i],
  ['an empty name of what to scan', ['scan', ''], /is empty/],
  ['an empty name', ['scan', manifests, '--name', ' '], /--name is empty/],
  ['a folder that is not there', ['scan', './nowhere'], /\.\/nowhere cannot be read: it does not exist/],
  ['the name of a context as a folder', ['scan', 'prod'], /use --context prod/],
  ['a file that holds no manifests', ['scan', 'package.json'], /no Kubernetes object in package\.json/],
  ['no kubeconfig', ['scan'], /No kubeconfig was found/],
  ['a kubeconfig that is not there', ['scan', '--kubeconfig', '/nowhere/config'], /no kubeconfig at \/nowhere\/config/],
  ['the own cluster outside of a pod', ['scan', '--in-cluster'], /does not run in a pod/],
  ['an output in a folder that is not there', ['scan', manifests, '--output', '/nowhere/x'], /there is no folder \/nowhere/],
  ['an output that is a folder', ['scan', manifests, '--pdf', 'lib'], /--pdf lib cannot be written: it is a folder/],
  ['an output below a file', ['scan', manifests, '--output', 'package.json/x'], /package\.json is no folder/],
  ['two reports in one file', ['scan', manifests, '--output', 'x', '--pdf', 'x'], /both name x/],
  ['two reports in one file of two spellings', ['scan', manifests, '--output', 'x', '--pdf', './x'], /both name x/],
  [
    'manifests that are not to be checked by a certificate',
    ['scan', manifests, '--insecure'],
    /--insecure is about a kubeconfig/,
  ],
  [
    'settings that are not there',
    ['scan', manifests, '--settings', 'nowhere.yaml'],
    /settings file nowhere\.yaml cannot be read/,
  ],
  ['settings that are none', ['scan', manifests, '--settings', 'package.json'], /package\.json is not right: exclusions/],
  ['saving without a database', ['scan', manifests, '--save'], /There is no database: set DATABASE_URL/],
  ['clusters without a database', ['clusters'], /There is no database: set DATABASE_URL/],
])('%s is one clear line and exit code 2', async (_what, args, line) => {
  const { code, stdout, stderr } = await bulkhead(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(line);
  expect(stderr.trimEnd()).not.toMatch(/\n|undefined|\bat .*\.ts:/);
});

test('settings that name a control which does not exist are refused by its name', async () => {
  const folder = await folderWith({ 's.yaml': 'exclusions:\n  - { controls: [no-such], namespaces: [a], why: b }\n' });
  const { code, stderr } = await bulkhead(['scan', manifests, '--settings', `${folder}/s.yaml`]);
  expect(code).toBe(2);
  expect(stderr).toContain('exclusions[0].controls[0]: there is no control "no-such"');
});

test.each([
  [
    'that nothing listens at',
    'postgresql://someone:secret@127.0.0.1:1/bulkhead',
    /127\.0\.0\.1:1\/bulkhead cannot be used: nothing listens there/,
  ],
  ['that is no address', 'mysql://somewhere', /DATABASE_URL: must begin with postgresql/],
])('a DATABASE_URL %s is told without its password', async (_what, url, line) => {
  for (const args of [['clusters'], ['scan', manifests, '--save']]) {
    const { code, stdout, stderr } = await bulkhead(args, { env: { DATABASE_URL: url } });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(line);
    expect(stderr).not.toContain('secret');
  }
});
