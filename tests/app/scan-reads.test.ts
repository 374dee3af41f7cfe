import { expect, test } from 'vitest';
import { resourceNames } from '#lib/snapshot/resources.ts';
import type { Read } from '#lib/snapshot/snapshot.ts';
import { readsOf } from '../../app/clusters/[cluster]/scans/[number]/reads-of.ts';

const read: Read = { status: 'read', version: 'v1' };

test('what a scan read begins with what it could not, and ends with what is not installed', () => {
  const { asked, unasked } = readsOf({
    pods: read,
    services: { status: 'forbidden', message: 'may not list' },
    'adminnetworkpolicies.policy.networking.k8s.io': { status: 'absent', message: 'not served' },
    namespaces: read,
  });
  const names = asked.map(({ resource }) => resource.name);
  expect(names[0]).toBe('services');
  expect(names.slice(1, 3).toSorted()).toEqual(['namespaces', 'pods']);
  expect(names.slice(3)).toEqual(['adminnetworkpolicies.policy.networking.k8s.io']);
  expect(unasked).toBe(resourceNames.length - 4);
});

test('a scan of a version that asked for less is told as far as it asked', () => {
  const [first, ...asked] = resourceNames;
  const reads = Object.fromEntries(asked.map((name) => [name, read]));
  expect(first).toBeDefined();
  expect(readsOf(reads)).toMatchObject({ asked: { length: asked.length }, unasked: 1 });
});
