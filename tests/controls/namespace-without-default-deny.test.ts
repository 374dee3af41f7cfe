import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/namespace-without-default-deny.ts';
import { verdictOn, verdicts } from '#tests/support/story.ts';

it('fails a namespace that closes neither direction for every pod, or only one', () => {
  expect(verdicts(control, 'half-isolated')).toEqual([
    'fail Namespace archive: No policy closes ingress or egress for every pod, so a new pod starts open.',
    'fail Namespace office: No policy closes ingress for every pod, so a new pod starts open.',
    'pass Namespace vault: Every pod, new ones included, starts closed both ways by NetworkPolicy default-deny.',
  ]);
});

it('knows a pass without workloads to prove no more than that the policy exists', () => {
  expect(verdictOn(control, 'half-isolated', 'Namespace vault').strength).toBe(1);
  expect(verdictOn(control, 'closed-shop', 'Namespace shop').strength).toBe(4);
});

it('fails a default that the same or another policy for every pod undoes, but not one that opens single workloads', () => {
  expect(verdicts(control, 'doors-left-open')).toEqual([
    'fail Namespace empty-lab: Whatever its policies close for every pod, they open again for every pod by NetworkPolicy open-house (spec.ingress[0]).',
    'fail Namespace lab: Whatever its policies close for every pod, they open again for every pod by NetworkPolicy open-house (spec.ingress[0] and spec.egress[0]).',
    'pass Namespace shop: Every pod, new ones included, starts closed both ways by NetworkPolicy default-deny.',
  ]);
});

it('fails a default that stands on paper only', () => {
  expect(verdictOn(control, 'closed-shop-on-flannel', 'Namespace shop')).toMatchObject({ outcome: 'fail', literal: 'pass' });
});

it('does not know where a policy could not be understood', () => {
  expect(verdicts(control, 'policies-nobody-understands').map((line) => line.split(':')[0])).toEqual([
    'fail Namespace lab',
    'unknown Namespace office',
    'unknown Namespace shop',
  ]);
});
