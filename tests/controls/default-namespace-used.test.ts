import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/default-namespace-used.ts';
import { verdictOn, verdicts } from '#tests/support/story.ts';

it('fails where workloads and Services lie in default, and counts neither the API server nor policies', () => {
  expect(verdicts(control, 'forgotten-in-default')).toEqual([
    'fail Namespace default: Holds Deployment try-out and Service try-out.',
  ]);
  expect(verdictOn(control, 'forgotten-in-default', 'Namespace default').evidence.map(({ object }) => object.kind)).toEqual([
    'Deployment',
    'Service',
  ]);
});

it('passes where only the Service of the API server and a policy are there', () => {
  expect(verdicts(control, 'default-left-empty')).toEqual([
    'pass Namespace default: Holds no workload, Service or Ingress of its own.',
  ]);
});

it('has nothing to say where manifests do not mention the namespace', () => {
  expect(verdicts(control, 'closed-shop')).toEqual([]);
});
