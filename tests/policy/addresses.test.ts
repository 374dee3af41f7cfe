import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addressesOfCidr,
  allAddresses,
  commonAddresses,
  contains,
  difference,
  noAddresses,
  unionOfAddresses,
} from '#lib/policy/addresses.ts';

const cidr = (text: string) => addressesOfCidr(text) ?? noAddresses;

it.each(['10.0.0.0/8', '0.0.0.0/0', '192.168.1.7/32', '::/0', 'fd00:ec2::254/128', '2001:db8::/32', '::ffff:10.0.0.0/104'])(
  'reads %s',
  (text) => {
    expect(addressesOfCidr(text)).toBeDefined();
  },
);

it.each([
  '',
  '10.0.0.0',
  '10/8',
  '10.0.0.0/33',
  '10.0.0.0/08',
  '010.0.0.0/8',
  '0x0a.0.0.0/8',
  '10.0.0.300/8',
  'fe80::1%eth0/64',
  '::/129',
  'web/8',
])('refuses %j', (text) => {
  expect(addressesOfCidr(text)).toBeUndefined();
});

it('ignores host bits, as the API does', () => {
  expect(cidr('10.1.2.3/8')).toEqual(cidr('10.0.0.0/8'));
});

it('makes a whole out of two halves', () => {
  expect(unionOfAddresses([cidr('128.0.0.0/1'), cidr('0.0.0.0/1')])).toEqual(cidr('0.0.0.0/0'));
});

const block = fc.tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 })).map(([address, length]) => {
  const bytes = [24, 16, 8, 0].map((shift) => (address >>> shift) & 255);
  return cidr(`${bytes.join('.')}/${length}`);
});

it('takes apart and puts together without loss', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 6 }), fc.array(block, { maxLength: 6 }), (first, second) => {
      const whole = unionOfAddresses(first);
      const holes = unionOfAddresses(second);
      const left = difference(whole, holes);
      expect(contains(whole, left)).toBe(true);
      expect(difference(left, holes)).toEqual(left);
      expect(unionOfAddresses([left, difference(whole, left)])).toEqual(whole);
      expect(contains(allAddresses, whole)).toBe(true);
    }),
  );
});

it('what two sets have in common is what the one loses by losing what the other lacks', () => {
  const blocks = fc
    .array(fc.tuple(fc.nat({ max: 63 }), fc.integer({ min: 26, max: 32 })), { maxLength: 5 })
    .map((list) =>
      unionOfAddresses(list.flatMap(([last, length]) => [cidr(`10.0.0.${last}/${length}`), cidr(`fd00::${last}/128`)])),
    );
  fc.assert(
    fc.property(blocks, blocks, (a, b) => {
      expect(commonAddresses(a, b)).toEqual(difference(a, difference(a, b)));
    }),
  );
});

it('takes as many exceptions out of a block as an object can hold without a wait', { timeout: 2000 }, () => {
  const holes = unionOfAddresses(
    Array.from({ length: 20_000 }, (_, index) => cidr(`10.${index >> 7}.${2 * (index & 127)}.0/24`)),
  );
  const left = difference(cidr('0.0.0.0/0'), holes);
  expect(left.v4).toHaveLength(20_001);
  expect(difference(cidr('0.0.0.0/0'), left)).toEqual(holes);
});
