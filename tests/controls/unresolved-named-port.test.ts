import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/unresolved-named-port.ts';
import { runControl } from '#lib/controls/run.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { verdictOn, verdicts } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

it('fails policies of every API with a port name that none of the pods declares, and names who lacks it elsewhere', () => {
  expect(verdicts(control, 'ports-without-a-number')).toEqual([
    'fail AdminNetworkPolicy monitoring: spec.ingress[0] names port metrics, which shop/admin[Pod] does not declare.',
    'pass ClusterNetworkPolicy names: 1 port name of its rules is declared by pods, though dns not by shop/admin[Pod] and shop/web[Pod].',
    'fail NetworkPolicy shop/dns: spec.ingress[0] names port dns for TCP, which shop/dns[Pod] does not declare.',
    'pass NetworkPolicy shop/front: 2 port names of its rules are declared by pods, though metrics for TCP not by shop/admin[Pod].',
    'fail NetworkPolicy shop/out: spec.egress[1] names port domain for UDP, which shop/dns[Pod] does not declare.',
    'not applicable NetworkPolicy shop/out-to-addresses: There is no pod on which the port names of its rules could be looked up.',
    'fail BaselineAdminNetworkPolicy default: spec.egress[0] names port dns-tcp, which shop/dns[Pod] does not declare.',
  ]);
});

it('proves it by the rule and by who lacks the name', () => {
  const object = { kind: 'NetworkPolicy', namespace: 'shop', name: 'dns' };
  expect(verdictOn(control, 'ports-without-a-number', 'NetworkPolicy shop/dns').evidence).toEqual([
    {
      object,
      path: 'spec.ingress[0]',
      says: 'allows from everything on TCP dns; UDP dns; shop/dns[Pod] declares no port dns for TCP',
    },
  ]);
  expect(verdictOn(control, 'ports-without-a-number', 'NetworkPolicy shop/front').evidence).toMatchObject([
    { path: 'spec.ingress[0]', says: expect.stringMatching(/shop\/admin\[Pod\] declares no port metrics for TCP$/) },
  ]);
});

it('does not judge by manifests a name that pods of the cluster itself may declare', () => {
  expect(verdicts(control, 'manifests-of-one-team')).toEqual([
    'not applicable NetworkPolicy shop/allow-dns: There is no pod on which the port names of its rules could be looked up.',
    'not applicable NetworkPolicy shop/default-deny: Its rules call no port by name.',
    'fail NetworkPolicy shop/web: spec.ingress[0] names port metrics for TCP, which shop/web[Deployment] does not declare.',
    'unknown NetworkPolicy shop/web-to-all: spec.egress[0] names port dns for UDP, which no given pod declares; pods that the cluster itself runs, and no manifest tells of, may.',
  ]);
});

it('does not know what a workload left out declares', () => {
  const broken = `---\n${JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'db', namespace: 'shop' }, spec: { template: { spec: {} } } })}\n`;
  const yaml =
    deployment('shop', 'web') +
    networkPolicy('shop', 'web', { podSelector: {}, ingress: [{ ports: [{ port: 'http' }, { port: 'grpc' }] }] });
  const judge = (text: string) => runControl(control, factsOf(world(text)), []).results[0];
  expect(judge(yaml)).toMatchObject({
    outcome: 'fail',
    message:
      'spec.ingress[0] names port http for TCP, which shop/web[Deployment] does not declare; 1 more port name of its rules stands for nothing either.',
  });
  expect(judge(yaml + broken)).toMatchObject({ outcome: 'unknown' });
});
