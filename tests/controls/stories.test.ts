import { describe, expect, it } from 'vitest';
import { controls } from '#lib/controls/registry.ts';
import { runControl } from '#lib/controls/run.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { factsOfStory, fileOf, stories, verdictText } from '#tests/support/story.ts';

/** Everything that the catalogue says about a story, to be read aloud. */
function told(name: string): string {
  const facts = factsOfStory(name);
  const chapters = controls.map((control) => {
    const { outcome, reason, results } = runControl(control, facts, []);
    const lines = results.map(verdictText);
    return [
      `# ${control.id}: ${outcome === 'notApplicable' ? 'not applicable' : outcome}`,
      ...(reason === null ? [] : [reason]),
      ...lines,
    ].join('\n');
  });
  return `${chapters.join('\n\n')}\n`;
}

describe('the catalogue about', () => {
  it.each(stories)('%s', async (name) => {
    await expect(told(name)).toMatchFileSnapshot(fileOf(name, 'expected.txt'));
  });
});

it('says one thing about each object, so that a finding can be followed from scan to scan', () => {
  const doubled = stories.flatMap((name) =>
    controls.flatMap((control) => {
      const objects = control.check(factsOfStory(name)).map(({ resource }) => refText(resource));
      return objects.filter((object, index) => objects.indexOf(object) !== index);
    }),
  );
  expect(doubled).toEqual([]);
});
