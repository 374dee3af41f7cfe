import { describe, expect, it } from 'vitest';
import type { ConnectionDrift } from '#lib/assess/drift.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { connectionDrift } from '#tests/support/drift.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `app-${index}`);
const apps = (namespace: string, count: number): string =>
  names(count)
    .map((name) => deployment(namespace, name))
    .join('');
const deny = (namespace: string): string => networkPolicy(namespace, 'deny', { podSelector: {}, policyTypes: ['Ingress'] });

function told(before: Snapshot, after: Snapshot): ConnectionDrift {
  const drift = connectionDrift(before, after);
  if ('reason' in drift) throw new Error(drift.reason);
  return drift;
}

describe('what changed in who reaches whom', () => {
  it('is told in rectangles, each with its causes', () => {
    const drift = told(world(apps('a', 3) + apps('b', 2)), world(apps('a', 3) + apps('b', 2) + deny('b')));
    expect(drift).toMatchObject({ opened: 0, closed: 3 * 2 + 2 + 2 * 2, changed: 0, truncated: false });
    const fromA = drift.groups.find(({ src }) => src.some((id) => id.startsWith('a/')));
    expect(fromA).toEqual({
      type: 'removed',
      before: 'All',
      after: 'None',
      causes: [{ object: { kind: 'NetworkPolicy', namespace: 'b', name: 'deny' }, change: 'added', what: 'policy added' }],
      src: [
        '0.0.0.0-255.255.255.255',
        '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
        ...names(3).map((name) => `a/${name}[Deployment]`),
      ],
      dst: names(2).map((name) => `b/${name}[Deployment]`),
    });
  });

  it('is nothing where nothing changed', () => {
    const same = world(apps('a', 3));
    expect(connectionDrift(same, same)).toEqual({ opened: 0, closed: 0, changed: 0, truncated: false, groups: [] });
  });

  it('is cut off where everything changed, and then not counted', () => {
    const before = world(apps('a', 120) + apps('b', 120));
    const drift = told(before, world(apps('a', 120) + apps('b', 120) + deny('a') + deny('b')));
    expect(drift).toMatchObject({ opened: null, closed: null, changed: null, truncated: true });
    expect(drift.groups.reduce((sum, { src, dst }) => sum + src.length * dst.length, 0)).toBe(20_000);
  });

  it('is not known where policies could not be read on one side', () => {
    const known = world(apps('a', 2) + deny('a'));
    const unread = world(apps('a', 2), {
      reads: { 'networkpolicies.networking.k8s.io': { status: 'forbidden', message: 'no' } },
    });
    const reason = 'networkpolicies.networking.k8s.io could not be read: no';
    expect(connectionDrift(known, unread)).toEqual({ reason });
    expect(connectionDrift(unread, known)).toEqual({ reason });
  });

  it('is not known where only one side tells the ways in from outside, and known where neither does', () => {
    const known = world(apps('a', 2));
    const unread = (manifests: string) => world(manifests, { reads: { services: { status: 'forbidden', message: 'no' } } });
    const reason = 'services could be read in only one of the two scans';
    expect(connectionDrift(known, unread(apps('a', 2)))).toEqual({ reason });
    expect(connectionDrift(unread(apps('a', 2)), known)).toEqual({ reason });
    expect(connectionDrift(unread(apps('a', 2)), unread(apps('a', 2) + deny('a')))).toMatchObject({
      opened: 0,
      truncated: false,
    });
  });
});
