import { describe, expect, it } from 'vitest';
import { rangesText } from '#lib/policy/addresses.ts';
import { policyModel } from '#lib/policy/policies.ts';
import { portsText } from '#lib/policy/ports.ts';
import { ringsOf } from '#lib/reachability/blast-radius.ts';
import { exposures } from '#lib/reachability/exposure.ts';
import { matrixOf } from '#lib/reachability/matrix.ts';
import { reachOf } from '#lib/reachability/reach.ts';
import { type Reachability, reachability } from '#lib/reachability/reachability.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const answers = (...documents: readonly string[]): Reachability => reachability(policyModel(world(documents.join(''))));
const member = ({ engine }: Reachability, id: string) => {
  const found = engine.classes.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};
const only = (app: string, from: string) =>
  networkPolicy('shop', app, {
    podSelector: { matchLabels: { app } },
    ingress: [{ from: [{ podSelector: { matchLabels: { app: from } } }] }],
  });

describe('the matrix', () => {
  const apps = deployment('shop', 'web') + deployment('shop', 'db') + deployment('ops', 'agent');

  it('counts open pairs by namespace, none of a workload with itself', () => {
    expect(matrixOf(answers(apps)).cells).toEqual([
      { from: 'ops', to: 'shop', open: 2, of: 2 },
      { from: 'shop', to: 'ops', open: 2, of: 2 },
      { from: 'shop', to: 'shop', open: 2, of: 2 },
    ]);
    expect(matrixOf(answers(apps, only('db', 'web')))).toMatchObject({ open: 5, of: 6 });
  });

  it('agrees with the list where a row has more classes than a machine word', () => {
    const many = Array.from({ length: 70 }, (_, index) =>
      deployment(`ns-${index % 3}`, `app-${index}`, { app: `app-${index % 5}` }),
    );
    const policies = [
      networkPolicy('ns-0', 'in', {
        podSelector: {},
        ingress: [{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'app-1' } } }] }],
      }),
      networkPolicy('ns-1', 'out', { podSelector: { matchLabels: { app: 'app-2' } }, egress: [{ to: [{ podSelector: {} }] }] }),
    ];
    const found = answers(...many, ...policies);
    const listed = [...reachOf(found).connections].filter(({ src, dst }) => src.includes('[') && dst.includes('['));
    const matrix = matrixOf(found);
    expect(matrix.open).toBe(listed.length);
    for (const { from, to, open } of matrix.cells)
      expect([from, to, open]).toEqual([
        from,
        to,
        listed.filter(({ src, dst }) => src.startsWith(`${from}/`) && dst.startsWith(`${to}/`)).length,
      ]);
  });
});

describe('the blast radius', () => {
  it('grows ring by ring with who is reached through others', () => {
    const chain = ['a', 'b', 'c', 'd'].map((app) => deployment('shop', app)).join('');
    const found = answers(chain, only('b', 'a'), only('c', 'b'), only('a', 'nobody'), only('d', 'nobody'));
    const rings = ringsOf(found.connections, found.engine.classes.length, member(found, 'shop/a[Deployment]').index);
    expect(rings.map((ring) => ring.map((index) => found.engine.classes[index]?.id))).toEqual([
      ['shop/b[Deployment]'],
      ['shop/c[Deployment]'],
    ]);
  });

  it('is nothing but itself behind a closed door', () => {
    const closed = networkPolicy('shop', 'deny', { podSelector: {}, policyTypes: ['Egress'] });
    const found = answers(deployment('shop', 'a'), deployment('shop', 'b'), closed);
    expect(ringsOf(found.connections, 2, 0)).toEqual([]);
  });
});

describe('exposure', () => {
  const of = (found: Reachability, id: string, direction: 'ingress' | 'egress') => exposures(found)(member(found, id), direction);

  it('of a workload without policies is everything', () => {
    const found = answers(deployment('shop', 'web'), deployment('ops', 'agent'));
    const { unprotected, outside, wholeCluster, otherNamespaces } = of(found, 'shop/web[Deployment]', 'ingress');
    expect(unprotected).toBe(true);
    expect(outside.flatMap(({ addresses }) => rangesText(addresses))).toEqual([
      '0.0.0.0-255.255.255.255',
      '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    ]);
    expect(portsText(wholeCluster.ports)).toBe('all ports');
    expect(otherNamespaces.namespaces).toEqual(['ops']);
  });

  it('names who may come in although no such pod exists', () => {
    const monitoring = networkPolicy('shop', 'web', {
      podSelector: {},
      ingress: [
        { from: [{ namespaceSelector: { matchLabels: { team: 'monitoring' } }, podSelector: {} }], ports: [{ port: 9090 }] },
        { from: [{ namespaceSelector: {} }], ports: [{ port: 80 }] },
      ],
    });
    const found = of(answers(deployment('shop', 'web'), monitoring), 'shop/web[Deployment]', 'ingress');
    expect(portsText(found.wholeCluster.ports)).toBe('TCP 80');
    expect(found.selected.map(({ peers, ports }) => `${peers}: ${portsText(ports)}`)).toEqual([
      'all pods in namespaces with team=monitoring: TCP 80, 9090',
    ]);
    expect(found.otherNamespaces.namespaces).toEqual([]);
  });
});

describe('exposure to pods to come', () => {
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'one' }, spec: { podCIDRs: ['10.8.0.0/23'] } };
  const from = (cidr: string) =>
    networkPolicy('shop', 'web', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr } }], ports: [{ port: 80 }] }] });
  const whole = (cidr: string, others: readonly object[], ipBlockMatchesPods = true): string => {
    const manifests = [deployment('shop', 'web'), from(cidr), ...others.map((one) => `---\n${JSON.stringify(one)}\n`)];
    const found = reachability(policyModel(world(manifests.join(''))), { ipBlockMatchesPods });
    return portsText(exposures(found)(member(found, 'shop/web[Deployment]'), 'ingress').wholeCluster.ports);
  };

  it('is opened by a range that holds all addresses that nodes give to pods, where addresses match pods', () => {
    expect(whole('10.8.0.0/16', [node])).toBe('TCP 80');
    expect(whole('10.8.0.0/24', [node])).toBe('no ports');
    expect(whole('10.8.0.0/16', [node], false)).toBe('no ports');
  });

  it('is opened only by every address where nodes do not say which they give', () => {
    const running = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'agent', namespace: 'ops' },
      spec: { containers: [{ name: 'main', image: 'example.org/agent:1' }] },
      status: { podIP: '10.8.0.1' },
    };
    expect(whole('0.0.0.0/0', [running])).toBe('TCP 80');
    expect(whole('10.0.0.0/8', [running])).toBe('no ports');
    expect(whole('0.0.0.0/0', [])).toBe('no ports');
  });

  it('on a port that they name themselves is told by the name', () => {
    const policy = networkPolicy('shop', 'web', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        { to: [{ podSelector: { matchLabels: { app: 'bff' } } }], ports: [{ port: 'http' }, { port: 'dns', protocol: 'UDP' }] },
        { to: [{ namespaceSelector: {} }], ports: [{ port: 53, endPort: 65_535, protocol: 'UDP' }] },
      ],
    });
    const found = answers(deployment('shop', 'web'), policy);
    const { wholeCluster, selected } = exposures(found)(member(found, 'shop/web[Deployment]'), 'egress');
    expect({ ports: portsText(wholeCluster.ports), names: wholeCluster.names }).toEqual({ ports: 'UDP 53-65535', names: [] });
    expect(selected.map(({ peers, names }) => ({ peers, names }))).toEqual([
      { peers: 'pods with app=bff in namespace shop', names: ['TCP http'] },
    ]);
  });

  it('is opened by an admin policy for namespaces that have the same label as its own', () => {
    const same = {
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name: 'tenant' },
      spec: {
        priority: 1,
        subject: { namespaces: {} },
        ingress: [
          {
            action: 'Allow',
            from: [{ namespaces: { sameLabels: ['tenant'] } }],
            ports: [{ portNumber: { protocol: 'TCP', port: 80 } }],
          },
          { action: 'Deny', from: [{ namespaces: {} }] },
        ],
      },
    };
    const shop = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { tenant: 'a' } } };
    const found = answers(`---\n${JSON.stringify(shop)}\n`, deployment('shop', 'web'), `---\n${JSON.stringify(same)}\n`);
    const { wholeCluster, selected } = exposures(found)(member(found, 'shop/web[Deployment]'), 'ingress');
    expect(portsText(wholeCluster.ports)).toBe('no ports');
    expect(selected.map(({ peers, ports }) => `${peers}: ${portsText(ports)}`)).toEqual([
      'all pods in namespaces with the same tenant: TCP 80',
    ]);
  });
});

describe('absurd input is answered', () => {
  it('with a thousand labels on a pod and a selector of as many', () => {
    const labels = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key-${index}`, `value-${index}`]));
    const closed = networkPolicy('shop', 'all', { podSelector: { matchLabels: labels } });
    const found = answers(deployment('shop', 'web', labels), deployment('shop', 'db'), closed);
    expect(portsText(found.engine.ports.get(found.connections.between(1, 0)))).toBe('all ports');
    expect(portsText(found.engine.ports.get(found.connections.between(0, 1)))).toBe('no ports');
  });

  it('with thousands of rules on one pod, each for other addresses and another port', () => {
    const rules = Array.from({ length: 4000 }, (_, index) => ({
      from: [{ podSelector: {} }, { ipBlock: { cidr: `10.${index % 250}.${Math.floor(index / 250)}.0/24` } }],
      ports: [{ port: 1 + 2 * index }],
    }));
    const found = answers(
      deployment('shop', 'web'),
      deployment('shop', 'db'),
      networkPolicy('shop', 'many', { podSelector: { matchLabels: { app: 'db' } }, ingress: rules }),
    );
    const { TCP } = found.engine.ports.get(found.connections.between(1, 0));
    expect(TCP).toHaveLength(4000);
    expect(found.connections.outside(0, 'ingress')).toHaveLength(4000);
  });

  it('with labels that are called like the fields of objects', () => {
    const labels = { constructor: 'a', toString: 'b', hasOwnProperty: 'c' };
    const closed = networkPolicy('shop', 'odd', {
      podSelector: { matchExpressions: [{ key: 'constructor', operator: 'Exists' }] },
    });
    const found = answers(deployment('shop', 'odd', labels), deployment('shop', 'web'), closed);
    const lines = [...reachOf(found).connections].map(({ src, dst }) => `${src} => ${dst}`);
    expect(lines).toContain('shop/odd[Deployment] => shop/web[Deployment]');
    expect(lines).not.toContain('shop/web[Deployment] => shop/odd[Deployment]');
  });

  it('with related namespaces by a key that every object has a field of: no namespace carries it', () => {
    const subject = { namespaces: {} };
    const same = (key: string) =>
      `---\n${JSON.stringify({
        apiVersion: 'policy.networking.k8s.io/v1alpha1',
        kind: 'AdminNetworkPolicy',
        metadata: { name: 'same' },
        spec: { priority: 1, subject, ingress: [{ action: 'Deny', from: [{ namespaces: { sameLabels: [key] } }] }] },
      })}\n`;
    const apps = deployment('shop', 'web') + deployment('shop', 'db');
    expect(matrixOf(answers(apps, same('constructor')))).toMatchObject({ open: 2 });
    expect(matrixOf(answers(apps, same('kubernetes.io/metadata.name')))).toMatchObject({ open: 0 });
  });

  it('with selectors that contradict themselves: they select nobody', () => {
    const never = networkPolicy('shop', 'never', {
      podSelector: {
        matchExpressions: [
          { key: 'app', operator: 'Exists' },
          { key: 'app', operator: 'DoesNotExist' },
        ],
      },
    });
    const found = answers(deployment('shop', 'web'), deployment('shop', 'db'), never);
    expect(matrixOf(found)).toMatchObject({ open: 2, of: 2 });
  });
});
