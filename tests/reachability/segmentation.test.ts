import { describe, expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { segmentationOf } from '#lib/reachability/segmentation.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const figures = (manifests: string) => segmentationOf(reachability(policyModel(world(manifests))));

const apps = ['web', 'api', 'db'].map((name) => deployment('shop', name)).join('');
const only = (name: string, from: readonly string[], to: readonly string[]): string =>
  networkPolicy('shop', name, {
    podSelector: { matchLabels: { app: name } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: from.length === 0 ? [] : [{ from: from.map((cidr) => ({ ipBlock: { cidr } })) }],
    egress: to.length === 0 ? [] : [{ to: to.map((cidr) => ({ ipBlock: { cidr } })) }],
  });

describe('the figures of a cluster', () => {
  it('count whom the internet reaches and who reaches it apart from other addresses outside', () => {
    const policies = only('web', ['8.8.8.8/32'], ['10.0.0.0/8']) + only('api', ['10.0.0.0/8', '192.168.0.0/16'], ['2600::/16']);
    expect(figures(apps + policies)).toMatchObject({
      openFromOutside: 3,
      openFromInternet: 2,
      openToOutside: 3,
      openToInternet: 2,
    });
    expect(figures(apps + policies + only('db', ['127.0.0.0/8', 'fd00::/8', 'fe80::/10'], ['169.254.169.254/32']))).toMatchObject(
      {
        openFromOutside: 3,
        openFromInternet: 1,
        openToInternet: 1,
      },
    );
  });

  it('name the class that is in the worst place to be taken over', () => {
    const closed = networkPolicy('shop', 'db', {
      podSelector: { matchLabels: { app: 'db' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }],
    });
    const quiet = networkPolicy('shop', 'api', { podSelector: { matchLabels: { app: 'api' } }, policyTypes: ['Egress'] });
    const shut = networkPolicy('shop', 'db-out', { podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Egress'] });
    expect(figures(apps + closed + quiet + shut)).toMatchObject({
      worst: 'shop/web[Deployment]',
      worstBlastRadius: 2,
      meanBlastRadius: 2 / 3,
    });
  });

  it('have no worst where nothing runs', () => {
    expect(figures('')).toMatchObject({ classes: 0, pairs: 0, worst: null, worstBlastRadius: null, meanBlastRadius: null });
  });
});
