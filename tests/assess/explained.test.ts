import { describe, expect, it } from 'vitest';
import { type Explained, explained, isExplained, isNoWorkload, type Mistakes, namespacesNamed } from '#lib/assess/explained.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

type Answer = Explained | Mistakes | null;

const shop = world(
  [
    deployment('shop', 'web'),
    deployment('shop', 'db'),
    networkPolicy('shop', 'db', {
      podSelector: { matchLabels: { app: 'db' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ protocol: 'TCP', port: 5432 }] }],
    }),
  ].join(''),
);

const asked = (src: string, dst: string, port = '', protocol: 'TCP' | 'UDP' | 'SCTP' | null = null): Answer =>
  explained(shop, { src, dst, port, protocol }, { cni: null });

const verdict = (answer: Answer) =>
  isExplained(answer) ? answer.explanations.map(({ open, closed }) => [open, closed]) : answer;

describe('an explained connection', () => {
  it('says which of all ports are open, and that the others are not', () => {
    expect(verdict(asked('shop/web', 'shop/db'))).toEqual([['TCP 5432', 'every other port']]);
    expect(verdict(asked('shop/db', 'shop/web'))).toEqual([['all ports', null]]);
    const answer = asked('shop/web', 'shop/db');
    const stories = isExplained(answer) ? answer.explanations.flatMap((one) => one.stories) : [];
    expect(stories.map(({ allowed, ports }) => [allowed, ports])).toEqual([
      [true, 'TCP 5432'],
      [false, 'every other port'],
    ]);
  });

  it('is about the port and the protocol that were asked for', () => {
    expect(verdict(asked('shop/web', 'shop/db', '5432', 'TCP'))).toEqual([['TCP 5432', null]]);
    expect(verdict(asked('shop/web', 'shop/db', '5432'))).toEqual([['TCP 5432', 'UDP 5432; SCTP 5432']]);
    expect(verdict(asked('shop/web', 'shop/db', '53/udp'))).toEqual([[null, 'UDP 53']]);
    expect(verdict(asked('shop/web', 'shop/db', '', 'UDP'))).toEqual([[null, 'UDP 1-65535']]);
  });

  it('names the rule that decides on each side', () => {
    const answer = asked('shop/web[Deployment]', 'shop/db[Deployment]', '5432', 'TCP');
    const story = isExplained(answer) ? answer.explanations[0]?.stories[0] : undefined;
    expect(story?.ingress.at(-1)).toMatchObject({ layer: 'networkPolicy', outcome: 'allow', rule: { path: 'spec.ingress[0]' } });
    expect(story?.egress.at(-1)).toMatchObject({ layer: 'none', outcome: 'allow', policy: null });
  });

  it('answers for addresses and for connections of a workload with itself', () => {
    expect(verdict(asked('203.0.113.7', 'shop/db', '5432', 'TCP'))).toEqual([[null, 'TCP 5432']]);
    expect(verdict(asked('shop/web', 'shop/web', '80', 'TCP'))).toEqual([['TCP 80', null]]);
  });

  it('answers for the whole workload where the part that is named is none to the policies at hand', () => {
    expect(verdict(asked('shop/web[Deployment]{tier=a}', 'shop/db', '5432', 'TCP'))).toEqual([['TCP 5432', null]]);
  });

  it('tells all that is wrong with a question, each at its field', () => {
    expect(asked('shop/wep', 'shop/dp', '0')).toEqual({
      src: 'There is no workload and no address "shop/wep": did you mean shop/web?',
      dst: 'There is no workload and no address "shop/dp": name one as namespace/name, for example shop/db.',
      port: '"0" is no port: give a number from 1 to 65535, or one with its protocol such as 53/udp.',
    });
  });

  it('is not told where policies could not be read: without them, everything would seem open', () => {
    const reads = { 'networkpolicies.networking.k8s.io': { status: 'forbidden', message: 'no' } } as const;
    const snapshot = world(deployment('shop', 'web') + deployment('shop', 'db'), { origin: 'live', reads });
    expect(explained(snapshot, { src: 'shop/web', dst: 'shop/db', port: '', protocol: null }, { cni: null })).toBe(null);
  });

  it('needs a workload at one end', () => {
    expect(asked('203.0.113.7', '203.0.113.8')).toEqual({
      dst: 'Neither 203.0.113.7 nor 203.0.113.8 is a workload: policies decide about pods only.',
    });
  });
});

describe('what must be known to answer', () => {
  it('are the namespaces of the ends that are workloads', () => {
    expect(namespacesNamed(['shop/web', 'billing/api[Deployment]', 'shop/db{a=b/c}'])).toEqual(['shop', 'billing']);
    expect(namespacesNamed(['10.0.0.1', '2001:db8::1', 'ingress-controller'])).toEqual([]);
  });

  it('is more where somebody comes from outside', () => {
    expect(['10.0.0.1', '2001:db8::1', 'ingress-controller', 'shop/web', '10.0.0.1/8'].map(isNoWorkload)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
