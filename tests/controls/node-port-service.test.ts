import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/node-port-service.ts';
import { verdicts } from '#tests/support/story.ts';

it('fails node ports, passes what stays inside, and leaves load balancers to their own control', () => {
  expect(verdicts(control, 'doors-to-the-world')).toEqual([
    'pass Service shop/claims: Opens no port on the nodes, by its type ClusterIP.',
    'not applicable Service shop/everyone: A load balancer, which load-balancer-open-to-world judges.',
    'not applicable Service shop/everyone-in-words: A load balancer, which load-balancer-open-to-world judges.',
    'pass Service shop/inside: Opens no port on the nodes, by its type ClusterIP.',
    'not applicable Service shop/intranet: A load balancer, which load-balancer-open-to-world judges.',
    'fail Service shop/on-every-node: Open on every node: TCP 30080 and UDP 53 on a port the cluster chooses.',
    'not applicable Service shop/partners: A load balancer, which load-balancer-open-to-world judges.',
  ]);
});

it('has nothing to say without Services', () => {
  expect(verdicts(control, 'closed-shop')).toEqual([]);
});
