import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/blast-radius.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { verdicts, verdictText } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const about = (yaml: string) => control.check(factsOf(world(yaml)));
const names = ['a', 'b', 'c', 'd', 'e'];
const flat = names.map((name) => deployment(`ns-${name}`, name)).join('');
const deny = (name: string, spec: object = {}) =>
  networkPolicy(`ns-${name}`, 'deny', { podSelector: {}, policyTypes: ['Ingress'], ...spec });

it('fails every workload of a flat cluster, with the reason and some that it reaches', () => {
  const results = about(flat);
  expect(results.map(({ outcome }) => outcome)).toEqual(['fail', 'fail', 'fail', 'fail', 'fail']);
  expect(results[0]?.message).toBe('Whoever takes it can connect to 4 of the 4 other workloads (100 %).');
  expect(results[0]?.evidence.map(({ object, says }) => `${object.name}: ${says}`)).toEqual([
    'a: no policy decides about its egress here, so it is let through',
    'b: is reached on all ports',
    'c: is reached on all ports',
    'd: is reached on all ports',
    'e: is reached on all ports',
  ]);
});

it('counts what the other end lets in', () => {
  const [first] = about(flat + deny('b') + deny('c'));
  expect(first && verdictText(first)).toBe('pass Deployment ns-a/a: Can connect to 2 of the 4 other workloads (50 %).');
});

it('tells how far it goes over others', () => {
  const fromA = { ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ns-a' } } }] }] };
  const fromB = { ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ns-b' } } }] }] };
  const chain = flat + deny('a') + deny('b', fromA) + deny('c', fromB) + deny('d', fromB) + deny('e');
  expect(about(chain)[0]?.message).toBe('Can connect to 1 of the 4 other workloads (25 %), and over these 3.');
});

it('does not count name resolution, which everyone needs', () => {
  const dns = deployment('kube-system', 'coredns', { 'k8s-app': 'kube-dns' });
  const onlyDns = { ingress: [{ ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }] }] };
  const closed = networkPolicy('kube-system', 'dns', { podSelector: {}, policyTypes: ['Ingress'], ...onlyDns });
  const about0 = (yaml: string) => {
    const found = about(yaml).find(({ resource }) => resource.name === 'a');
    return found === undefined ? '' : verdictText(found);
  };
  const some = flat + deny('b') + deny('c');
  expect(about0(some + dns + closed)).toBe(
    'pass Deployment ns-a/a: Can connect to 2 of the 4 other workloads beside name resolution (50 %).',
  );
  expect(about0(some + dns)).toContain(
    'fail Deployment ns-a/a: Whoever takes it can connect to 3 of the 5 other workloads (60 %)',
  );
});

it('says nothing of a cluster with hardly anything to reach', () => {
  expect(verdicts(control, 'flat-shop').every((line) => line.startsWith('not applicable'))).toBe(true);
});
