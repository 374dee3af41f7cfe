import { describe, expect, it } from 'vitest';
import { newcomersLines } from '#lib/assess/workload-newcomers.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const apps = deployment('shop', 'web') + deployment('shop', 'db');
const db = networkPolicy('shop', 'db', {
  podSelector: { matchLabels: { app: 'db' } },
  policyTypes: ['Ingress', 'Egress'],
  ingress: [
    { from: [{ podSelector: { matchLabels: { app: 'backup' } } }], ports: [{ port: 5432 }] },
    { from: [{ namespaceSelector: {} }], ports: [{ port: 9090 }] },
  ],
});
const linesOf = (workload: string, snapshot = world(apps + db)) =>
  newcomersLines(snapshot, workload, { cni: null })?.map(
    ({ direction, peers, ports }) => `${direction} ${peers ?? 'any'}: ${ports}`,
  ) ?? null;

describe('for pods that nobody has made yet', () => {
  it('a workload that no policy selects is open both ways', () => {
    expect(linesOf('shop/web[Deployment]')).toEqual(['ingress any: all ports', 'egress any: all ports']);
  });

  it('the policies that wait for them are told with what they will open', () => {
    expect(linesOf('shop/db[Deployment]')).toEqual([
      'ingress any: TCP 9090',
      'ingress pods with app=backup in namespace shop: TCP 5432, 9090',
    ]);
  });

  it('nothing is told where policies could not be read: everything would seem open', () => {
    const reads = { 'networkpolicies.networking.k8s.io': { status: 'forbidden', message: 'no' } } as const;
    expect(linesOf('shop/web[Deployment]', world(apps, { origin: 'live', reads }))).toBe(null);
  });
});
