import { expect, it } from 'vitest';
import { controls } from '#lib/controls/registry.ts';
import { runControl } from '#lib/controls/run.ts';
import { cis } from '#lib/frameworks/cis-2.0.1.ts';
import { frameworkResult } from '#lib/score/framework-score.ts';
import { factsOfStory } from '#tests/support/story.ts';

const inEdition = (edition: string) =>
  Object.fromEntries(cis.requirements.map(({ id, otherEditions }) => [id, otherEditions?.[edition]]));

it.each([
  ['1.12', { '5.2.12': '5.2.12', '5.6.1': '5.6.1', '5.6.4': '5.6.4' }],
  ['1.11', { '5.2.12': '5.2.13', '5.6.1': '5.6.1', '5.6.4': '5.6.4' }],
  ['1.10', { '5.2.12': '5.2.13', '5.6.1': '5.7.1', '5.6.4': '5.7.4' }],
])('in edition %s, three requirements had these numbers and all others the same', (edition, moved) => {
  const same = Object.fromEntries(cis.requirements.map(({ id }) => [id, id]));
  expect(inEdition(edition)).toEqual({ ...same, ...moved });
});

it('gives a verdict by the words where the words ask for existence only', () => {
  expect(cis.requirements.filter(({ literal }) => literal).map(({ id }) => id)).toEqual(['5.3.2']);
});

it.each([
  [
    'closed-shop',
    { '5.3.1': 'pass', '5.3.2': 'pass', '5.2.5': 'fail', '5.2.8': 'manual', '5.6.4': 'notApplicable', '2.1': 'outOfReach' },
    'fail',
  ],
  ['closed-shop-on-flannel', { '5.3.1': 'fail', '5.3.2': 'fail' }, 'fail'],
  ['forgotten-in-default', { '5.3.1': 'unknown', '5.3.2': 'pass', '5.6.4': 'fail' }, 'pass'],
])('about %s it says so', (name, outcomes, literal) => {
  const facts = factsOfStory(name);
  const { requirements } = frameworkResult(
    cis,
    controls,
    controls.map((control) => runControl(control, facts, [])),
  );
  expect(Object.fromEntries(requirements.map(({ requirement, outcome }) => [requirement, outcome]))).toMatchObject(outcomes);
  expect(requirements.find(({ requirement }) => requirement === '5.3.2')?.literal).toBe(literal);
});
