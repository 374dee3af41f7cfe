import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');

/** What a page links to, or names between backticks by a path of the tree, and is not there. */
function missingFrom(page: string, text: string): readonly string[] {
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) => path.join(path.dirname(page), target));
  const paths = [...text.matchAll(/`((?:app|components|lib|tests|prisma)\/[\w./-]+)`/g)].map(([, target = '']) => target);
  return [...links, ...paths].filter((target) => !existsSync(path.join(root, target)));
}

it.each(['CONTRIBUTING.md', 'lib/README.md'])('%s names only files that exist', (page) => {
  expect(missingFrom(page, readFileSync(path.join(root, page), 'utf8'))).toEqual([]);
});

it('would notice one that does not', () => {
  const text = 'See [the map](README.md), [nothing](nowhere.md#at-all), `lib/nowhere.ts` and `lib/README.md`.';
  expect(missingFrom('lib/page.md', text)).toEqual(['lib/nowhere.md', 'lib/nowhere.ts']);
});
