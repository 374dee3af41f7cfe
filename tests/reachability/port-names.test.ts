import { expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { portNames } from '#lib/reachability/port-names.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const app = (namespace: string, name: string, ...ports: readonly object[]): string =>
  deployment(namespace, name, { app: name }, { containers: [{ name: 'main', image: 'example.org/app:1', ports }] });
const http = { name: 'http', containerPort: 8080 };

/** `spec.ingress[0] http for TCP: 1 of 2 lack it: shop/web[Deployment]` */
function told(yaml: string): readonly string[] {
  const { engine } = reachability(policyModel(world(yaml)));
  return engine.model.policies.flatMap(portNames(engine)).map(({ rule, text, lookedUpOn, lacking }) => {
    const ids: string[] = [];
    engine.pods.each(lacking, (member) => ids.push(engine.classes[member]?.id ?? 'nobody'));
    return `${rule.path} ${text}: ${lacking.size} of ${lookedUpOn.size} lack it${ids.length === 0 ? '' : `: ${ids.join(', ')}`}`;
  });
}

const shop =
  app('shop', 'web', http) + app('shop', 'db') + app('lab', 'dns', { name: 'http', containerPort: 53, protocol: 'UDP' });

it('of an ingress rule are looked up on the subjects, by name and protocol', () => {
  const ingress = [{ ports: [{ port: 'http' }, { port: 'http', protocol: 'UDP' }, { port: 80 }] }, {}];
  expect(told(shop + networkPolicy('shop', 'in', { podSelector: {}, ingress }))).toEqual([
    'spec.ingress[0] http for TCP: 1 of 2 lack it: shop/db[Deployment]',
    'spec.ingress[0] http for UDP: 2 of 2 lack it: shop/db[Deployment], shop/web[Deployment]',
  ]);
});

it('of an egress rule are looked up on the peers, of which addresses are none', () => {
  const out = (to: readonly object[]) =>
    networkPolicy('shop', 'out', {
      podSelector: { matchLabels: { app: 'db' } },
      policyTypes: ['Egress'],
      egress: [{ to, ports: [{ port: 'http' }] }],
    });
  expect(told(shop + out([{ podSelector: { matchLabels: { app: 'web' } } }]))).toEqual([
    'spec.egress[0] http for TCP: 0 of 1 lack it',
  ]);
  expect(told(shop + out([{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'dns' } } }]))).toEqual([
    'spec.egress[0] http for TCP: 1 of 1 lack it: lab/dns[Deployment]',
  ]);
  expect(told(shop + out([{ ipBlock: { cidr: '10.0.0.0/8' } }]))).toEqual(['spec.egress[0] http for TCP: 0 of 0 lack it']);
  expect(told(shop + out([]))).toEqual(['spec.egress[0] http for TCP: 2 of 3 lack it: lab/dns[Deployment], shop/db[Deployment]']);
});

it('of admin policies take the protocol that the container gives them', () => {
  const admin = {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'named' },
    spec: {
      tier: 'Admin',
      priority: 1,
      subject: { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'lab' } } },
      ingress: [{ action: 'Accept', from: [{ namespaces: {} }], protocols: [{ destinationNamedPort: 'http' }] }],
    },
  };
  expect(told(`${shop}---\n${JSON.stringify(admin)}\n`)).toEqual(['spec.ingress[0] http: 0 of 1 lack it']);
});
