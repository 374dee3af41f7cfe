import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const depcruise = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const run = promisify(execFile);

interface Cruised {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: { readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string }[] };
}

async function cruise(folder: string, ...paths: readonly string[]): Promise<Cruised> {
  const args = [depcruise, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...paths];
  const { stdout } = await run(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 28 }).catch((thrown: unknown) => {
    if (thrown instanceof Error && 'stdout' in thrown && typeof thrown.stdout === 'string' && thrown.stdout !== '')
      return { stdout: thrown.stdout };
    throw thrown;
  });
  return JSON.parse(stdout) as Cruised;
}

describe('the dependency rule', () => {
  const planted: string[] = [];
  afterEach(async () => {
    for (const folder of planted.splice(0)) await rm(folder, { recursive: true });
  });

  /** A tree with the project's own configuration and the given files. */
  async function plant(files: Readonly<Record<string, string>>): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'bulkhead-layers-'));
    planted.push(folder);
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
      await cp(path.join(root, name), path.join(folder, name));
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    return folder;
  }

  it('reads every module that there is', async () => {
    const { modules, summary } = await cruise(root, 'app', 'components', 'lib', 'tests');
    const files = (await readdir(path.join(root, 'lib'), { recursive: true })).filter(
      (name) => name.endsWith('.ts') && !name.includes('generated'),
    );
    const read = new Set(modules.map(({ source }) => source));
    expect(files.filter((name) => !read.has(`lib/${name}`))).toEqual([]);
    expect(summary.violations).toEqual([]);
  });

  it.each([
    ['the policy layer importing the store', 'lib/policy/a.ts', '../store/b.ts', 'lib/store/b.ts', 'policy-imports'],
    [
      'a component importing code of the store',
      'components/a.ts',
      '../lib/store/b.ts',
      'lib/store/b.ts',
      'components-types-only',
    ],
    ['a page importing the worker', 'app/a.ts', '../lib/worker/b.ts', 'lib/worker/b.ts', 'app-imports'],
    ['the product importing a test', 'lib/policy/a.ts', '../../tests/b.ts', 'tests/b.ts', 'not-to-tests'],
    ['a folder that the rule does not know', 'lib/stuff/a.ts', '../policy/b.ts', 'lib/policy/b.ts', 'lib-folder-is-known'],
  ])('finds %s', async (_title, from, specifier, to, rule) => {
    const folder = await plant({
      [from]: `import { b } from '${specifier}';\nexport const a = b;\n`,
      [to]: 'export const b = 1;\n',
    });
    const { summary } = await cruise(folder, from.split('/')[0] ?? '', 'lib');
    expect(summary.violations.map((violation) => violation.rule.name)).toContain(rule);
  });

  it('finds input and output in the pure part', async () => {
    const folder = await plant({
      'lib/policy/a.ts': "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n",
    });
    const { summary } = await cruise(folder, 'lib');
    expect(summary.violations.map((violation) => violation.rule.name)).toContain('core-is-pure');
  });
});

it('knows every folder of lib', async () => {
  const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as {
    forbidden: readonly { name: string }[];
  };
  const folders = (await readdir(path.join(root, 'lib'), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(folders.filter((name) => !forbidden.some((rule) => rule.name === `${name}-imports`))).toEqual([]);
});
