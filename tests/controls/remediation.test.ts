import { expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import externalIps from '#lib/controls/catalog/external-ips.ts';
import ingressWithoutTls from '#lib/controls/catalog/ingress-without-tls.ts';
import loadBalancerOpenToWorld from '#lib/controls/catalog/load-balancer-open-to-world.ts';
import nodePortService from '#lib/controls/catalog/node-port-service.ts';
import { controls } from '#lib/controls/registry.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import { factsOfStory, story, verdictOn } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const remedies = [
  'flat-shop',
  'half-isolated',
  'policies-for-nobody',
  'rolling-out',
  'doors-left-open',
  'dev-beside-production',
  'below-the-platform',
  'where-data-lives',
  'shop-with-many-doors',
].flatMap((name) =>
  controls.flatMap((control) =>
    control
      .check(factsOfStory(name))
      .filter(({ remediation }) => remediation?.includes('kind: NetworkPolicy'))
      .map(({ resource, remediation = '' }) => ({ name, id: control.id, control, object: refText(resource), remediation })),
  ),
);

/** The snapshot after `kubectl apply` of a new policy. */
function withPolicy(snapshot: Snapshot, manifest: string): Snapshot {
  const resource = 'networkpolicies.networking.k8s.io';
  const objects = [...objectsOf(snapshot, resource), ...objectsOf(world(manifest), resource)];
  return { ...snapshot, objects: { ...snapshot.objects, [resource]: objects } };
}

it('has policies to offer for all controls that a policy can mend', () => {
  expect([...new Set(remedies.map(({ id }) => id))].toSorted()).toEqual([
    'blast-radius',
    'cloud-metadata-egress',
    'cross-environment-reachability',
    'cross-namespace-ingress',
    'data-store-reachable',
    'egress-not-isolated',
    'exposed-and-unsegmented',
    'ingress-not-isolated',
    'internet-egress',
    'namespace-without-default-deny',
    'namespace-without-policy',
    'system-namespace-reachable',
  ]);
});

/** A policy that comes on top of others mends nothing that one of their rules undoes. */
const isUndone = ({ name, id }: { readonly name: string; readonly id: string }): boolean =>
  name === 'doors-left-open' || (name === 'shop-with-many-doors' && id === 'namespace-without-policy');

it.each(remedies.filter((one) => !isUndone(one)))(
  'in $name, the policy offered by $id for $object mends it',
  ({ name, control, object, remediation }) => {
    const mended = control
      .check(factsOf(withPolicy(story(name), remediation)))
      .filter(({ resource }) => refText(resource) === object);
    expect(mended.map(({ outcome }) => outcome)).toEqual(['pass']);
  },
);

it('selects by the labels that stay, not by those of one release or rollout', () => {
  const control = controls.find(({ id }) => id === 'ingress-not-isolated');
  const text = control === undefined ? '' : (verdictOn(control, 'flat-shop', 'Deployment shop/web').remediation ?? '');
  expect(text).toBe(`# Closes ingress for the pods of Deployment web, and for all others in the namespace with the same labels.
# Before you apply it, add a rule under spec.ingress for every caller that has to get through.

apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: isolate-ingress-web
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: web
  policyTypes:
    - Ingress
`);
});

it('keeps name resolution open when it closes egress, and closes the whole namespace for pods without labels', () => {
  const control = controls.find(({ id }) => id === 'egress-not-isolated');
  const text = control === undefined ? '' : (verdictOn(control, 'flat-shop', 'CronJob shop/report').remediation ?? '');
  expect(parse(text)).toMatchObject({
    metadata: { name: 'default-deny-egress', namespace: 'shop' },
    spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: 53 }, { port: 53 }] }] },
  });
});

it('never takes the name of a policy that is there, which it would replace', () => {
  const control = controls.find(({ id }) => id === 'namespace-without-policy');
  const taken = networkPolicy('shop', 'default-deny', { podSelector: { matchLabels: { app: 'other' } } });
  const [result] = control?.check(factsOf(world(deployment('shop', 'web') + taken))) ?? [];
  expect(parse(result?.remediation ?? '')).toMatchObject({ metadata: { name: 'default-deny-2' } });
});

it('stays one document with one comment, whatever an object is called', () => {
  const control = controls.find(({ id }) => id === 'ingress-not-isolated');
  const facts = factsOf(world(deployment('shop', 'web')));
  const named = (name: string) => ({
    ...facts,
    namespaces: facts.namespaces.map((namespace) => ({
      ...namespace,
      workloads: namespace.workloads.map((workload) => ({ ...workload, ref: { ...workload.ref, name } })),
    })),
  });
  for (const name of ['a\nkind: Secret', '---\nkind: Secret', '"', '# x', 'ä'.repeat(300)]) {
    const [result] = control?.check(named(name)) ?? [];
    const documents = parseAllDocuments(result?.remediation ?? '');
    expect(documents).toHaveLength(1);
    expect(documents[0]?.toJS()).toMatchObject({ kind: 'NetworkPolicy', metadata: { namespace: 'shop' } });
  }
});

it.each([
  [loadBalancerOpenToWorld, 'Service shop/everyone', { loadBalancerSourceRanges: ['203.0.113.0/24'] }],
  [nodePortService, 'Service shop/on-every-node', { type: 'ClusterIP' }],
  [externalIps, 'Service shop/claims', { externalIPs: [] }],
  [ingressWithoutTls, 'Ingress shop/plain', { tls: [{ hosts: ['shop.example.org'], secretName: 'plain-tls' }] }],
  [ingressWithoutTls, 'Ingress shop/catch-all', { tls: [{ secretName: 'catch-all-tls' }] }],
])('offers a patch of the fields that matter: %#', (control, object, spec) => {
  const text = verdictOn(control, 'doors-to-the-world', object).remediation ?? '';
  const [kind = '', path = ''] = object.split(' ');
  const [namespace, name] = path.split('/');
  expect(parse(text)).toEqual({ apiVersion: expect.any(String), kind, metadata: { name, namespace }, spec });
  expect(text).toContain(`kubectl patch ${kind.toLowerCase()} ${name} --namespace ${namespace} --patch-file FILE`);
});
