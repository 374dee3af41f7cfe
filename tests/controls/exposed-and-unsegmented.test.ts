import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/exposed-and-unsegmented.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { verdictOn, verdicts, verdictText } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const judged = (...given: Parameters<typeof world>) => control.check(factsOf(world(...given))).map(verdictText);
const service = (spec: object) =>
  `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec })}\n`;
const published = service({ type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80 }] });
const web = deployment('shop', 'web');
const closed = networkPolicy('shop', 'closed', { podSelector: {}, policyTypes: ['Egress'] });

it('fails what outsiders can talk to and nothing holds back', () => {
  expect(verdicts(control, 'shop-with-many-doors')).toEqual([
    'pass Deployment shop/admin: Published by Service shop/admin (NodePort), but policies let nothing of that through.',
    'pass Deployment shop/api: Published by Ingress shop/api, and isolated for egress by NetworkPolicy api.',
    'fail DaemonSet shop/edge: Published by a port of its node, and not isolated for egress: whoever takes it over can connect to 6 workloads and the whole internet.',
    'fail Deployment shop/feed: Published by Service shop/feed (NodePort), and isolated for egress in vain, by NetworkPolicy feed (spec.egress[0]): whoever takes it over can connect to 6 workloads and the whole internet.',
    'fail Deployment shop/front: Published by Service shop/front (LoadBalancer, NodePort), and not isolated for egress: whoever takes it over can connect to 6 workloads and the whole internet.',
  ]);
});

it('shows the ways in, and what lets it out', () => {
  const { evidence, remediation } = verdictOn(control, 'shop-with-many-doors', 'Deployment shop/feed');
  expect(evidence).toEqual([
    {
      object: { kind: 'NetworkPolicy', namespace: 'shop', name: 'feed' },
      path: 'spec.egress[0]',
      says: 'allows to everything on all ports',
    },
    {
      object: { kind: 'Service', namespace: 'shop', name: 'feed' },
      says: expect.stringMatching(/^Whoever reaches a node can try TCP 8080 through Service shop\/feed/),
    },
  ]);
  expect(remediation).toBeUndefined();
  expect(verdictOn(control, 'shop-with-many-doors', 'Deployment shop/front').remediation).toContain('name: isolate-egress-front');
});

it('has nothing to say about what has no door, or one to the own network of the cloud alone', () => {
  expect(judged(web + service({ selector: { app: 'web' }, ports: [{ port: 80 }] }))).toEqual([]);
});

it('does not know of doors that could not be read, where it matters', () => {
  const reads = { 'httproutes.gateway.networking.k8s.io': { status: 'forbidden', message: 'no' } } as const;
  expect(judged(web, { reads })).toEqual([
    'unknown Deployment shop/web: Not known to be isolated for egress, and perhaps published: httproutes.gateway.networking.k8s.io could not be read (forbidden): no.',
  ]);
  expect(judged(web + closed, { reads })).toEqual(['pass Deployment shop/web: Isolated for egress by NetworkPolicy closed.']);
  expect(judged(web + published, { reads })).toEqual([expect.stringMatching(/^fail/)]);
  // Without enforcement all would fail that has a door; but not everything has one.
  const flannel = deployment('kube-flannel', 'x', {}, { containers: [{ name: 'x', image: 'flannel/flannel:v1' }] });
  const daemons = flannel.replace('"Deployment"', '"DaemonSet"');
  expect(judged(web + closed + daemons, { reads }).filter((line) => line.includes('shop/web'))).toEqual([
    'unknown Deployment shop/web: Not isolated for egress, and perhaps published: httproutes.gateway.networking.k8s.io could not be read (forbidden): no.',
  ]);
  expect(judged(web, { reads: { 'httproutes.gateway.networking.k8s.io': { status: 'absent', message: 'no' } } })).toEqual([]);
});

it('does not fail for a way in that may be none', () => {
  const route = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { parentRefs: [{ name: 'edge', namespace: 'edge' }], rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] },
  };
  const routed = `${web}${service({ selector: { app: 'web' }, ports: [{ port: 80 }] })}---\n${JSON.stringify(route)}\n`;
  const reads = { 'gateways.gateway.networking.k8s.io': { status: 'forbidden', message: 'no' } } as const;
  expect(judged(routed, { reads, origin: 'manifests' })).toEqual([
    expect.stringMatching(
      /^unknown Deployment shop\/web: Not isolated for egress, and perhaps published by HTTPRoute shop\/web: .*\.$/,
    ),
  ]);
});

it('does not know what a Service opens that could not be taken as it was given', () => {
  expect(judged(web + service({ type: 'Public' }))).toEqual([
    expect.stringMatching(/^unknown Deployment shop\/web: .* perhaps published: Service shop\/web could not be taken/),
  ]);
  expect(judged(deployment('office', 'mail') + service({ type: 'Public' }))).toEqual([]);
});

it('does not know where a policy that could not be understood may close it either way', () => {
  const broken = (spec: object) => networkPolicy('shop', 'broken', { podSelector: { matchNames: ['web'] }, ...spec });
  expect(judged(web + published + broken({}))).toEqual([expect.stringMatching(/^unknown/)]);
  expect(judged(web + published + closed + broken({}))).toEqual([expect.stringMatching(/^unknown/)]);
  const allowed = networkPolicy('shop', 'out', { podSelector: {}, policyTypes: ['Egress'], egress: [{}] });
  expect(judged(web + published + allowed)).toEqual([expect.stringMatching(/^fail/)]);
  expect(judged(web + published + allowed + broken({}))).toEqual([expect.stringMatching(/^unknown/)]);
});
