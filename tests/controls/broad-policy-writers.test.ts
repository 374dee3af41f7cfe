import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/broad-policy-writers.ts';
import { verdictOn, verdicts } from '#tests/support/story.ts';

const outcomes = () =>
  Object.fromEntries(
    verdicts(control, 'who-writes-policies').map((line) => [line.split(': ')[0]?.replace(/^\w+ /, ''), line.split(' ')[0]]),
  );

it('judges each identity once, and leaves out administrators by design and mere readers', () => {
  expect(Object.keys(outcomes()).toSorted()).toEqual([
    'Group contractors',
    'Group network-team',
    'Group system:authenticated',
    'ServiceAccount lab/default',
    'ServiceAccount monitoring/prometheus',
    'ServiceAccount shop/default',
    'ServiceAccount shop/deployer',
    'User ana@example.org',
  ]);
});

it.each([
  ['Group system:authenticated', 'it stands for many identities at once, and each of them may change policies of namespace lab'],
  ['Group contractors', 'ClusterRole edit gives it the policies of every namespace along with everything else'],
  ['User ana@example.org', 'ClusterRole do-anything gives it the policies of every namespace along with everything else'],
  ['ServiceAccount monitoring/prometheus', 'one compromised pod with this account could open every namespace'],
  [
    'ServiceAccount shop/default',
    'every pod in namespace shop that names no other account may change policies of namespace shop',
  ],
])('fails %s', (object, reason) => {
  expect(verdictOn(control, 'who-writes-policies', object)).toMatchObject({
    outcome: 'fail',
    message: `May change policies too broadly: ${reason}.`,
  });
});

it('knows a service account also by its user name', () => {
  expect(outcomes()['ServiceAccount lab/default']).toBe('fail');
});

it('passes a group with a role made for policies, and an account that is bound to its namespaces', () => {
  expect(verdictOn(control, 'who-writes-policies', 'Group network-team').message).toBe(
    'May change policies in every namespace, by a role made for it.',
  );
  expect(verdictOn(control, 'who-writes-policies', 'ServiceAccount shop/deployer')).toMatchObject({
    outcome: 'pass',
    message: 'May change policies in the namespaces lab and shop.',
    evidence: [
      { object: { kind: 'RoleBinding', namespace: 'lab', name: 'deployers' } },
      { object: { kind: 'RoleBinding', namespace: 'shop', name: 'deployers' } },
    ],
  });
});

it('has nothing to say where nobody is bound', () => {
  expect(verdicts(control, 'flat-shop')).toEqual([]);
});
