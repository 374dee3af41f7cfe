import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/external-ips.ts';
import { verdictOn, verdicts } from '#tests/support/story.ts';

it('fails Services that claim addresses, naming them', () => {
  expect(verdictOn(control, 'doors-to-the-world', 'Service shop/claims')).toMatchObject({
    outcome: 'fail',
    message: 'Claims 203.0.113.7 and 203.0.113.8 on every node.',
    evidence: [{ path: 'spec.externalIPs', says: '203.0.113.7, 203.0.113.8' }],
  });
});

it('passes the others, but for mere names of something elsewhere', () => {
  expect(verdicts(control, 'doors-to-the-world').filter((line) => line.startsWith('pass'))).toHaveLength(6);
  expect(verdicts(control, 'doors-to-the-world').join()).not.toContain('elsewhere');
});

it('has nothing to say without Services', () => {
  expect(verdicts(control, 'closed-shop')).toEqual([]);
});
