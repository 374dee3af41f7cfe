import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/cni-not-enforcing.ts';
import { verdictOn, verdicts } from '#tests/support/story.ts';

it('passes a cluster whose CNI enforces policies, and shows where that is seen', () => {
  expect(verdictOn(control, 'closed-shop', 'Cluster cluster')).toMatchObject({
    outcome: 'pass',
    strength: 4,
    evidence: [{ object: { kind: 'DaemonSet', namespace: 'kube-system', name: 'calico-node' } }],
  });
});

it('fails one whose CNI ignores them', () => {
  expect(verdicts(control, 'closed-shop-on-flannel')).toEqual(['fail Cluster cluster: Flannel alone does not enforce policies.']);
});

it('does not know where no agent is seen', () => {
  expect(verdicts(control, 'flat-shop')).toEqual([
    'unknown Cluster cluster: Whether anything enforces policies is not known: no known CNI agent was found among the DaemonSets.',
  ]);
});
