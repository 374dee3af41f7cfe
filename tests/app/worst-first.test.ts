import { expect, test } from 'vitest';
import { worstFirst } from '../../app/controls/[control]/worst-first.ts';

const place = (namespace: string, counts: { fail?: number; unknown?: number; pass?: number }) => ({
  namespace,
  counts: { fail: 0, unknown: 0, pass: 0, notApplicable: 0, excluded: 0, ...counts },
});

test('of three hundred namespaces those in which a control fails come first, then those in which it is unknown', () => {
  const places = [
    place('a', { pass: 9 }),
    place('b', { unknown: 1, pass: 3 }),
    place('c', { fail: 1, pass: 8 }),
    place('d', {}),
    place('e', { fail: 7, unknown: 2 }),
  ];
  expect(worstFirst(places).map(({ namespace }) => namespace)).toEqual(['c', 'e', 'b', 'a', 'd']);
});
