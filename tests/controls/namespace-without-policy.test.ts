import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/namespace-without-policy.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { story, verdictOn, verdicts } from '#tests/support/story.ts';

it('fails a namespace without policies, by the words and by the effect', () => {
  expect(verdictOn(control, 'flat-shop', 'Namespace shop')).toMatchObject({
    outcome: 'fail',
    literal: 'fail',
    message: 'Has no NetworkPolicy: StatefulSet db, CronJob report and Deployment web stay open.',
  });
});

it('passes one whose policies isolate every workload both ways', () => {
  expect(verdictOn(control, 'closed-shop', 'Namespace shop')).toMatchObject({
    outcome: 'pass',
    literal: 'pass',
    strength: 4,
    message: 'Has 3 NetworkPolicies, which isolate StatefulSet db and Deployment web both ways.',
  });
});

it('fails one that has policies by the words, and open workloads all the same', () => {
  expect(verdicts(control, 'half-isolated')).toEqual([
    'not applicable (literally fail) Namespace archive: Has no NetworkPolicy, and no running workload that a policy could isolate.',
    'fail (literally pass) Namespace office: Has 2 NetworkPolicies, yet Deployment wiki stays open.',
    'not applicable (literally pass) Namespace vault: Has 1 NetworkPolicy, and no running workload that a policy could isolate.',
  ]);
});

it('fails one whose rules allow everything, and offers no further policy, which would not help', () => {
  expect(verdictOn(control, 'doors-left-open', 'Namespace shop')).toMatchObject({
    outcome: 'fail',
    literal: 'pass',
    message: 'Has 3 NetworkPolicies, yet Deployment api and Deployment web stay open.',
  });
  expect(verdictOn(control, 'doors-left-open', 'Namespace shop')).not.toHaveProperty('remediation');
});

it('fails one that is isolated on paper only', () => {
  expect(verdictOn(control, 'closed-shop-on-flannel', 'Namespace shop')).toMatchObject({ outcome: 'fail', literal: 'pass' });
});

it('speaks only of workloads that a policy could isolate', () => {
  expect(verdicts(control, 'pods-on-the-host')).toEqual([
    'not applicable (literally pass) Namespace agents: Has 1 NetworkPolicy, and no running workload that a policy could isolate.',
    'pass Namespace monitoring: Has 1 NetworkPolicy, which isolates Deployment grafana and CronJob sweep both ways.',
  ]);
});

it('does not know where policies could not be understood, unless others leave no doubt', () => {
  expect(verdicts(control, 'policies-nobody-understands').map((line) => line.split(':')[0])).toEqual([
    'fail (literally pass) Namespace lab',
    'unknown Namespace office',
    'unknown (literally pass) Namespace shop',
  ]);
});

it('does not fail for a rule that a policy of another layer, which could not be read, may overrule', () => {
  const snapshot = story('doors-left-open');
  const forbidden = { status: 'forbidden', message: 'no' } as const;
  const reads = { ...snapshot.reads, 'ciliumnetworkpolicies.cilium.io': forbidden };
  const results = control.check(factsOf({ ...snapshot, reads }));
  expect(results.map(({ outcome }) => outcome)).toContain('unknown');
  expect(results.map(({ outcome }) => outcome)).not.toContain('fail');
});
