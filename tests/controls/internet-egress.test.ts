import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/internet-egress.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { verdictOn, verdicts } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const resultOf = (...cidrs: readonly string[]) => {
  const to = cidrs.map((cidr) => ({ ipBlock: { cidr } }));
  const policy = networkPolicy('shop', 'web', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: to.length === 0 ? [] : [{ to }],
  });
  return control.check(factsOf(world(deployment('shop', 'web') + policy)))[0];
};

it('tells the whole internet from one partner', () => {
  expect(verdicts(control, 'ways-out').filter((line) => line.includes('shop/'))).toEqual([
    'fail Deployment shop/crawler: Can connect to the whole internet.',
    'pass Deployment shop/payment: Reaches of the internet only 203.0.113.16-203.0.113.31.',
    'fail Deployment shop/web: Can connect to the whole internet.',
  ]);
});

it.each<[string, readonly string[], 'pass' | 'fail']>([
  ['nothing', [], 'pass'],
  ['private networks', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fd00::/8'], 'pass'],
  ['a block as large as one organisation may own', ['198.51.0.0/16'], 'pass'],
  ['one address more', ['198.51.0.0/16', '203.0.113.1/32'], 'fail'],
  ['everything from a certain address on', ['8.0.0.0/7'], 'fail'],
  ['a site of IPv6', ['2a00:1450::/48'], 'pass'],
  ['a provider of IPv6', ['2a00:1450::/32'], 'fail'],
  ['all of IPv6', ['::/0'], 'fail'],
])('judges %s', (_title, cidrs, outcome) => {
  expect(resultOf(...cidrs)?.outcome).toBe(outcome);
});

it('adds up what is cut into pieces', () => {
  const quarters = ['0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2', '192.0.0.0/2'];
  expect(resultOf(...quarters)?.message).toBe('Can connect to the whole internet.');
  const crumbs = Array.from({ length: 257 }, (_, index) => `${20 + Math.floor(index / 256)}.${index % 256}.0.0/24`);
  expect(resultOf(...crumbs)?.outcome).toBe('fail');
});

it('offers a policy where none covers egress, and names the rule where one does', () => {
  expect(verdictOn(control, 'ways-out', 'Deployment platform/runner').remediation).toContain('kind: NetworkPolicy');
  const web = verdictOn(control, 'ways-out', 'Deployment shop/web');
  expect(web.remediation).toBeUndefined();
  expect(web.evidence.map(({ object, path }) => `${object.name} ${path}`)).toEqual(['web spec.egress[0]']);
});
