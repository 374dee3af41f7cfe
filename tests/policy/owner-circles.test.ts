import { expect, it } from 'vitest';
import { ownerCircles } from '#lib/policy/owner-circles.ts';
import { policyModel } from '#lib/policy/policies.ts';
import { world } from '#tests/support/world.ts';

const owned = (kind: string, name: string, by?: readonly [kind: string, name: string], namespace = 'shop'): string => {
  const spec = { containers: [{ name: 'main', image: 'example.org/app:1' }] };
  const ownerReferences = by && [{ apiVersion: 'apps/v1', kind: by[0], name: by[1], controller: true }];
  return `---\n${JSON.stringify({
    apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1',
    kind,
    metadata: { name, namespace, ownerReferences },
    spec: kind === 'Pod' ? spec : { template: { metadata: {}, spec } },
  })}\n`;
};
const circles = (...objects: readonly string[]) => ownerCircles(world(objects.join('')));

it('tells controllers that own each other once, wherever one comes upon them', () => {
  const around = [
    owned('Pod', 'web', ['ReplicaSet', 'a']),
    owned('ReplicaSet', 'a', ['ReplicaSet', 'b']),
    owned('ReplicaSet', 'b', ['ReplicaSet', 'a']),
  ];
  expect(circles(...around)).toEqual([
    {
      object: 'ReplicaSet shop/a',
      message:
        'owns itself (ReplicaSet shop/a, owned by ReplicaSet shop/b, owned by ReplicaSet shop/a): its pods are listed under one of these, as none is the topmost',
    },
  ]);
  expect(policyModel(world(around.join(''))).warnings.map(({ object }) => object)).toEqual(['ReplicaSet shop/a']);
});

it('tells what owns itself', () => {
  expect(circles(owned('Pod', 'web', ['Pod', 'web'])).map(({ object }) => object)).toEqual(['Pod shop/web']);
});

it('shows only the beginning of a long circle', () => {
  const [found, ...more] = circles(
    ...Array.from({ length: 2000 }, (_, index) => owned('ReplicaSet', `r${index}`, ['ReplicaSet', `r${(index + 1) % 2000}`])),
  );
  expect(more).toEqual([]);
  expect(found?.message.length).toBeLessThan(400);
});

it('finds none among owners that lead to a top, are not given or are of another namespace', () => {
  expect(
    circles(
      owned('Pod', 'one', ['ReplicaSet', 'a']),
      owned('Pod', 'two', ['ReplicaSet', 'a']),
      owned('ReplicaSet', 'a', ['Deployment', 'web']),
      owned('Deployment', 'web', ['Application', 'shop']),
      owned('ReplicaSet', 'b', ['ReplicaSet', 'c']),
      owned('ReplicaSet', 'c', ['ReplicaSet', 'b'], 'other'),
    ),
  ).toEqual([]);
});
