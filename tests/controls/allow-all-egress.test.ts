import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/allow-all-egress.ts';
import { verdictOn, verdicts } from '#tests/support/story.ts';

it('fails workloads whose rules allow everything, also in halves', () => {
  expect(verdicts(control, 'doors-left-open')).toEqual([
    'fail Deployment lab/bench: Selected for egress by NetworkPolicy open-house, yet closed to nothing: NetworkPolicy open-house (spec.egress[0]) allows to everything on all ports.',
    'fail Deployment shop/api: Selected for egress by NetworkPolicy api-in-halves and NetworkPolicy default-deny, yet closed to nothing: NetworkPolicy api-in-halves (spec.egress[0] and spec.egress[1]) together allow everything.',
    'pass Deployment shop/web: NetworkPolicy default-deny allows less than everything for egress.',
  ]);
});

it('passes with the strength of what enforces it', () => {
  expect(verdictOn(control, 'closed-shop', 'Deployment shop/web').strength).toBe(4);
  expect(verdictOn(control, 'doors-left-open', 'Deployment shop/web').strength).toBe(3);
});

it('has nothing to say about workloads that no policy selects for egress', () => {
  expect(verdicts(control, 'policies-for-nobody')).toEqual([]);
});

it('fails what is narrow on paper only', () => {
  expect(verdictOn(control, 'closed-shop-on-flannel', 'StatefulSet shop/db')).toMatchObject({ outcome: 'fail', literal: 'pass' });
});

it('does not know what a policy that could not be understood allows', () => {
  expect(verdictOn(control, 'policies-nobody-understands', 'Deployment shop/web').outcome).toBe('unknown');
});
