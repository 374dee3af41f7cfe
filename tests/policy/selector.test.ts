import { describe, expect, it } from 'vitest';
import { isImpossible, matches, selectorOf } from '#lib/policy/selector.ts';

const app = (operator: string, values?: readonly string[]) =>
  selectorOf({ matchExpressions: [{ key: 'app', operator, values }] });

it.each([
  ['In', ['web', 'api'], { app: 'web' }, true],
  ['In', ['web', 'api'], { app: 'db' }, false],
  ['In', ['web'], {}, false],
  ['NotIn', ['web'], { app: 'db' }, true],
  ['NotIn', ['web'], { app: 'web' }, false],
  ['NotIn', ['web'], {}, true],
  ['Exists', undefined, { app: '' }, true],
  ['Exists', undefined, {}, false],
  ['DoesNotExist', undefined, {}, true],
  ['DoesNotExist', undefined, { app: 'web' }, false],
] as const)('%s %j on %j is %j', (operator, values, labels, answer) => {
  expect(matches(app(operator, values), labels)).toBe(answer);
});

it('takes everything when it is empty', () => {
  expect(matches(selectorOf({}), { any: 'thing' })).toBe(true);
});

it('needs matchLabels and matchExpressions alike', () => {
  const both = selectorOf({ matchLabels: { tier: 'front' }, matchExpressions: [{ key: 'app', operator: 'Exists' }] });
  expect(matches(both, { tier: 'front' })).toBe(false);
  expect(matches(both, { tier: 'front', app: 'web' })).toBe(true);
});

it('is not fooled by labels that objects inherit', () => {
  expect(matches(selectorOf({ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }), {})).toBe(false);
});

describe('no labels can meet', () => {
  const all = (...matchExpressions: readonly (readonly [string, string, (readonly string[])?])[]) =>
    isImpossible(
      selectorOf({ matchExpressions: matchExpressions.map(([key, operator, values]) => ({ key, operator, values })) }),
    );

  it('a key that must be there and must not', () => {
    expect(all(['app', 'Exists'], ['app', 'DoesNotExist'])).toBe(true);
    expect(all(['app', 'In', ['a']], ['app', 'DoesNotExist'])).toBe(true);
    expect(all(['app', 'NotIn', ['a']], ['app', 'DoesNotExist'])).toBe(false);
    expect(all(['app', 'Exists'], ['tier', 'DoesNotExist'])).toBe(false);
  });

  it('values of which none is left', () => {
    expect(all(['app', 'In', ['a', 'b']], ['app', 'In', ['c']])).toBe(true);
    expect(all(['app', 'In', ['a', 'b']], ['app', 'NotIn', ['a', 'b', 'c']])).toBe(true);
    expect(all(['app', 'In', ['a', 'b']], ['app', 'NotIn', ['a']], ['app', 'Exists'])).toBe(false);
    expect(all(['app', 'NotIn', ['a']], ['app', 'Exists'])).toBe(false);
  });
});
