import { expect, it } from 'vitest';
import { counted, listed, sentence } from '#lib/controls/wording.ts';

it.each([
  [[], ''],
  [['a'], 'a'],
  [['b', 'a'], 'a and b'],
  [['c', 'b', 'a'], 'a, b and c'],
  [['d', 'c', 'b', 'a'], 'a, b, c and d'],
  [['e', 'd', 'c', 'b', 'a'], 'a, b, c and 2 more'],
])('%j is listed as %j', (names, text) => {
  expect(listed(names)).toBe(text);
});

it('counts in words', () => {
  expect([0, 1, 2].map((number) => counted(number, 'policy', 'policies'))).toEqual(['no policies', '1 policy', '2 policies']);
});

it('makes a sentence of a clause and leaves one as it is', () => {
  expect(sentence('only some of its pods')).toBe('Only some of its pods.');
  expect(sentence('Why?')).toBe('Why?');
});
