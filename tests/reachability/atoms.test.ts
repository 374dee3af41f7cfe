import { expect, test } from 'vitest';
import { addressesOfCidr, noAddresses } from '#lib/policy/addresses.ts';
import { atomsOf } from '#lib/reachability/atoms.ts';

const networks = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `2001:db8:${(index >> 8).toString(16)}:${(index & 0xff).toString(16)}::/64`);

test('addresses of either family are cut where blocks begin and end, each place once', () => {
  const sets = ['10.0.0.0/8', '10.0.0.0/8', '10.1.0.0/16', '2001:db8::/32', '2001:db8::/48'].map(
    (cidr) => addressesOfCidr(cidr) ?? noAddresses,
  );
  const atoms = atomsOf(sets);
  expect(sets.map((set) => [...atoms.of(set)])).toEqual([
    [1, 4],
    [1, 4],
    [2, 3],
    [6, 8],
    [6, 7],
  ]);
  expect([...atoms.all]).toEqual([0, 9]);
});

test('thirty thousand networks of IPv6 are cut in less than a second, though their lower halves are all the same', () => {
  const sets = networks(30_000).map((cidr) => addressesOfCidr(cidr) ?? noAddresses);
  const start = process.cpuUsage();
  const atoms = atomsOf(sets);
  expect(process.cpuUsage(start).user).toBeLessThan(1_000_000);
  expect(new Set(sets.map((set) => atoms.of(set)[0])).size).toBe(30_000);
});
