import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/cross-namespace-ingress.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { verdictOn, verdicts, verdictText } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const of = (yaml: string) => control.check(factsOf(world(yaml))).map(verdictText);

it('fails what any pod of any namespace can connect to, with the rule that opens it and who gets through', () => {
  const { message, evidence, remediation } = verdictOn(control, 'where-data-lives', 'StatefulSet data/orders');
  expect(message).toBe(
    'Any pod of any other namespace can connect on TCP 9187. Today 2 workloads of other namespaces get through: Deployment shop/web and Deployment shop/worker.',
  );
  expect(evidence).toEqual([
    {
      object: { kind: 'NetworkPolicy', namespace: 'data', name: 'orders' },
      path: 'spec.ingress[1]',
      says: 'allows from everything on TCP 9187',
    },
    { object: { kind: 'Deployment', namespace: 'shop', name: 'web' }, says: 'gets through on TCP 5432, 9187' },
    { object: { kind: 'Deployment', namespace: 'shop', name: 'worker' }, says: 'gets through on TCP 9187' },
  ]);
  expect(remediation).toBeUndefined();
});

it('passes what lets in only those whom a rule names, and says whom', () => {
  expect(verdicts(control, 'dev-beside-production').filter((line) => line.startsWith('pass'))).toEqual([
    'pass Deployment shop/orders: Of other namespaces only what a rule names gets through: Deployment shop-staging/web.',
    'pass Deployment shop/payment: Of other namespaces only what a rule names gets through: Deployment monitoring/prometheus.',
  ]);
});

it('fails also where nobody is there yet, since a namespace is soon made', () => {
  const web = deployment('shop', 'web');
  expect(of(web)).toEqual([
    'fail Deployment shop/web: Any pod of any other namespace can connect on all ports. Today none gets through.',
  ]);
  const fromOwn = { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] };
  expect(of(web + networkPolicy('shop', 'own', fromOwn))).toEqual([
    'pass Deployment shop/web: No workload of another namespace gets through.',
  ]);
});

it('takes a rule for the name that every namespace carries as one for all of them', () => {
  const key = 'kubernetes.io/metadata.name';
  const from = [{ namespaceSelector: { matchExpressions: [{ key, operator: 'Exists' }] } }];
  expect(of(deployment('shop', 'web') + networkPolicy('shop', 'named', { podSelector: {}, ingress: [{ from }] }))).toEqual([
    'fail Deployment shop/web: Any pod of any other namespace can connect on all ports. Today none gets through.',
  ]);
});

it('takes name resolution for what everyone needs, and fails what its pods let in beside that', () => {
  const dns = deployment('kube-system', 'coredns', { 'k8s-app': 'kube-dns' });
  const open = (...ports: readonly object[]) =>
    of(dns + networkPolicy('kube-system', 'dns', { podSelector: {}, ingress: [{ ports }] }));
  expect(open({ port: 53, protocol: 'UDP' }, { port: 53 })).toEqual([
    'pass Deployment kube-system/coredns: No workload of another namespace gets through on other ports than those of DNS.',
  ]);
  expect(open({ port: 53, protocol: 'UDP' }, { port: 9153 })).toEqual([
    'fail Deployment kube-system/coredns: Any pod of any other namespace can connect on TCP 9153. Today none gets through.',
  ]);
});

it('leaves pods in the network of their node to another control', () => {
  expect(verdictOn(control, 'pods-on-the-host', 'Pod monitoring/tcpdump').outcome).toBe('notApplicable');
});

it('says who gets through today only as far as that is known', () => {
  const broken = networkPolicy('dev', 'broken', { podSelector: {}, policyTypes: ['Outgress'] });
  expect(of(deployment('shop', 'web') + deployment('dev', 'curl') + broken)).toContain(
    'fail Deployment shop/web: Any pod of any other namespace can connect on all ports. Whether one gets through today is not fully known.',
  );
  expect(verdicts(control, 'policies-nobody-understands').map((line) => line.split(':')[0])).toEqual([
    'fail Deployment lab/bench',
    'unknown Deployment office/mail',
    'unknown Deployment shop/web',
  ]);
});

it('passes nothing that is closed on paper only', () => {
  expect(verdictOn(control, 'closed-shop-on-flannel', 'Deployment shop/web')).toMatchObject({ outcome: 'fail', literal: 'pass' });
});
