import { describe, expect, it } from 'vitest';
import { factsOf } from '#lib/facts/derive.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const effectsIn = (yaml: string) => Object.fromEntries(factsOf(world(yaml)).effects.map((one) => [refText(one.ref), one]));
const pods = deployment('shop', 'web') + deployment('lab', 'bench');
const broken = (namespace: string, name: string) => networkPolicy(namespace, name, { podSelector: { matchLabels: 'all' } });

describe('what a policy has for effect', () => {
  it('is not known where it could not be understood, and is told once', () => {
    const twice = networkPolicy('shop', 'web', { podSelector: {} }) + broken('shop', 'web');
    const { effects } = factsOf(world(pods + twice));
    expect(effects).toMatchObject([{ ref: { name: 'web' }, misunderstood: expect.stringContaining('spec.podSelector') }]);
  });

  it('is in doubt where others in the namespaces of its pods could not be understood', () => {
    const deny = networkPolicy('shop', 'deny', { podSelector: {} });
    expect(effectsIn(pods + deny + broken('lab', 'broken'))['NetworkPolicy shop/deny']?.doubts).toEqual([]);
    expect(effectsIn(pods + deny + broken('shop', 'broken'))['NetworkPolicy shop/deny']?.doubts).toEqual([
      expect.stringMatching(/^NetworkPolicy shop\/broken could not be understood: /),
    ]);
    const wide = `---\n${JSON.stringify({
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'BaselineAdminNetworkPolicy',
      metadata: { name: 'default' },
      spec: { subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] },
    })}\n`;
    expect(effectsIn(pods + wide + broken('lab', 'broken'))['BaselineAdminNetworkPolicy default']?.doubts).toHaveLength(1);
  });

  it.each([
    ['any address', {}],
    ['any IPv4 address', { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }],
    ['any IPv6 address', { to: [{ ipBlock: { cidr: '::/0' } }] }],
    ['192.0.2.0-192.0.2.255', { to: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }],
    [
      '192.0.2.0-192.0.2.255 and 1 more range',
      { to: [{ ipBlock: { cidr: '192.0.2.0/24' } }, { ipBlock: { cidr: '2001:db8::/32' } }] },
    ],
  ])('tells addresses outside in words: %s', (text, rule) => {
    const deny = networkPolicy('shop', 'deny', { podSelector: {}, policyTypes: ['Egress'] });
    const out = networkPolicy('shop', 'out', { podSelector: {}, policyTypes: ['Egress'], egress: [rule] });
    expect(effectsIn(pods + deny + out)['NetworkPolicy shop/out']?.removal).toEqual({
      kind: 'needed',
      says: `shop/web[Deployment] could no longer reach ${text} on all ports`,
      elsewhere: null,
    });
  });
});
