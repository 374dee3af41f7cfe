import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRevisions } from '#lib/sample/revisions.ts';
import { lastDay, sampleStories } from '#lib/sample/stories.ts';

const folder = path.resolve(import.meta.dirname, '../../lib/sample');

test('every folder of manifests is a story, and every story has a folder', async () => {
  const folders = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(folders.toSorted()).toEqual(sampleStories.map(({ name }) => name).toSorted());
});

describe.each(sampleStories)('$name', (story) => {
  test('has manifests that all can be read, in folders that hold nothing else', async () => {
    const revisions = await readRevisions(story);
    expect(revisions.length).toBeGreaterThan(5);
    expect(revisions[0]).toMatchObject({ day: 0, removed: [] });
    const files = await readdir(path.join(folder, story.name), { recursive: true, withFileTypes: true });
    for (const { name } of files.filter((entry) => entry.isFile())) expect(name).toMatch(/^([a-z-]+\.yaml|removed\.txt)$/);
  });

  test('tells one thing a day, before today', async () => {
    const days = (await readRevisions(story)).map(({ day }) => day);
    expect(days).toEqual([...new Set(days)].toSorted((a, b) => a - b));
    expect(Math.max(...days)).toBeLessThan(lastDay);
  });

  test('has troubles within its days that do not overlap', () => {
    let end = -1;
    for (const { from, to } of story.troubles) {
      expect(from).toBeGreaterThan(end);
      expect(to).toBeGreaterThanOrEqual(from);
      end = to;
    }
    expect(end).toBeLessThan(lastDay);
  });
});
