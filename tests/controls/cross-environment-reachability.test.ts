import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/cross-environment-reachability.ts';
import { runControl } from '#lib/controls/run.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { verdictOn, verdicts, verdictText } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const of = (yaml: string) => runControl(control, factsOf(world(yaml)), []).results.map(verdictText);
const own = { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] };
const egress = (...to: readonly object[]) => ({ podSelector: {}, policyTypes: ['Egress'], egress: to });

it('judges what runs in production by who of lower environments gets through', () => {
  expect(verdicts(control, 'dev-beside-production')).toEqual([
    'fail Deployment shop/orders: Its namespace is production by label env=prod, yet 1 workload of staging gets through: Deployment shop-staging/web.',
    'pass Deployment shop/payment: Its namespace is production by label env=prod, and nothing of a lower environment gets through.',
    'fail Deployment shop/web: Its namespace is production by label env=prod, yet 1 workload of staging gets through: Deployment shop-staging/web.',
  ]);
});

it('shows the rule, what makes it production, and who gets through from where', () => {
  expect(verdictOn(control, 'dev-beside-production', 'Deployment shop/orders').evidence).toEqual([
    {
      object: { kind: 'NetworkPolicy', namespace: 'shop', name: 'orders' },
      path: 'spec.ingress[0]',
      says: 'allows from pods with app=web in all namespaces on TCP 8080',
    },
    { object: { kind: 'Namespace', namespace: null, name: 'shop' }, says: 'production by label env=prod' },
    {
      object: { kind: 'Deployment', namespace: 'shop-staging', name: 'web' },
      says: 'staging by its name, gets through on TCP 8080',
    },
  ]);
});

it('says "lower environments" where several get through', () => {
  const all = deployment('prod', 'web') + deployment('dev', 'curl') + deployment('qa', 'tests');
  expect(of(all)).toEqual([
    'fail Deployment prod/web: Its namespace is production by its name, yet 2 workloads of lower environments get through: Deployment dev/curl and Deployment qa/tests.',
  ]);
});

it('has nothing to say without production, or without anything below it', () => {
  expect(of(deployment('shop', 'web') + deployment('dev', 'curl'))).toEqual([]);
  expect(of(deployment('prod', 'web') + deployment('shop', 'curl'))).toEqual([]);
  expect(of(deployment('staging', 'web') + deployment('dev', 'curl'))).toEqual([]);
});

it('does not know where a policy that could not be understood may hold a caller back', () => {
  const both = deployment('prod', 'web') + deployment('dev', 'curl');
  const broken = networkPolicy('dev', 'broken', { podSelector: {}, policyTypes: ['Outgress'] });
  expect(of(both + broken)).toEqual([
    expect.stringMatching(/^unknown Deployment prod\/web: Deployment dev\/curl may get through, for /),
  ]);
  // Whatever they do there, production itself lets nobody in.
  expect(of(both + broken + networkPolicy('prod', 'own', own))).toEqual([expect.stringMatching(/^pass/)]);
  // Nor does a doubt about one caller help another that certainly gets through.
  expect(of(both + broken + deployment('qa', 'tests'))).toEqual([
    expect.stringMatching(/^fail .* 1 workload of staging gets through: Deployment qa\/tests/),
  ]);
});

it('does not pass where a policy that closes the caller may have another beside it that opens', () => {
  const both = deployment('prod', 'web') + deployment('dev', 'curl') + networkPolicy('dev', 'closed', egress());
  expect(of(both)).toEqual([expect.stringMatching(/^pass/)]);
  expect(of(both + networkPolicy('dev', 'broken', egress({ to: [{ podSelector: { matchNames: ['web'] } }] })))).toEqual([
    expect.stringMatching(/^unknown/),
  ]);
});

it('does not pass where something below production could not be taken as it was given', () => {
  const dev = '---\n{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "dev"}}\n';
  const lost = `---\n${JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'lost', namespace: 'dev' } })}\n`;
  expect(of(deployment('prod', 'web') + networkPolicy('prod', 'own', own) + dev + lost)).toEqual([
    expect.stringMatching(
      /^unknown Deployment prod\/web: As far as can be told: .* nothing of a lower environment gets through; but Deployment dev\/lost could not/,
    ),
  ]);
});

it('passes nothing that is closed on paper only', () => {
  const flannel = deployment('kube-flannel', 'x')
    .replace('"Deployment"', '"DaemonSet"')
    .replace('example.org/app:1', 'flannel/flannel:v1');
  const facts = factsOf(
    world(deployment('prod', 'web') + deployment('dev', 'curl') + networkPolicy('prod', 'own', own) + flannel),
  );
  expect(control.check(facts)).toMatchObject([{ outcome: 'fail', literal: 'pass' }]);
});
