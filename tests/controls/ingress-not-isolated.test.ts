import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/ingress-not-isolated.ts';
import { verdictOn, verdicts } from '#tests/support/story.ts';

it('fails every running workload where nobody wrote a policy', () => {
  expect(verdicts(control, 'flat-shop')).toEqual([
    'fail StatefulSet shop/db: No policy selects it for ingress: whatever reaches the pod network can connect to it.',
    'fail CronJob shop/report: No policy selects it for ingress: whatever reaches the pod network can connect to it.',
    'fail Deployment shop/web: No policy selects it for ingress: whatever reaches the pod network can connect to it.',
  ]);
});

it('passes a workload that policies select, naming them, and leaves pods of the node network to another control', () => {
  expect(verdicts(control, 'closed-shop')).toEqual([
    "not applicable DaemonSet kube-system/calico-node: Its pods use the node's network, which no NetworkPolicy governs; host-network-pod judges that.",
    'pass StatefulSet shop/db: Isolated for ingress by NetworkPolicy default-deny and NetworkPolicy web-to-db.',
    'pass Deployment shop/web: Isolated for ingress by NetworkPolicy default-deny.',
  ]);
});

it('knows a pass to be the stronger when the CNI enforces it, and weaker when a rule allows everything', () => {
  expect(verdictOn(control, 'closed-shop', 'Deployment shop/web').strength).toBe(4);
  expect(verdictOn(control, 'half-isolated', 'Deployment office/mail').strength).toBe(3);
  expect(verdictOn(control, 'doors-left-open', 'Deployment shop/web').strength).toBe(2);
});

it('fails what is isolated on paper only, and keeps the literal verdict', () => {
  expect(verdictOn(control, 'closed-shop-on-flannel', 'Deployment shop/web')).toMatchObject({
    outcome: 'fail',
    literal: 'pass',
    message: 'Isolated for ingress by NetworkPolicy default-deny, but on paper only: flannel alone does not enforce policies.',
    evidence: [
      { object: { name: 'default-deny' }, path: 'spec.podSelector' },
      { object: { name: 'kube-flannel-ds' }, says: 'flannel alone does not enforce policies' },
    ],
  });
});

it('fails a workload of which policies select only some pods, and judges nothing that does not run', () => {
  expect(verdicts(control, 'rolling-out')).toEqual([
    'fail Deployment shop/web: NetworkPolicy inner selects only some of its pods for ingress: whatever reaches the pod network can connect to it.',
  ]);
});

it('understands selectors made of matchExpressions, and shows what an open workload carries and policies look for', () => {
  expect(verdictOn(control, 'half-isolated', 'Deployment office/mail').outcome).toBe('pass');
  expect(verdictOn(control, 'half-isolated', 'Deployment office/wiki').evidence).toMatchObject([
    { object: { name: 'wiki' }, path: 'spec.template.metadata.labels', says: 'app=wiki, tier=back' },
    { object: { name: 'front-only' }, path: 'spec.podSelector', says: 'selects pods with tier!=back in namespace office' },
  ]);
});

it('does not know where a policy could not be understood, unless another one isolates the workload', () => {
  expect(verdictOn(control, 'policies-nobody-understands', 'Deployment office/mail')).toMatchObject({
    outcome: 'unknown',
    message: expect.stringContaining('A policy may isolate it, but NetworkPolicy office/broken could not be understood'),
  });
  expect(verdictOn(control, 'policies-nobody-understands', 'Deployment shop/web').outcome).toBe('pass');
});
