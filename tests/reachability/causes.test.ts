import { expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { driftOf } from '#lib/reachability/drift.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const drift = (before: string, after: string): readonly string[] => {
  const [was, is] = [before, after].map((yaml) => reachability(policyModel(world(deployment('shop', 'web') + yaml))));
  if (was === undefined || is === undefined) throw new Error('two worlds');
  return [...driftOf(was, is)].map(
    ({ type, src, dst, causes }) => `${type} ${src} => ${dst} by ${causes.map(({ object }) => refText(object)).join(', ')}`,
  );
};
const from = (name: string, ...cidrs: readonly string[]) =>
  networkPolicy('shop', name, { podSelector: {}, ingress: [{ from: cidrs.map((cidr) => ({ ipBlock: { cidr } })) }] });
const web = 'shop/web[Deployment]';

it('of two policies that changed, addresses name the one that lets them in or keeps them out', () => {
  const before = from('one', '10.0.0.0/8') + from('two', '192.168.0.0/16');
  const after = from('one', '10.0.0.0/9') + from('two', '192.168.0.0/16', '203.0.113.8/32', '2001:db8::/32');
  expect(drift(before, after)).toEqual([
    `removed 10.128.0.0-10.255.255.255 => ${web} by NetworkPolicy shop/one`,
    `added 203.0.113.8-203.0.113.8 => ${web} by NetworkPolicy shop/two`,
    `added 2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff => ${web} by NetworkPolicy shop/two`,
  ]);
});

it('addresses that only several changes together open name them all', () => {
  const closed = from('one', '10.0.0.0/8');
  expect(drift(closed + from('two', '10.0.0.0/8'), from('one', '10.0.0.0/9') + from('two', '10.0.0.0/9'))).toEqual([
    `removed 10.128.0.0-10.255.255.255 => ${web} by NetworkPolicy shop/one, NetworkPolicy shop/two`,
  ]);
});

it('are asked for all addresses at once where very many changed', () => {
  const many = Array.from({ length: 150 }, (_, index) => `10.0.${index}.0/32`);
  const lines = drift(
    from('one', '10.1.0.0/16') + from('two', '192.168.0.0/16'),
    from('one', ...many) + from('two', '1.1.1.1/32'),
  );
  expect(lines.filter((line) => line.startsWith('added 10.0.')).length).toBe(150);
  expect(lines).toContain(`added 10.0.149.0-10.0.149.0 => ${web} by NetworkPolicy shop/one, NetworkPolicy shop/two`);
});
