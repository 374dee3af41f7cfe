import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/egress-not-isolated.ts';
import { verdictOn, verdicts } from '#tests/support/story.ts';

it('fails workloads that may connect to everything', () => {
  expect(verdicts(control, 'policies-for-nobody')).toEqual([
    'fail Deployment shop/web: No policy selects it for egress: it can connect to every pod and to every address outside.',
  ]);
});

it('passes workloads that policies select, and leaves pods of the node network to another control', () => {
  expect(verdicts(control, 'pods-on-the-host').map((line) => line.split(':')[0])).toEqual([
    'not applicable DaemonSet agents/node-agent',
    'pass Deployment monitoring/grafana',
    'not applicable DaemonSet monitoring/node-exporter',
    'pass CronJob monitoring/sweep',
    'not applicable Pod monitoring/tcpdump',
  ]);
});

it('fails what is isolated on paper only, and keeps the literal verdict', () => {
  expect(verdictOn(control, 'closed-shop-on-flannel', 'StatefulSet shop/db')).toMatchObject({ outcome: 'fail', literal: 'pass' });
});

it('does not know where a policy that covers ingress alone hides one that could not be understood', () => {
  expect(verdictOn(control, 'policies-nobody-understands', 'Deployment shop/web')).toMatchObject({
    outcome: 'unknown',
    message: expect.stringContaining('NetworkPolicy shop/broken'),
  });
});
