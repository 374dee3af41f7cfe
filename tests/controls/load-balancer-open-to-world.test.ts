import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/load-balancer-open-to-world.ts';
import { verdictOn, verdicts } from '#tests/support/story.ts';

it('fails load balancers that let everyone in, whether by silence or in words', () => {
  expect(verdicts(control, 'doors-to-the-world')).toEqual([
    'fail Service shop/everyone: Open to the internet on TCP 443 and TCP 8443 and leads to shop/web[Deployment]: it has no loadBalancerSourceRanges and no annotation makes it internal.',
    'fail Service shop/everyone-in-words: Open to the internet on TCP 443: its source ranges 10.0.0.0/8, 0.0.0.0/0 let everyone in.',
    'pass Service shop/intranet: Not open to the internet: annotation service.beta.kubernetes.io/azure-load-balancer-internal makes it internal.',
    'pass Service shop/partners: Not open to the internet: only 198.51.100.0/24 may connect.',
  ]);
});

it('shows the source ranges that it rests on', () => {
  expect(verdictOn(control, 'doors-to-the-world', 'Service shop/everyone').evidence[0]).toMatchObject({
    path: 'spec.loadBalancerSourceRanges',
    says: 'absent',
  });
});

it('has nothing to say without load balancers', () => {
  expect(verdicts(control, 'flat-shop')).toEqual([]);
});
