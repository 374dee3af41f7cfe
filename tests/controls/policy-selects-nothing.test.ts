import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/policy-selects-nothing.ts';
import { verdictOn, verdicts } from '#tests/support/story.ts';

it('fails policies whose labels nothing carries, and lets a default wait for its first workload', () => {
  expect(verdicts(control, 'policies-for-nobody')).toEqual([
    'fail NetworkPolicy planned/api: There are no pods with app=api in namespace planned.',
    'not applicable NetworkPolicy planned/default-deny: Waits for the first workload that namespace planned will have.',
    'pass NetworkPolicy shop/default-deny: Selects shop/web[Deployment].',
    'fail NetworkPolicy shop/web: There are no pods with app=web in namespace shop.',
  ]);
});

it('takes a workload without pods at the moment as selected', () => {
  expect(verdicts(control, 'rolling-out')).toContain('pass NetworkPolicy shop/report: Selects shop/report[CronJob].');
});

it('lets a default wait where all pods use the network of their node', () => {
  expect(verdictOn(control, 'pods-on-the-host', 'NetworkPolicy agents/default-deny').outcome).toBe('notApplicable');
});

it('does not know what a policy selects that could not be understood', () => {
  expect(verdictOn(control, 'policies-nobody-understands', 'NetworkPolicy office/broken').outcome).toBe('unknown');
});
