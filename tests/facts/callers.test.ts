import { describe, expect, it } from 'vitest';
import type { CallersAsked } from '#lib/facts/callers.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { allPorts, type PortSet, portsOf, portsText } from '#lib/policy/ports.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const tcp = (port: number): PortSet => portsOf('TCP', { from: port, to: port });
const app = (name: string) => ({ podSelector: { matchLabels: { app: name } } });
const from = (namespace: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } });

const db = deployment('data', 'db');
const callers = deployment('shop', 'web') + deployment('shop', 'batch') + deployment('dev', 'curl');
const dbPolicy = (...ingress: readonly object[]) => networkPolicy('data', 'db', { ...app('db'), ingress });

/** Who calls data/db, as `web on TCP 5432`. */
function into(yaml: string, ports: PortSet = allPorts, asked: CallersAsked = {}): readonly string[] {
  const { workloads, traffic } = factsOf(world(yaml));
  const target = workloads.find(({ ref }) => ref.name === 'db');
  if (target === undefined) throw new Error('no db');
  const { count, few } = traffic.callers(target, traffic.group(workloads), ports, asked);
  expect(count).toBe(few.length);
  return few.map((peer) => `${peer.workload.ref.name} on ${portsText(peer.ports)}`);
}

describe('callers', () => {
  it('are those that both ends let through on the ports asked for', () => {
    const world =
      db +
      callers +
      dbPolicy({ from: [from('shop')], ports: [{ port: 5432 }, { port: 9187 }] }) +
      networkPolicy('shop', 'batch', {
        ...app('batch'),
        policyTypes: ['Egress'],
        egress: [{ to: [from('data')], ports: [{ port: 9187 }] }],
      });
    expect(into(world)).toEqual(['batch on TCP 9187', 'web on TCP 5432, 9187']);
    expect(into(world, tcp(5432))).toEqual(['web on TCP 5432']);
    expect(into(world, tcp(80))).toEqual([]);
    expect(into(world, tcp(5432), { heldBack: true })).toEqual(['batch on TCP 5432', 'web on TCP 5432']);
  });

  it('never count the workload itself', () => {
    expect(into(db, allPorts, { heldBack: true })).toEqual([]);
  });

  it('count as unnamed unless a rule asks for a label that they carry', () => {
    const whole = dbPolicy({ from: [from('shop')], ports: [{ port: 5432 }] });
    const named = dbPolicy({ from: [{ ...from('shop'), ...app('web') }], ports: [{ port: 5432 }] });
    const butOne = dbPolicy({
      from: [{ ...from('shop'), podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['batch'] }] } }],
    });
    expect(into(db + callers, allPorts, { unnamed: true })).toHaveLength(3);
    expect(into(db + callers + whole, allPorts, { unnamed: true })).toEqual(['batch on TCP 5432', 'web on TCP 5432']);
    expect(into(db + callers + named)).toEqual(['web on TCP 5432']);
    expect(into(db + callers + named, allPorts, { unnamed: true })).toEqual([]);
    expect(into(db + callers + butOne, allPorts, { unnamed: true })).toEqual(['web on all ports']);
  });

  it('are unnamed on the ports that are open to the others as well', () => {
    const both = dbPolicy(
      { from: [{ ...from('shop'), ...app('web') }] },
      { from: [{ ...app('nobody') }, from('shop')], ports: [{ port: 9187 }] },
    );
    expect(into(db + callers + both, allPorts, { unnamed: true })).toEqual(['batch on TCP 9187', 'web on TCP 9187']);
    expect(into(db + callers + both, tcp(5432), { unnamed: true })).toEqual([]);
  });

  it('are told apart in the admin tier too', () => {
    const admin = (namespace: object, pods: object) =>
      `---\n${JSON.stringify({
        apiVersion: 'policy.networking.k8s.io/v1alpha1',
        kind: 'AdminNetworkPolicy',
        metadata: { name: 'admin' },
        spec: {
          priority: 1,
          subject: { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'data' } } },
          ingress: [
            {
              name: 'in',
              action: 'Allow',
              from: [{ pods: { namespaceSelector: namespace, podSelector: pods } }],
            },
          ],
        },
      })}\n`;
    const closed = db + callers + dbPolicy();
    expect(into(closed + admin({}, { matchLabels: { app: 'web' } }))).toEqual(['web on all ports']);
    expect(into(closed + admin({}, { matchLabels: { app: 'web' } }), allPorts, { unnamed: true })).toEqual([]);
    expect(into(closed + admin({}, {}), allPorts, { unnamed: true })).toHaveLength(3);
  });
});
