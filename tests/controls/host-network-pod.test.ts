import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/host-network-pod.ts';
import { verdictOn, verdicts } from '#tests/support/story.ts';

it("fails workloads in their node's network and passes the others", () => {
  expect(verdicts(control, 'pods-on-the-host')).toEqual([
    "fail DaemonSet agents/node-agent: Uses its node's network, which no NetworkPolicy governs.",
    'pass Deployment monitoring/grafana: Has a network of its own, which policies can govern.',
    "fail DaemonSet monitoring/node-exporter: Uses its node's network, which no NetworkPolicy governs.",
    'pass CronJob monitoring/sweep: Has a network of its own, which policies can govern.',
    "fail Pod monitoring/tcpdump: Uses its node's network, which no NetworkPolicy governs.",
  ]);
});

it('points at the field in the object that makes the pods', () => {
  const path = (object: string) => verdictOn(control, 'pods-on-the-host', object).evidence[0]?.path;
  expect(path('DaemonSet monitoring/node-exporter')).toBe('spec.template.spec.hostNetwork');
  expect(path('Pod monitoring/tcpdump')).toBe('spec.hostNetwork');
});

it('judges nothing that does not run', () => {
  expect(verdicts(control, 'rolling-out')).toEqual([
    'pass Deployment shop/web: Has a network of its own, which policies can govern.',
  ]);
});
