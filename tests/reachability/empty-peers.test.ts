import { describe, expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { emptyPeers, type Sight } from '#lib/reachability/empty-peers.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const everything: Sight = { allNamespaces: true, nodes: true };
const manifests: Sight = { allNamespaces: false, nodes: false };

/** A line a peer that is empty or in doubt. */
function told(yaml: string, sight: Sight = everything): readonly string[] {
  const { engine } = reachability(policyModel(world(yaml)));
  return engine.model.policies
    .flatMap(emptyPeers(engine, sight))
    .map(({ path, looksFor, isJudged, why }) => `${isJudged ? '' : 'not judged: '}${path} ${looksFor}: ${why}`);
}
const text = (object: object): string => `---\n${JSON.stringify(object)}\n`;
const namespace = (name: string, labels: object) => text({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
const labelled = (labels: object) => ({ matchLabels: labels });
const from = (...peers: object[]) => networkPolicy('shop', 'in', { podSelector: {}, ingress: [{ from: peers }] });
const to = (...peers: object[]) =>
  networkPolicy('shop', 'out', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: peers }] });
const shop = deployment('shop', 'web') + namespace('lab', { env: 'test' });

describe('a peer that selects nothing', () => {
  it('is told by its place, with the nearest reason', () => {
    const peers = [
      { podSelector: labelled({ app: 'web' }) },
      { podSelector: labelled({ app: 'gone' }) },
      { namespaceSelector: labelled({ env: 'production' }) },
      { namespaceSelector: labelled({ env: 'test' }), podSelector: labelled({ app: 'web' }) },
      { namespaceSelector: labelled({ env: 'test' }) },
      { namespaceSelector: {}, podSelector: labelled({ app: 'gone' }) },
    ];
    expect(told(shop + from(...peers))).toEqual([
      'spec.ingress[0].from[1] pods with app=gone in namespace shop: no pod in namespace shop carries app=gone',
      'spec.ingress[0].from[2] all pods in namespaces with env=production: no namespace carries env=production',
      'spec.ingress[0].from[3] pods with app=web in namespaces with env=test: no pod in namespace lab carries app=web',
      'spec.ingress[0].from[4] all pods in namespaces with env=test: there is no pod in namespace lab',
      'spec.ingress[0].from[5] pods with app=gone in all namespaces: no pod in any namespace carries app=gone',
    ]);
  });

  it('may mean pods that no selector finds, because they use their node’s network', () => {
    const agent = deployment('lab', 'agent', { app: 'agent' }, { hostNetwork: true });
    expect(told(shop + agent + from({ namespaceSelector: {}, podSelector: labelled({ app: 'agent' }) }))).toEqual([
      "spec.ingress[0].from[0] pods with app=agent in all namespaces: only lab/agent[Deployment] could be meant, and its pods use their node's network, which no selector finds",
    ]);
  });

  it('is never one of addresses, of both families', () => {
    expect(told(shop + to({ ipBlock: { cidr: '192.0.2.0/24' } }, { ipBlock: { cidr: '2001:db8::/32' } }))).toEqual([]);
  });

  it('is not one that waits for a workload without pods at the moment', () => {
    const resting = text({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'batch', namespace: 'shop' },
      spec: { template: { metadata: { labels: { app: 'batch' } }, spec: { containers: [{ name: 'main' }] } } },
    });
    const pod = text({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { containers: [{ name: 'main' }] },
    });
    const { engine } = reachability(
      policyModel(world(pod + resting + from({ podSelector: labelled({ app: 'batch' }) }), { origin: 'live' })),
    );
    expect(engine.model.policies.flatMap(emptyPeers(engine, everything))).toEqual([]);
  });

  it('may be one of nodes or of related namespaces', () => {
    const node = text({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n', labels: { pool: 'a' } },
      status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] },
    });
    const admin = text({
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name: 'nodes' },
      spec: {
        priority: 1,
        subject: { namespaces: { matchLabels: { env: 'test' } } },
        ingress: [{ action: 'Allow', from: [{ namespaces: { notSameLabels: ['env'] } }] }],
        egress: [{ action: 'Allow', to: [{ nodes: labelled({ pool: 'a' }) }, { nodes: labelled({ pool: 'b' }) }] }],
      },
    });
    const yaml = shop + deployment('lab', 'bench') + node + admin;
    expect(told(yaml)).toEqual([
      'spec.ingress[0].from[0] all pods in namespaces with another env: no namespace that fits has such a pod',
      'spec.egress[0].to[1] nodes with pool=b: no node carries pool=b',
    ]);
    expect(told(yaml, manifests)).toEqual([
      'not judged: spec.ingress[0].from[0] all pods in namespaces with another env: no given namespace that fits has such a pod, and others may be in the cluster',
      'not judged: spec.egress[0].to[1] nodes with pool=b: which nodes there are is not known',
    ]);
    expect(told(yaml + deployment('other', 'web') + namespace('other', { env: 'production' }))).toEqual([
      'spec.egress[0].to[1] nodes with pool=b: no node carries pool=b',
    ]);
  });

  it('is not judged in manifests where it may mean namespaces beside them, or what the cluster itself runs', () => {
    const dns = { podSelector: labelled({ 'k8s-app': 'kube-dns' }) };
    const own = { namespaceSelector: labelled({ 'kubernetes.io/metadata.name': 'kube-system' }), ...dns };
    const something = text({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'metrics', namespace: 'kube-system' },
      spec: {},
    });
    const peers = to(own, { namespaceSelector: {}, ...dns }, { namespaceSelector: labelled({ env: 'gone' }) }, dns);
    expect(told(shop + peers, manifests)).toEqual([
      'not judged: spec.egress[0].to[0] pods with k8s-app=kube-dns in namespaces with kubernetes.io/metadata.name=kube-system: none of the given namespaces carries kubernetes.io/metadata.name=kube-system, and others may be in the cluster',
      'not judged: spec.egress[0].to[1] pods with k8s-app=kube-dns in all namespaces: it may mean pods of kube-system, which the cluster itself puts there',
      'not judged: spec.egress[0].to[2] all pods in namespaces with env=gone: none of the given namespaces carries env=gone, and others may be in the cluster',
      'spec.egress[0].to[3] pods with k8s-app=kube-dns in namespace shop: no pod in namespace shop carries k8s-app=kube-dns',
    ]);
    expect(told(shop + something + peers, manifests)[0]).toMatch(/^not judged: .* it may mean pods of kube-system/);
    expect(told(shop + something + peers)[0]).toMatch(/: no pod in namespace kube-system carries k8s-app=kube-dns$/);
  });
});
