import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/api-server-egress.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { verdicts, verdictText } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const verdict = (cidr: string | null, more = ''): string => {
  const egress = cidr === null ? [] : [{ to: [{ ipBlock: { cidr } }], ports: [{ port: 443 }, { port: 8443 }] }];
  const policy = networkPolicy('shop', 'web', { podSelector: {}, policyTypes: ['Egress'], egress });
  const results = control.check(factsOf(world(deployment('shop', 'web') + policy + more)));
  const result = results.find(({ resource }) => resource.name === 'web');
  return result === undefined ? '' : verdictText(result);
};
const server = `---\n${JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'kube-apiserver-a', namespace: 'kube-system', labels: { component: 'kube-apiserver' } },
  spec: { hostNetwork: true, containers: [{ name: 'main', image: 'registry.k8s.io/kube-apiserver:v1.36.0' }] },
  status: { phase: 'Running', hostIP: '10.10.0.9', podIPs: [{ ip: '10.10.0.9' }] },
})}\n`;

it('fails whoever reaches the address of a node of the control plane', () => {
  expect(verdicts(control, 'ways-out').filter((line) => line.includes('shop/'))).toEqual([
    'fail Deployment shop/crawler: Can connect to the API server at 10.10.0.2 on TCP 443, 6443.',
    'pass Deployment shop/payment: Cannot connect to the API server at 10.10.0.2.',
    'fail Deployment shop/web: Can connect to the API server at 10.10.0.2 on TCP 443.',
  ]);
});

it('believes the pods of the API server before the labels of nodes', () => {
  expect(verdict('10.10.0.9/32', server)).toContain('fail');
  expect(verdict('10.10.0.2/32', server)).toContain('pass');
});

it('knows without knowing the address where nothing or everything is open', () => {
  expect(verdict(null)).toBe(
    'pass Deployment shop/web: Cannot connect to any address outside on TCP 443 or 6443, so not to the API server.',
  );
  expect(verdict('0.0.0.0/0')).toContain('fail');
});

it('does not guess in between', () => {
  expect(verdict('10.0.0.0/8')).toBe(
    'unknown Deployment shop/web: Reaches 10.0.0.0-10.255.255.255 on TCP 443; whether the API server is among these is not known, for neither its pods nor nodes of the control plane were seen.',
  );
});
