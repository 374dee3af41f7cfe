import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/cloud-metadata-egress.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { verdictOn, verdicts, verdictText } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const outcomes = (yaml: string): readonly string[] => control.check(factsOf(world(yaml))).map(({ outcome }) => outcome);
const web = deployment('shop', 'web');
const egress = (...rules: readonly object[]) =>
  networkPolicy('shop', 'web', { podSelector: {}, policyTypes: ['Egress'], egress: rules });
const admin = (action: string, network: string) =>
  `---\n${JSON.stringify({
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'no-metadata' },
    spec: { tier: 'Admin', priority: 1, subject: { namespaces: {} }, egress: [{ action, to: [{ networks: [network] }] }] },
  })}\n`;

it('fails whoever reaches the address, by no policy or by a wide one', () => {
  expect(verdicts(control, 'ways-out').map((line) => line.split(':')[0])).toEqual([
    'not applicable DaemonSet platform/agent',
    'fail Deployment platform/dashboard',
    'fail Deployment platform/runner',
    'fail Deployment shop/crawler',
    'pass Deployment shop/payment',
    'pass Deployment shop/web',
  ]);
});

it('names the rule that opens it', () => {
  expect(verdictOn(control, 'ways-out', 'Deployment shop/crawler').evidence).toEqual([
    {
      object: { kind: 'NetworkPolicy', namespace: 'shop', name: 'crawler' },
      path: 'spec.egress[1]',
      says: 'allows to 128.0.0.0/1 on all ports',
    },
  ]);
});

it('looks at the port that answers', () => {
  expect(outcomes(web + egress({ ports: [{ port: 443 }] }))).toEqual(['pass']);
  expect(outcomes(web + egress({ ports: [{ port: 1, endPort: 1024 }] }))).toEqual(['fail']);
});

it('looks at the address of IPv6 where IPv6 plays a part', () => {
  const except = { ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } };
  expect(outcomes(web + egress({ to: [except] }))).toEqual(['pass']);
  const [both] = control.check(factsOf(world(web + egress({ to: [except, { ipBlock: { cidr: '::/0' } }] }))));
  expect(both && verdictText(both)).toContain('Can connect to fd00:ec2::254 on TCP 80');
});

it('passes what an admin policy denies, whatever else is allowed', () => {
  expect(outcomes(web + admin('Deny', '169.254.169.254/32'))).toEqual(['pass']);
  expect(outcomes(web + egress({}) + admin('Deny', '169.254.0.0/16'))).toEqual(['pass']);
  expect(outcomes(web + egress() + admin('Accept', '169.254.169.254/32'))).toEqual(['fail']);
});

it('does not know where a policy may close or open it that is not evaluated', () => {
  const cilium = (namespace: string) =>
    `---\n${JSON.stringify({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'egress', namespace },
      spec: { endpointSelector: {}, egress: [] },
    })}\n`;
  expect(outcomes(web + cilium('shop'))).toEqual(['unknown']);
  expect(outcomes(web + cilium('other'))).toEqual(['fail']);
  expect(outcomes(web + egress() + cilium('shop'))).toEqual(['unknown']);
});
