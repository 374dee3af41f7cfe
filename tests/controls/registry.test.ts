import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { severities } from '#lib/controls/control.ts';
import { controlOf, controls } from '#lib/controls/registry.ts';
import { resourceNames } from '#lib/snapshot/resources.ts';

const catalog = path.resolve(import.meta.dirname, '../../lib/controls/catalog');
const idsOfFiles = readdirSync(catalog).map((file) => path.basename(file, '.ts'));

it('lists every control that the folder has, and no other', () => {
  expect(controls.map(({ id }) => id).toSorted()).toEqual(idsOfFiles.toSorted());
});

it('finds a control by its id', () => {
  expect(controlOf('host-port')?.title).toBe("No workload opens a port on its node's address");
  expect(controlOf('no-such-control')).toBeUndefined();
});

it.each(idsOfFiles)('%s is a file that holds the control of that id', async (id) => {
  const module: unknown = await import(path.join(catalog, `${id}.ts`));
  expect(module).toMatchObject({ default: { id } });
});

it.each(controls)('$id says all that its readers need', ({ id, title, why, fix, severity, needs }) => {
  expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  expect(title).toMatch(/^[A-Z].*[^.]$/);
  expect(why).toMatch(/^[A-Z].*\.$/);
  expect(fix).toMatch(/^[A-Z].*\.$/);
  expect(severities).toContain(severity);
  expect(needs.filter((need) => !resourceNames.includes(need))).toEqual([]);
});

it('has a test for every control, by its name', () => {
  const tests = readdirSync(import.meta.dirname).map((file) => path.basename(file, '.test.ts'));
  expect(idsOfFiles.filter((id) => !tests.includes(id))).toEqual([]);
});
