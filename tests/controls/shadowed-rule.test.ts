import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/shadowed-rule.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { verdictOn, verdicts, verdictText } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

it('fails policies of every API with a rule that others decide before, and says what happens all the same', () => {
  expect(verdicts(control, 'rules-that-others-overrule')).toEqual([
    'fail AdminNetworkPolicy keep-the-lab-out: spec.ingress[1] never decides anything: what it speaks about is denied all the same, by AdminNetworkPolicy keep-the-lab-out (spec.ingress[0]).',
    'fail ClusterNetworkPolicy trust-the-lab: spec.ingress[0] never decides anything: what it speaks about is denied all the same, by AdminNetworkPolicy keep-the-lab-out (spec.ingress[0]).',
    'fail NetworkPolicy shop/db: spec.ingress[1] never decides anything: what it speaks about is denied all the same, by AdminNetworkPolicy keep-the-lab-out (spec.ingress[0]).',
    'fail NetworkPolicy shop/web: spec.ingress[0] says nothing that spec.ingress[1] does not say too.',
    'pass NetworkPolicy shop/web-out: None of its 2 rules is overruled wholly by others.',
    'fail BaselineAdminNetworkPolicy default: spec.ingress[1] never decides anything: what it speaks about is denied all the same, by AdminNetworkPolicy keep-the-lab-out (spec.ingress[0]).',
  ]);
});

it('proves it by the rule and by those that decide instead', () => {
  expect(verdictOn(control, 'rules-that-others-overrule', 'NetworkPolicy shop/db').evidence).toEqual([
    {
      object: { kind: 'NetworkPolicy', namespace: 'shop', name: 'db' },
      path: 'spec.ingress[1]',
      says: 'allows from all pods in namespaces with team=lab on TCP sql, and never decides anything',
    },
    {
      object: { kind: 'AdminNetworkPolicy', namespace: null, name: 'keep-the-lab-out' },
      path: 'spec.ingress[0]',
      says: 'denies from all pods in namespaces with team=lab on all ports',
    },
  ]);
});

it('tells a rule that an earlier one of its own policy overrules from one that it repeats', () => {
  const rule = (action: string, port: number) => ({
    action,
    from: [{ namespaces: {} }],
    ports: [{ portNumber: { protocol: 'TCP', port } }],
  });
  const policy = {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: 'web' },
    spec: { priority: 1, subject: { namespaces: {} }, ingress: [rule('Allow', 80), rule('Allow', 80), rule('Deny', 80)] },
  };
  const judged = control.check(factsOf(world(`${deployment('shop', 'web')}---\n${JSON.stringify(policy)}\n`)));
  expect(judged.map(verdictText)).toEqual([
    'fail AdminNetworkPolicy web: spec.ingress[1] says nothing that spec.ingress[0] does not say too; 1 more rule of it is shadowed too.',
  ]);
  expect(judged[0]?.evidence.map(({ path, says }) => `${path} ${says}`)).toContain(
    'spec.ingress[2] denies from all pods in all namespaces on TCP 80, and never decides anything',
  );
  const overruled = { ...policy, spec: { ...policy.spec, ingress: [rule('Allow', 80), rule('Deny', 80)] } };
  expect(
    control.check(factsOf(world(`${deployment('shop', 'web')}---\n${JSON.stringify(overruled)}\n`))).map(verdictText),
  ).toEqual([
    'fail AdminNetworkPolicy web: spec.ingress[1] never decides anything: what it speaks about is allowed all the same, by AdminNetworkPolicy web (spec.ingress[0]).',
  ]);
});

it('has nothing to say about policies without rules, or without pods', () => {
  expect(verdictOn(control, 'closed-shop', 'NetworkPolicy shop/default-deny').outcome).toBe('notApplicable');
  expect(verdictOn(control, 'doors-left-open', 'NetworkPolicy empty-lab/open-house').outcome).toBe('notApplicable');
});

it('does not know what comes before the rules where a policy could not be understood, except what one policy says twice', () => {
  const broken = `---\n${JSON.stringify({ apiVersion: 'policy.networking.k8s.io/v1alpha1', kind: 'AdminNetworkPolicy', metadata: { name: 'broken' }, spec: {} })}\n`;
  const twice = [{ ports: [{ port: 80 }] }, { ports: [{ port: 80 }] }];
  const yaml =
    deployment('shop', 'web') +
    networkPolicy('shop', 'once', { podSelector: {}, ingress: [{}] }) +
    networkPolicy('shop', 'twice', { podSelector: {}, ingress: twice });
  expect(control.check(factsOf(world(yaml + broken))).map((result) => verdictText(result).split(':')[0])).toEqual([
    'unknown NetworkPolicy shop/once',
    'fail NetworkPolicy shop/twice',
    'unknown AdminNetworkPolicy broken',
  ]);
});

it('does not call a rule overruled by one whose peers nobody knows', () => {
  const policy = (name: string, priority: number, from: object) => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name },
    spec: { tier: 'Admin', priority, subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [from] }] },
  });
  const newer = [policy('newer', 1, { serviceAccounts: {} }), policy('older', 2, { namespaces: {} })];
  const yaml = deployment('shop', 'web') + newer.map((one) => `---\n${JSON.stringify(one)}\n`).join('');
  expect(control.check(factsOf(world(yaml))).map(verdictText)).toEqual([
    'pass ClusterNetworkPolicy newer: No other rule overrules its one rule wholly.',
    expect.stringMatching(/^unknown ClusterNetworkPolicy older: Whether spec\.ingress\[0\] ever decides anything is not known: /),
  ]);
});

it('leaves rules open that are too many to be compared', () => {
  const ingress = Array.from({ length: 201 }, (_, index) => ({ ports: [{ port: index + 1 }] }));
  const yaml = deployment('shop', 'web') + networkPolicy('shop', 'many', { podSelector: {}, ingress });
  expect(control.check(factsOf(world(yaml))).map(verdictText)).toEqual([
    'unknown NetworkPolicy shop/many: Its 201 rules are too many to hold each against each other.',
  ]);
});
