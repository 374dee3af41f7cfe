import { describe, expect, it } from 'vitest';
import { surroundingsOf } from '#lib/assess/outside-places.ts';
import { takenText } from '#lib/assess/taken-text.ts';
import { workloadLines } from '#lib/assess/workload-lines.ts';
import { workloadReach } from '#lib/assess/workload-reach.ts';
import { policyModel } from '#lib/policy/policies.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { type Recalled, recalled, recordOf } from '#lib/reachability/record.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const app = (name: string) => ({ podSelector: { matchLabels: { app: name } } });
const tcp = (port: number) => [{ protocol: 'TCP', port }];
const closed = networkPolicy('shop', 'default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
/** One policy a workload: who may come, and where it may go. */
const policy = (name: string, ingress: readonly object[], egress: readonly object[]): string =>
  networkPolicy('shop', name, { ...app(name), policyTypes: ['Ingress', 'Egress'], ingress, egress });
const node = `---\n${JSON.stringify({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'one', labels: { 'node-role.kubernetes.io/control-plane': '' } },
  status: {
    addresses: [
      { type: 'InternalIP', address: '10.0.0.1' },
      { type: 'Hostname', address: 'one' },
    ],
  },
})}\n`;

/** web → api → db; only db gets out, to one address. */
const shop = [
  node,
  ...['web', 'api', 'db', 'alone'].map((name) => deployment('shop', name)),
  closed,
  policy('web', [], [{ to: [app('api')], ports: tcp(8080) }]),
  policy('api', [{ from: [app('web')] }], [{ to: [app('db')], ports: tcp(5432) }]),
  policy('db', [{ from: [app('api')], ports: tcp(5432) }], [{ to: [{ ipBlock: { cidr: '198.51.100.0/24' } }], ports: tcp(443) }]),
].join('');

function answersFor(manifests: string): {
  readonly answers: Recalled;
  readonly reachOf: (id: string) => ReturnType<typeof workloadReach>;
} {
  const snapshot = world(manifests);
  const answers = recalled(recordOf(reachability(policyModel(snapshot))));
  return { answers, reachOf: (id) => workloadReach(answers, id, surroundingsOf(snapshot)) };
}

const textOf = (manifests: string, id: string): string => {
  const reach = answersFor(manifests).reachOf(id);
  return reach === null ? 'none' : takenText(reach);
};

describe('what a workload reaches', () => {
  const { reachOf } = answersFor(shop);

  it('is told by hops, in each direction with the ports that both sides let through', () => {
    const web = reachOf('shop/web[Deployment]');
    expect(web?.rings.map((ring) => ring.map(({ name }) => name))).toEqual([['api'], ['db']]);
    expect(web?.into).toEqual([]);
    expect(web?.from.map(({ peer, ports }) => `${peer} ${ports}`)).toEqual(['shop/api[Deployment] TCP 8080']);
    expect(reachOf('shop/db[Deployment]')?.into.map(({ peer, ports }) => `${peer} ${ports}`)).toEqual([
      'shop/api[Deployment] TCP 5432',
    ]);
  });

  it('counts those in its reach that get to places outside', () => {
    const places = reachOf('shop/web[Deployment]')?.places.map(({ id, direct, through }) => [id, direct, through]);
    expect(places).toEqual([
      ['internet', false, 1],
      ['metadata', false, 0],
      ['apiServer', false, 0],
      ['nodes', false, 0],
    ]);
  });

  it('names the policies with a say, direction by direction', () => {
    const { policies } = reachOf('shop/api[Deployment]') ?? { policies: [] };
    expect(policies.map(({ direction, closed: is, policies: names }) => [direction, is, names.join(', ')])).toEqual([
      ['ingress', true, 'NetworkPolicy shop/api, NetworkPolicy shop/default-deny'],
      ['egress', true, 'NetworkPolicy shop/api, NetworkPolicy shop/default-deny'],
    ]);
  });

  it('is nothing for a workload that does not run', () => {
    expect(reachOf('shop/gone[Deployment]')).toBe(null);
  });

  it('is told in parts where policies tell its pods apart', () => {
    const pod = (name: string, role: string) =>
      `---\n${JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name,
          namespace: 'shop',
          labels: { app: 'queue', role },
          ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'queue', uid: '1', controller: true }],
        },
        spec: { containers: [{ name: 'main', image: 'example.org/app:1' }] },
        status: { phase: 'Running' },
      })}\n`;
    const onlyLeader = networkPolicy('shop', 'leader', {
      podSelector: { matchLabels: { role: 'leader' } },
      policyTypes: ['Egress'],
      egress: [],
    });
    const { answers, reachOf: parted } = answersFor(
      [deployment('shop', 'web'), pod('queue-0', 'leader'), pod('queue-1', 'follower'), onlyLeader].join(''),
    );
    const queue = parted('shop/queue[StatefulSet]');
    expect(queue?.parts.map(({ id, pods }) => `${id} ${pods}`).toSorted()).toEqual([
      'shop/queue[StatefulSet]{role=follower} 1',
      'shop/queue[StatefulSet]{role=leader} 1',
    ]);
    expect(queue?.from.map(({ part, peer }) => `${part} ${peer}`)).toEqual([
      'shop/queue[StatefulSet]{role=follower} shop/web[Deployment]',
    ]);
    const line = workloadLines(answers).find(({ name }) => name === 'queue');
    expect(line).toMatchObject({
      pods: 2,
      reaches: 1,
      reachedBy: 1,
      blastRadius: 1,
      isolatedIngress: 'none',
      isolatedEgress: 'some',
    });
  });
});

describe('the sentence about a taken workload', () => {
  it('says who reaches it, how far it gets, and what is kept from it', () => {
    expect(textOf(shop, 'shop/web[Deployment]')).toBe(
      'None of 3 other workloads reach it. Whoever takes it reaches 1 directly and 2 over any number of hops. It gets to the internet through others.',
    );
    expect(textOf(shop, 'shop/db[Deployment]')).toBe(
      '1 of 3 other workloads reaches it. Whoever takes it reaches no other workload. It gets to the internet itself.',
    );
    expect(textOf(shop, 'shop/alone[Deployment]')).toBe(
      'None of 3 other workloads reach it. Whoever takes it reaches no other workload. Policies keep it from the internet, the cloud metadata service, the API server and the nodes.',
    );
  });

  it('names the object that lets the internet in, and not where policies stop it', () => {
    const door = `---\n${JSON.stringify({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'front', namespace: 'shop' },
      spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
    })}\n`;
    expect(textOf([deployment('shop', 'web'), door].join(''), 'shop/web[Deployment]')).toMatch(
      /^No other workload runs in this cluster\. The internet gets to it by Service shop\/front\. /,
    );
    expect(textOf([deployment('shop', 'web'), door, closed].join(''), 'shop/web[Deployment]')).toMatch(
      /^No other workload runs in this cluster\. Whoever /,
    );
  });

  it('says that nothing leads in where only policies would let it', () => {
    expect(textOf(deployment('shop', 'web'), 'shop/web[Deployment]')).toContain(
      'Policies do not keep the internet out, but nothing leads from there to it.',
    );
  });
});

describe('the lines of the list', () => {
  it('say of each workload what its page says', () => {
    const { answers, reachOf } = answersFor(shop);
    for (const line of workloadLines(answers)) {
      const reach = reachOf(line.id);
      expect([line.id, line.reaches, line.reachedBy, line.blastRadius]).toEqual([
        line.id,
        reach?.from.length,
        reach?.into.length,
        reach?.rings.flat().length,
      ]);
    }
  });

  it('say what is open from and to the internet', () => {
    const { answers } = answersFor(shop);
    const lines = workloadLines(answers).map(({ name, fromInternet, toInternet }) => [name, fromInternet, toInternet]);
    expect(lines).toEqual([
      ['alone', false, false],
      ['api', false, false],
      ['db', false, true],
      ['web', false, false],
    ]);
  });
});
