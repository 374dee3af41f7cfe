import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');

/** What a page links to, or names between backticks by a path of the tree, and is not there. */
function missingFrom(page: string, text: string): readonly string[] {
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) => path.join(path.dirname(page), target));
  const paths = [...text.matchAll(/`((?:app|components|deploy|lib|tests|prisma)\/[\w./-]+)`/g)].map(([, target = '']) => target);
  return [...links, ...paths].filter((target) => !existsSync(path.join(root, target)));
}

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'deploy/README.md',
  'lib/reachability/README.md',
  'lib/README.md',
  'lib/sample/README.md',
];

it.each(pages)('%s names only files that exist', (page) => {
  expect(missingFrom(page, readFileSync(path.join(root, page), 'utf8'))).toEqual([]);
});

it('would notice one that does not', () => {
  const text = 'See [the map](README.md), [nothing](nowhere.md#at-all), `lib/nowhere.ts` and `lib/README.md`.';
  expect(missingFrom('lib/page.md', text)).toEqual(['lib/nowhere.md', 'lib/nowhere.ts']);
});

it.each(['reach', 'explain', 'drift'])('the page about who can reach whom names every option of %s, and no other', (command) => {
  const help = execFileSync(process.execPath, ['lib/cli/main.ts', command, '--help'], { cwd: root, encoding: 'utf8' });
  const options = new Set([...help.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option = '']) => option));
  const table = readFileSync(path.join(root, 'lib/reachability/README.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| `--/.test(line));
  const named = table
    .map((line) => line.split('|'))
    .filter(([, , of = '']) => of.trim() === 'all' || of.includes(`\`${command}\``))
    .flatMap(([, option = '']) => option.match(/--[a-z-]+/g) ?? []);
  expect(new Set(named)).toEqual(options);
});
