import { expect, it } from 'vitest';
import { counted, listed, rulesText, sentence } from '#lib/controls/wording.ts';

it.each([
  [[], ''],
  [['a'], 'a'],
  [['b', 'a'], 'b and a'],
  [['a', 'b', 'c'], 'a, b and c'],
  [['a', 'b', 'c', 'd'], 'a, b, c and d'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
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

it('names rules by the policy that they stand in', () => {
  const rule = (name: string, path: string) => ({ policy: { kind: 'NetworkPolicy', namespace: 'shop', name }, path, says: '' });
  expect(rulesText([rule('a', 'spec.ingress[0]'), rule('b', 'spec.ingress[1]'), rule('a', 'spec.ingress[2]')])).toBe(
    'NetworkPolicy a (spec.ingress[0] and spec.ingress[2]) and NetworkPolicy b (spec.ingress[1])',
  );
  expect(rulesText(Array.from({ length: 1000 }, (_, index) => rule('a', `spec.ingress[${index}]`)))).toBe(
    'NetworkPolicy a (spec.ingress[0], spec.ingress[1], spec.ingress[2] and 7 more) and 990 more rules',
  );
});
