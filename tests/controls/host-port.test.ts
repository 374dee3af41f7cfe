import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/host-port.ts';
import { verdictOn, verdicts } from '#tests/support/story.ts';

it('fails workloads that open ports on their node, naming protocol, port and address', () => {
  expect(verdicts(control, 'pods-on-the-host')).toEqual([
    "not applicable DaemonSet agents/node-agent: Every port it opens is its node's; host-network-pod judges that.",
    'pass Deployment monitoring/grafana: Opens no port on its node.',
    "fail DaemonSet monitoring/node-exporter: Opens TCP 9100 at its node's address.",
    "fail CronJob monitoring/sweep: Opens UDP 53 and TCP 8080 on 127.0.0.1 at its node's address.",
    "not applicable Pod monitoring/tcpdump: Every port it opens is its node's; host-network-pod judges that.",
  ]);
});

it('points at the container', () => {
  expect(verdictOn(control, 'pods-on-the-host', 'CronJob monitoring/sweep').evidence).toMatchObject([
    { path: 'spec.jobTemplate.spec.template.spec.containers[name=sweep].ports', says: 'hostPort UDP 53' },
    { path: 'spec.jobTemplate.spec.template.spec.containers[name=sweep].ports', says: 'hostPort TCP 8080 on 127.0.0.1' },
  ]);
});
