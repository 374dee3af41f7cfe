import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/redundant-policy.ts';
import { runControl } from '#lib/controls/run.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { verdictOn, verdicts, verdictText } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

it('fails policies of every API that change nothing, by those that do the same', () => {
  expect(verdicts(control, 'policies-said-twice')).toEqual([
    'pass AdminNetworkPolicy no-metadata: Without it, a new pod without labels in namespaces to come would start with other rules.',
    'fail ClusterNetworkPolicy no-metadata-ipv4: Removing it changes no connection: AdminNetworkPolicy no-metadata already decides the same for all that it selects.',
    'not applicable NetworkPolicy shop/cache: It selects no pod that exists; policy-selects-nothing judges that.',
    'fail NetworkPolicy shop/db-by-number: Removing it changes no connection: NetworkPolicy web-to-db already decides the same for all that it selects.',
    expect.stringMatching(
      /^fail NetworkPolicy shop\/db-to-web: Removing it changes no connection: what it decides comes through at no other end, which is closed by NetworkPolicy default-deny, /,
    ),
    'fail NetworkPolicy shop/default-deny: Removing it changes no connection: NetworkPolicy default-deny-of-the-chart already decides the same for all that it selects.',
    'fail NetworkPolicy shop/default-deny-of-the-chart: Removing it changes no connection: NetworkPolicy default-deny already decides the same for all that it selects.',
    'pass NetworkPolicy shop/web-out: Without it, shop/web[Pod] could no longer reach 192.0.2.0-192.0.2.255 and 2 more ranges on TCP 443.',
    'fail NetworkPolicy shop/web-out-ipv6: Removing it changes no connection: NetworkPolicy web-out already decides the same for all that it selects.',
    'pass NetworkPolicy shop/web-to-db: Without it, shop/web[Pod] could no longer reach shop/db[Pod] on TCP 5432.',
    'pass BaselineAdminNetworkPolicy default: Without it, a new pod without labels in namespaces to come would start with other rules.',
  ]);
  expect(verdictOn(control, 'policies-said-twice', 'NetworkPolicy shop/default-deny').evidence).toEqual([
    { object: { kind: 'NetworkPolicy', namespace: 'shop', name: 'default-deny-of-the-chart' }, says: 'decides the same' },
  ]);
});

it('passes a default beside policies for every pod that exists', () => {
  const own = { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress', 'Egress'] };
  const yaml =
    deployment('shop', 'web') +
    networkPolicy('shop', 'default-deny', { ...own, podSelector: {} }) +
    networkPolicy('shop', 'web', { ...own, ingress: [{ ports: [{ port: 80 }] }] });
  expect(control.check(factsOf(world(yaml))).map(verdictText)).toEqual([
    'pass NetworkPolicy shop/default-deny: Without it, a new pod without labels in namespace shop would start with other rules.',
    'pass NetworkPolicy shop/web: Without it, any address could no longer reach shop/web[Deployment] on TCP 80.',
  ]);
});

it('passes the default that others build on, naming who closes the same pods at the moment', () => {
  const every = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };
  const yaml =
    deployment('shop', 'web') +
    networkPolicy('shop', 'allow-dns', { ...every, egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] }) +
    networkPolicy('shop', 'default-deny', every);
  expect(control.check(factsOf(world(yaml))).map(verdictText)).toEqual([
    'pass NetworkPolicy shop/allow-dns: Without it, shop/web[Deployment] could no longer reach any address on UDP 53.',
    'pass NetworkPolicy shop/default-deny: It closes every pod by default. At the moment NetworkPolicy allow-dns closes them too, but for the sake of what is allowed there.',
  ]);
});

it('says so where all is open with it and without it', () => {
  expect(verdictOn(control, 'doors-left-open', 'NetworkPolicy lab/open-house')).toMatchObject({
    outcome: 'fail',
    message: 'Removing it changes no connection: without any policy the same holds for all that it selects.',
  });
});

it('does not know by manifests what a policy changes for pods beside them', () => {
  expect(verdicts(control, 'manifests-of-one-team').map((line) => line.split(/: S|,/)[0])).toEqual([
    'unknown NetworkPolicy shop/allow-dns: Whether it changes anything is not known: spec.egress[0].to[0] looks for pods with k8s-app=kube-dns in namespaces with kubernetes.io/metadata.name=kube-system',
    'pass NetworkPolicy shop/default-deny: Without it',
    'unknown NetworkPolicy shop/web: Whether it changes anything is not known: spec.ingress[0].from[0] looks for all pods in namespaces with team=monitoring',
    'unknown NetworkPolicy shop/web-to-all: Whether it changes anything is not known: pods beside the given manifests may be what it is for.',
  ]);
});

it('does not know it where policies or workloads are not known that may matter', () => {
  const deny = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };
  const yaml = deployment('shop', 'web') + networkPolicy('shop', 'one', deny) + networkPolicy('shop', 'two', deny);
  const outcomes = (text: string) => runControl(control, factsOf(world(yaml + text)), []).results.map(({ outcome }) => outcome);
  const noPod = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'db', namespace: 'shop' },
    spec: { template: { spec: {} } },
  };
  expect(outcomes('')).toEqual(['fail', 'fail']);
  expect(outcomes(`---\n${JSON.stringify(noPod)}\n`)).toEqual(['unknown', 'unknown']);
  expect(outcomes(networkPolicy('shop', 'zz', { podSelector: { matchLabels: 'all' } }))).toEqual([
    'unknown',
    'unknown',
    'unknown',
  ]);
  expect(outcomes(networkPolicy('lab', 'zz', { podSelector: { matchLabels: 'all' } }))).toEqual(['fail', 'fail', 'unknown']);
});

it('does not know it of a policy that names domains, unless something else of it is needed', () => {
  const policy = {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: 'updates' },
    spec: {
      priority: 1,
      subject: { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'web' } } } },
      egress: [{ action: 'Allow', to: [{ domainNames: ['updates.example.org'] }] }],
    },
  };
  const judge = (text: string) => control.check(factsOf(world(deployment('shop', 'web') + text)))[0];
  expect(judge(`---\n${JSON.stringify(policy)}\n`)).toMatchObject({
    outcome: 'unknown',
    message: expect.stringContaining('domain names are not evaluated'),
  });
});
