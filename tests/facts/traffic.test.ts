import { describe, expect, it } from 'vitest';
import { factsOf } from '#lib/facts/derive.ts';
import type { Facts, WorkloadFacts } from '#lib/facts/facts.ts';
import { portsOf, portsText } from '#lib/policy/ports.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const of = ({ workloads }: Facts, id: string): WorkloadFacts => {
  const found = workloads.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};
const [webId, dbId, curlId] = ['shop/web[Deployment]', 'shop/db[Deployment]', 'dev/curl[Deployment]'] as const;

const facts = factsOf(
  world(
    deployment('shop', 'web') +
      deployment('shop', 'db') +
      deployment('dev', 'curl') +
      networkPolicy('shop', 'db', {
        podSelector: { matchLabels: { app: 'db' } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          { from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 5432 }] },
          { from: [{ ipBlock: { cidr: '198.51.100.0/24' } }], ports: [{ port: 443 }] },
        ],
      }),
  ),
);
const { traffic } = facts;
const [web, db, curl] = [of(facts, webId), of(facts, dbId), of(facts, curlId)];
const everyone = traffic.group(facts.workloads);
const tcp = (port: number) => portsOf('TCP', { from: port, to: port });

describe('computed traffic', () => {
  it('tells who gets through, on which ports', () => {
    const { count, few } = traffic.peers(db, 'ingress', everyone);
    expect(count).toBe(1);
    expect(few.map(({ workload, ports }) => `${workload.id} ${portsText(ports)}`)).toEqual([`${webId} TCP 5432`]);
    expect(traffic.peers(db, 'egress', everyone).count).toBe(0);
    expect(traffic.peers(curl, 'egress', everyone).few.map(({ workload }) => workload.id)).toEqual([webId]);
  });

  it('counts members of a group only', () => {
    const dev = traffic.group(facts.workloads.filter(({ namespace }) => namespace === 'dev'));
    expect(traffic.peers(web, 'ingress', dev).few.map(({ workload }) => workload.id)).toEqual([curlId]);
    expect(traffic.peers(db, 'ingress', dev)).toEqual({ count: 0, few: [] });
  });

  it('can be asked about some ports', () => {
    expect(traffic.callers(db, everyone, tcp(5432)).count).toBe(1);
    expect(traffic.callers(db, everyone, tcp(5433)).count).toBe(0);
  });

  it('tells what is open to pods that nothing names, and to addresses', () => {
    expect(portsText(traffic.anyPod(web, 'ingress'))).toBe('all ports');
    expect(portsText(traffic.anyPod(db, 'ingress'))).toBe('no ports');
    expect(portsText(traffic.address(web, 'egress', '169.254.169.254'))).toBe('all ports');
    expect(portsText(traffic.address(db, 'egress', '169.254.169.254'))).toBe('no ports');
    expect(portsText(traffic.address(db, 'ingress', '198.51.100.7'))).toBe('TCP 443');
  });

  it('names the rule that lets through, or that nothing decides', () => {
    expect(traffic.openings(db, 'ingress', web, tcp(5432))).toEqual([
      {
        object: { kind: 'NetworkPolicy', namespace: 'shop', name: 'db' },
        path: 'spec.ingress[0]',
        says: 'allows from pods with app=web in namespace shop on TCP 5432',
      },
    ]);
    expect(traffic.openings(db, 'ingress', { address: '198.51.100.7' }, tcp(443))[0]?.path).toBe('spec.ingress[1]');
    expect(traffic.openings(web, 'ingress', 'any pod', tcp(80))).toEqual([
      { object: web.ref, says: 'no policy decides about its ingress here, so it is let through' },
    ]);
    expect(traffic.openings(db, 'ingress', 'any pod', tcp(5432))).toEqual([]);
  });
});
