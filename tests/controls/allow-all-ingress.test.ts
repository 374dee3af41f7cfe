import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/allow-all-ingress.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { story, verdictOn, verdicts } from '#tests/support/story.ts';

it('fails workloads that a rule opens again, naming the rule', () => {
  expect(verdicts(control, 'doors-left-open')).toEqual([
    'fail Deployment lab/bench: Selected for ingress by NetworkPolicy open-house, yet closed to nothing: NetworkPolicy open-house (spec.ingress[0]) allows from everything on all ports.',
    'pass Deployment shop/api: NetworkPolicy default-deny allows less than everything for ingress.',
    'fail Deployment shop/web: Selected for ingress by NetworkPolicy default-deny and NetworkPolicy web-for-all, yet closed to nothing: NetworkPolicy web-for-all (spec.ingress[0]) allows from everything on all ports.',
  ]);
  expect(verdictOn(control, 'doors-left-open', 'Deployment shop/web').evidence).toEqual([
    {
      object: { kind: 'NetworkPolicy', namespace: 'shop', name: 'web-for-all' },
      path: 'spec.ingress[0]',
      says: 'allows from everything on all ports',
    },
  ]);
});

it('takes a rule for all pods of the cluster as less than everything', () => {
  expect(verdicts(control, 'half-isolated')).toEqual([
    'pass Deployment office/mail: NetworkPolicy front-only allows less than everything for ingress.',
  ]);
});

it('has nothing to say about workloads that no policy selects', () => {
  expect(verdicts(control, 'flat-shop')).toEqual([]);
});

it('fails what is narrow on paper only', () => {
  expect(verdictOn(control, 'closed-shop-on-flannel', 'Deployment shop/web')).toMatchObject({ outcome: 'fail', literal: 'pass' });
});

it('does not pass where a policy that could not be understood may allow everything, and still fails what is open for certain', () => {
  expect(verdicts(control, 'policies-nobody-understands').map((line) => line.split(':')[0])).toEqual([
    'fail Deployment lab/bench',
    'unknown Deployment office/mail',
    'unknown Deployment shop/web',
  ]);
});

it('does not fail where a policy that comes before the rule, and could not be read, may close what it opens', () => {
  const snapshot = story('doors-left-open');
  const forbidden = { status: 'forbidden', message: 'no' } as const;
  const reads = { ...snapshot.reads, 'adminnetworkpolicies.policy.networking.k8s.io': forbidden };
  const results = control.check(factsOf({ ...snapshot, reads }));
  expect(results.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown', 'unknown']);
  expect(results[0]?.message).toMatch(
    /^NetworkPolicy open-house \(spec\.ingress\[0\]\) would leave nothing closed for ingress, but adminnetworkpolicies\./,
  );
});
