import { describe, expect, it } from 'vitest';
import { controls } from '#lib/controls/registry.ts';
import { runControl } from '#lib/controls/run.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { sealSnapshot } from '#lib/snapshot/canonical.ts';
import { refText } from '#lib/snapshot/objects.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { story, verdictText } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const judge = (id: string, snapshot: Snapshot) => {
  const control = controls.find((one) => one.id === id);
  if (control === undefined) throw new Error(`no control ${id}`);
  return runControl(control, factsOf(snapshot), []);
};
const object = (apiVersion: string, kind: string, name: string, rest: object = {}): string =>
  `---\n${JSON.stringify({ apiVersion, kind, metadata: { name, namespace: 'shop' }, ...rest })}\n`;

const shop =
  deployment('shop', 'web') + networkPolicy('shop', 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [] });
const noContainers = object('apps/v1', 'Deployment', 'broken', { spec: { template: { spec: {} } } });
const rbac = 'rbac.authorization.k8s.io/v1';

describe('an object that could not be taken as it was given', () => {
  it.each([
    ['ingress-not-isolated', noContainers, 'Deployment shop/broken'],
    ['egress-not-isolated', noContainers, 'Deployment shop/broken'],
    ['allow-all-ingress', noContainers, 'Deployment shop/broken'],
    ['allow-all-egress', noContainers, 'Deployment shop/broken'],
    ['cross-namespace-ingress', noContainers, 'Deployment shop/broken'],
    ['data-store-reachable', noContainers, 'Deployment shop/broken'],
    ['host-network-pod', noContainers, 'Deployment shop/broken'],
    ['host-port', noContainers, 'Deployment shop/broken'],
    ['load-balancer-open-to-world', object('v1', 'Service', 'lb', { spec: { type: 'Public' } }), 'Service shop/lb'],
    ['node-port-service', object('v1', 'Service', 'lb', { spec: { type: 'Public' } }), 'Service shop/lb'],
    ['external-ips', object('v1', 'Service', 'lb', { spec: { type: 'Public' } }), 'Service shop/lb'],
    ['ingress-without-tls', object('networking.k8s.io/v1', 'Ingress', 'a', { spec: { rules: 'all' } }), 'Ingress shop/a'],
    ['broad-policy-writers', object(rbac, 'RoleBinding', 'a', { roleRef: 'admin' }), 'RoleBinding shop/a'],
  ])('leaves %s unknown about it', (id, broken, about) => {
    const { outcome, counts, results } = judge(id, world(shop + broken));
    const unknown = results.filter((result) => result.outcome === 'unknown');
    expect(outcome).toBe('unknown');
    expect(counts.unknown).toBe(1);
    expect(unknown.map(({ resource }) => refText(resource))).toEqual([about]);
    expect(unknown[0]?.message).toMatch(/^It could not be taken as it was given: .* It was left out\.$/);
  });

  it('does not hide what fails', () => {
    const open = deployment('shop', 'open', { app: 'open' }, { hostNetwork: true });
    expect(judge('host-network-pod', world(shop + open + noContainers))).toMatchObject({
      outcome: 'fail',
      counts: { pass: 1, fail: 1, unknown: 1 },
    });
  });

  it('is not taken for another one of a similar name', () => {
    const slash = object('apps/v1', 'Deployment', 'broken/web', { spec: { template: { spec: {} } } });
    expect(judge('host-port', world(shop + slash)).results.map(verdictText)).toEqual([
      expect.stringMatching(/^pass Deployment shop\/web:/),
      expect.stringMatching(/^unknown Deployment shop\/broken\/web:/),
    ]);
  });

  it('is said once, however often it was given', () => {
    expect(judge('host-port', world(shop + noContainers + noContainers)).counts.unknown).toBe(1);
  });

  it('takes the pass from its namespace, and leaves it its failure', () => {
    const id = 'namespace-without-policy';
    expect(judge(id, world(shop)).results.map(verdictText)).toEqual([expect.stringMatching(/^pass Namespace shop:/)]);
    expect(judge(id, world(shop + noContainers)).results.map(verdictText)).toEqual([
      expect.stringMatching(/^unknown \(literally pass\) Namespace shop: .* Deployment shop\/broken could not be taken/),
    ]);
    expect(judge(id, world(deployment('shop', 'web') + noContainers)).outcome).toBe('fail');
    expect(judge(id, world(networkPolicy('shop', 'deny', { podSelector: {} }) + noContainers)).outcome).toBe('unknown');
  });

  it('may be what a policy selects', () => {
    const waiting = networkPolicy('shop', 'broken', { podSelector: { matchLabels: { app: 'broken' } } });
    expect(judge('policy-selects-nothing', world(shop + waiting)).outcome).toBe('fail');
    expect(judge('policy-selects-nothing', world(shop + waiting + noContainers)).outcome).toBe('unknown');
  });

  it('may be what uses the namespace default', () => {
    const lost = `---\n${JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'lost' } })}\n`;
    const empty = '---\n{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}\n';
    expect(judge('default-namespace-used', world(empty)).outcome).toBe('pass');
    expect(judge('default-namespace-used', world(empty + lost)).outcome).toBe('unknown');
  });

  it('is no workload on a live cluster if it only makes pods', () => {
    expect(judge('host-port', world(shop + noContainers, { origin: 'live' })).counts.unknown).toBe(0);
  });

  it('puts what was judged of the rest of it in doubt', () => {
    const snapshot = story('closed-shop');
    const { namespace = '', name = '' } = snapshot.objects['deployments.apps']?.[0]?.metadata ?? {};
    const problem = {
      object: `Deployment ${namespace}/${name}`,
      message: 'a port was left out.',
      resource: 'deployments.apps',
      namespace,
    } as const;
    const before = judge('host-port', snapshot).counts;
    const after = judge('host-port', sealSnapshot({ ...snapshot, problems: [problem] })).counts;
    expect(after).toEqual({ ...before, pass: before.pass - 1, unknown: before.unknown + 1 });
  });
});
