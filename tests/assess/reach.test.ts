import { describe, expect, it } from 'vitest';
import { assess } from '#lib/assess/assess.ts';
import { defaultSettings } from '#lib/assess/settings.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const apps = `${deployment('shop-prod', 'web')}${deployment('shop-dev', 'web')}${deployment('tools', 'web')}`;
const reachOf = (manifests: string, unread?: ResourceName, status: 'forbidden' | 'absent' = 'forbidden') =>
  assess(world(manifests, unread === undefined ? {} : { reads: { [unread]: { status, message: 'no' } } }), defaultSettings).reach;

describe('who can reach whom, as an assessment tells it', () => {
  it('comes with the environments of the namespaces', () => {
    expect(reachOf(apps)?.matrix).toMatchObject({
      groups: ['shop-dev', 'shop-prod', 'tools'],
      environments: ['development', 'production', null],
    });
  });

  it.each(['pods', 'namespaces', 'networkpolicies.networking.k8s.io', 'adminnetworkpolicies.policy.networking.k8s.io'] as const)(
    'is unknown where %s could not be read',
    (resource) => {
      expect(reachOf(apps, resource)).toBeNull();
    },
  );

  it('is known where nobody serves a kind of policy, or something else could not be read', () => {
    expect(reachOf(apps, 'adminnetworkpolicies.policy.networking.k8s.io', 'absent')?.records).toHaveLength(3);
    expect(reachOf(apps, 'services')).toMatchObject({
      records: [{}, {}, {}],
      partial: [{ policy: 'services', reason: 'could not be read, so that ways in from outside may be missing: no' }],
    });
  });

  it('says which workloads and ways in are missing in it', () => {
    const object = (apiVersion: string, kind: string, spec: object) =>
      `---\n${JSON.stringify({ apiVersion, kind, metadata: { name: 'broken', namespace: 'tools' }, spec })}\n`;
    const partial = reachOf(
      apps + object('apps/v1', 'Deployment', {}) + object('networking.k8s.io/v1', 'Ingress', { rules: 'all' }),
    )?.partial;
    expect(partial).toEqual([
      {
        policy: 'Deployment tools/broken',
        reason: expect.stringMatching(/^could not be .*, so that it is missing among the workloads: /),
      },
      {
        policy: 'Ingress tools/broken',
        reason: expect.stringMatching(/^could not be .*, so that ways in from outside may be missing: /),
      },
    ]);
  });

  it('says which policies are missing in it', () => {
    const broken = networkPolicy('tools', 'broken', { podSelector: { matchLabels: { app: 'x y' } }, ingress: [] });
    expect(reachOf(apps + broken)?.partial).toMatchObject([{ policy: 'NetworkPolicy tools/broken' }]);
    expect(reachOf(apps)?.partial).toEqual([]);
  });
});
