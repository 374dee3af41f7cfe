import { cp, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { version } from '#lib/version.ts';
import { folderWith, NODE_COMPILE_CACHE, projectFolder, run } from './process.ts';

const launcher = path.join(projectFolder, 'lib/cli/bulkhead.mjs');

/** The machine's own Node where there is one, which need not be that of the project. */
const PATH = [
  ...(process.env.PATH ?? '').split(path.delimiter).filter((folder) => !folder.includes('node_modules')),
  path.dirname(process.execPath),
].join(path.delimiter);

test("the launcher runs the command line with the project's Node, from any folder and through a link", async () => {
  const folder = await folderWith({});
  await symlink(launcher, path.join(folder, 'bulkhead'));
  expect(await run(path.join(folder, 'bulkhead'), ['--version'], { env: { PATH } })).toEqual({
    code: 0,
    stdout: `${version}\n`,
    stderr: '',
  });
});

test('the launcher keeps what was compiled for the next time', async () => {
  await rm(NODE_COMPILE_CACHE, { recursive: true, force: true });
  await run('env', ['-u', 'NODE_COMPILE_CACHE', launcher, '--version'], { env: { PATH } });
  expect(await readdir(NODE_COMPILE_CACHE)).not.toEqual([]);
});

test('the launcher hands on input, output and exit code', async () => {
  const manifests = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n';
  const ended = await run(launcher, ['scan', '-', '--fail-under', '100'], { env: { PATH }, stdin: manifests });
  expect(ended).toMatchObject({ code: 1, stdout: expect.stringContaining('namespace-without-default-deny') });
  expect(await run(launcher, ['bogus'], { env: { PATH } })).toMatchObject({ code: 2, stdout: '' });
});

test('the launcher says what to do where the project was not completely installed', async () => {
  const folder = await folderWith({});
  await mkdir(path.join(folder, 'lib/cli'), { recursive: true });
  const copy = path.join(folder, 'lib/cli/bulkhead.mjs');
  await cp(launcher, copy);
  const { code, stderr } = await run(copy, ['--version'], { env: { PATH } });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^Bulkhead is not completely installed.*npm ci.*\n$/);
});
