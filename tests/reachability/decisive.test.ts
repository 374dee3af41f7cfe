import { expect, it } from 'vitest';
import { decisiveOf } from '#lib/reachability/decisive.ts';

/** Of one port: whether it is as it is in the end once these changes are made. */
const decisive = (changes: string, isThere: (made: string) => boolean, given = '') =>
  decisiveOf([...changes], [...given], (made) => {
    const there = isThere(made.join(''));
    return { some: there, all: there };
  }).join('');
const has = (made: string, all: string): boolean => [...all].every((one) => made.includes(one));

it('names one change that does it alone, and none that does nothing', () => {
  expect(decisive('abc', (made) => has(made, 'b'))).toBe('b');
});

it('names each that is enough by itself, and all that are only enough together', () => {
  expect(decisive('abc', (made) => has(made, 'a') || has(made, 'c'))).toBe('ac');
  expect(decisive('abcd', (made) => has(made, 'bd'))).toBe('bd');
});

it('does not name what another change undid again, where a third was needed', () => {
  expect(decisive('abc', (made) => has(made, 'c') || (has(made, 'a') && !has(made, 'b')))).toBe('c');
});

it('starts from what had to be there before anything else could tell', () => {
  expect(decisive('nab', (made) => has(made, 'n'), 'n')).toBe('n');
  expect(decisive('nab', (made) => has(made, 'nb'), 'n')).toBe('nb');
});

it('names all where trying explains nothing', () => {
  expect(decisive('ab', () => false)).toBe('ab');
});
