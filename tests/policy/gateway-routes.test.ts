import { describe, expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { world } from '#tests/support/world.ts';

const object = (kind: string, name: string, spec: object, namespace = 'shop', version = 'v1'): string =>
  `---\n${JSON.stringify({ apiVersion: `gateway.networking.k8s.io/${version}`, kind, metadata: { name, namespace }, spec })}\n`;
const namespaceOf = (name: string, labels: object = {}): string =>
  `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } })}\n`;
const service = (name: string, namespace = 'shop'): string =>
  `---\n${JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: {
      selector: { app: name },
      ports: [
        { name: 'http', port: 80 },
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'dns-tcp', port: 53 },
      ],
    },
  })}\n`;

const http = { name: 'http', port: 80, protocol: 'HTTP' };
const https = { name: 'https', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'shop' }] } };
const gateway = (listeners: readonly unknown[], more: object = {}, namespace = 'shop'): string =>
  object('Gateway', 'edge', { gatewayClassName: 'any', listeners, ...more }, namespace);
const toWeb = [{ backendRefs: [{ name: 'web', port: 80 }] }];
const route = (spec: object = {}, kind = 'HTTPRoute', namespace = 'shop'): string =>
  object(kind, 'web', { parentRefs: [{ name: 'edge' }], rules: toWeb, ...spec }, namespace);

interface Told {
  readonly ways: readonly string[];
  readonly warnings: readonly string[];
}

/** Where routes lead, encrypted there or not, with what is not known about it, and what is warned of. */
function told(documents: readonly string[], options: Parameters<typeof world>[1] = {}): Told {
  const { doors, warnings } = policyModel(world([service('web'), ...documents].join(''), options));
  return {
    ways: doors.map(
      ({ namespace, selector, protocol, port, callers, encrypted, doubt }) =>
        `${callers.from} to ${namespace}/${selector.app} ${protocol} ${port}, encrypted: ${encrypted}${doubt === undefined ? '' : `; ${doubt}`}`,
    ),
    warnings: warnings.map(({ object: name, message }) => `${name}: ${message}`),
  };
}
const live = { origin: 'live' } as const satisfies { origin: Snapshot['origin'] };
const plain = 'internet to shop/web TCP 80, encrypted: no';
const encrypted = 'internet to shop/web TCP 80, encrypted: yes';

describe('a route of a Gateway leads in', () => {
  it('by any listener that takes it, and is encrypted where all of them are', () => {
    expect(told([gateway([http]), route()])).toEqual({ ways: [plain], warnings: [] });
    expect(told([gateway([https]), route()]).ways).toEqual([encrypted]);
    expect(told([gateway([https, http]), route()]).ways).toEqual([plain]);
  });

  it('by the listener that it names, by name or by port', () => {
    const by = (more: object) => route({ parentRefs: [{ name: 'edge', ...more }] });
    expect(told([gateway([https, http]), by({ sectionName: 'https' })]).ways).toEqual([encrypted]);
    expect(told([gateway([https, http]), by({ port: 443 })]).ways).toEqual([encrypted]);
    expect(told([gateway([https, http]), by({ sectionName: 'http', port: 443 })])).toEqual({
      ways: [],
      warnings: ['HTTPRoute shop/web: Gateway shop/edge, its parent, does not let it in: it has no listener http on port 443'],
    });
    expect(told([gateway([http]), by({ sectionName: 'other' })]).warnings).toEqual([
      'HTTPRoute shop/web: Gateway shop/edge, its parent, does not let it in: it has no listener other',
    ]);
  });

  it.each([
    ['HTTPRoute', 'HTTP', {}, 'no'],
    ['HTTPRoute', 'http', {}, 'no'],
    ['HTTPRoute', 'HTTPS', {}, 'yes'],
    ['GRPCRoute', 'HTTPS', {}, 'yes'],
    ['TLSRoute', 'TLS', { tls: { mode: 'Passthrough' } }, 'yes'],
    ['TLSRoute', 'TLS', { tls: { mode: 'Terminate' } }, 'yes'],
    ['TCPRoute', 'TLS', { tls: { mode: 'Terminate' } }, 'yes'],
    ['TCPRoute', 'TCP', {}, 'unknown'],
  ])('of kind %s by a listener of protocol %s with %j, encrypted: %s', (kind, protocol, more, is) => {
    expect(told([gateway([{ name: 'one', port: 443, protocol, ...more }]), route({}, kind)]).ways).toEqual([
      `internet to shop/web TCP 80, encrypted: ${is}`,
    ]);
  });

  it('over UDP for a UDPRoute, to the UDP port of the Service', () => {
    const udp = route({ rules: [{ backendRefs: [{ name: 'web', port: 53 }] }] }, 'UDPRoute');
    expect(told([gateway([{ name: 'dns', port: 53, protocol: 'UDP' }]), udp]).ways).toEqual([
      'internet to shop/web UDP 53, encrypted: unknown',
    ]);
  });

  it.each([
    ['HTTPRoute', 'TCP'],
    ['HTTPRoute', 'TLS'],
    ['TCPRoute', 'HTTP'],
    ['TLSRoute', 'HTTPS'],
    ['UDPRoute', 'TCP'],
  ])('but not of kind %s by a listener of protocol %s', (kind, protocol) => {
    expect(told([gateway([{ name: 'one', port: 443, protocol }]), route({}, kind)])).toEqual({
      ways: [],
      warnings: [
        `${kind} shop/web: Gateway shop/edge, its parent, does not let it in: its listener one, of protocol ${protocol}, takes no ${kind}`,
      ],
    });
  });

  it('by a listener of a protocol of the implementation’s own, which may take it', () => {
    expect(told([gateway([{ name: 'one', port: 443, protocol: 'example.org/quic' }]), route()]).ways).toEqual([
      'internet to shop/web TCP 80, encrypted: unknown; whether Gateway shop/edge lets it in is not known: its listener one is of protocol example.org/quic',
    ]);
  });

  it.each<[string, string | undefined, readonly string[] | undefined, boolean]>([
    ['no host on either side', undefined, undefined, true],
    ['hosts of the route alone', undefined, ['a.example.org'], true],
    ['a host of the listener alone', 'a.example.org', undefined, true],
    ['the same host', 'A.example.org', ['a.example.org'], true],
    ['a host below the wildcard of the listener', '*.example.org', ['x.a.example.org'], true],
    ['a wildcard of the route above the host of the listener', 'a.example.org', ['*.example.org'], true],
    ['two wildcards, one below the other', '*.example.org', ['*.a.example.org'], true],
    ['one fitting host of several', 'a.example.org', ['b.example.org', 'a.example.org'], true],
    ['another host', 'a.example.org', ['b.example.org'], false],
    ['the host above the wildcard', '*.example.org', ['example.org'], false],
  ])('with %s: %s and %j: %s', (_title, hostname, hostnames, leads) => {
    const { ways, warnings } = told([gateway([{ ...http, hostname }]), route({ hostnames })]);
    expect(ways).toEqual(leads ? [plain] : []);
    expect(warnings).toEqual(
      leads
        ? []
        : [
            `HTTPRoute shop/web: Gateway shop/edge, its parent, does not let it in: its listener http takes ${hostname} and none of the route's hosts`,
          ],
    );
  });

  it('whatever the hosts are on a listener that does not go by them', () => {
    const tcp = { name: 'one', port: 443, protocol: 'TCP', hostname: 'a.example.org' };
    expect(told([gateway([tcp]), route({}, 'TCPRoute')]).ways).toHaveLength(1);
  });
});

describe('a route of another namespace leads in', () => {
  const parentRefs = [{ name: 'edge', namespace: 'infra' }];
  const from = (namespaces: object | undefined, ...more: readonly string[]) =>
    told([gateway([{ ...http, allowedRoutes: { namespaces } }], {}, 'infra'), route({ parentRefs }), ...more]);
  const selector = { matchLabels: { edge: 'yes' } };

  it('where the listener takes routes of all namespaces, and not by default', () => {
    expect(from({ from: 'All' }).ways).toEqual([plain]);
    for (const namespaces of [undefined, {}, { from: 'Same' }])
      expect(from(namespaces)).toEqual({
        ways: [],
        warnings: [
          'HTTPRoute shop/web: Gateway infra/edge, its parent, does not let it in: its listener http takes routes of namespace infra alone',
        ],
      });
    expect(from({ from: 'None' }).ways).toEqual([]);
  });

  it('where the listener selects its namespace', () => {
    expect(from({ from: 'Selector', selector }, namespaceOf('shop', { edge: 'yes' })).ways).toEqual([plain]);
    expect(from({ from: 'Selector', selector }, namespaceOf('shop'))).toEqual({
      ways: [],
      warnings: [
        'HTTPRoute shop/web: Gateway infra/edge, its parent, does not let it in: its listener http does not select namespace shop',
      ],
    });
  });

  it('where it may be selected: labels of a namespace that is not given are not known, its name is', () => {
    const named = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
    expect(from({ from: 'Selector', selector }).ways).toEqual([
      `${plain}; whether Gateway infra/edge lets it in is not known: its listener http goes by labels of namespace shop, which was not read`,
    ]);
    expect(from({ from: 'Selector', selector: named('shop') }).ways).toEqual([plain]);
    expect(from({ from: 'Selector', selector: named('other') }).ways).toEqual([]);
  });

  it('where what the listener says of namespaces cannot be understood', () => {
    for (const namespaces of [{ from: 'Some' }, { from: 'Selector' }, { from: 'Selector', selector: { matchLabels: { a: 1 } } }])
      expect(from(namespaces).ways).toEqual([
        `${plain}; whether Gateway infra/edge lets it in is not known: its listener http does not say clearly from which namespaces it takes routes`,
      ]);
  });
});

it('a listener may take some kinds of routes alone', () => {
  const kinds = (...of: readonly object[]) => told([gateway([{ ...http, allowedRoutes: { kinds: of } }]), route()]);
  expect(kinds({ kind: 'HTTPRoute' }).ways).toEqual([plain]);
  expect(kinds({ group: 'gateway.networking.k8s.io', kind: 'GRPCRoute' }, { kind: 'HTTPRoute' }).ways).toEqual([plain]);
  expect(kinds({ kind: 'GRPCRoute' }).warnings).toEqual([
    'HTTPRoute shop/web: Gateway shop/edge, its parent, does not let it in: its listener http takes only GRPCRoute',
  ]);
  expect(kinds({ group: 'example.org', kind: 'HTTPRoute' }).ways).toEqual([]);
});

describe('a parent', () => {
  const unread = 'whether Gateway shop/edge lets it in is not known: it is not among what was read';

  it('that manifests do not hold may be in the cluster; on a live cluster a Gateway that is not there lets nothing in', () => {
    expect(told([route()]).ways).toEqual([`internet to shop/web TCP 80, encrypted: unknown; ${unread}`]);
    expect(told([route()], live)).toEqual({
      ways: [],
      warnings: ['HTTPRoute shop/web: Gateway shop/edge, its parent, does not exist'],
    });
  });

  it('that could not be read, or not taken as it was given, may let everything in', () => {
    const reads = { 'gateways.gateway.networking.k8s.io': { status: 'forbidden', message: 'no' } } as const;
    expect(told([route({}, 'TLSRoute')], { ...live, reads }).ways).toEqual([
      `internet to shop/web TCP 80, encrypted: yes; ${unread}`,
    ]);
    const refused = gateway([http]).replace('"edge"', '"edge of it"');
    expect(told([refused, route()], live).ways).toEqual([`internet to shop/web TCP 80, encrypted: unknown; ${unread}`]);
  });

  it('whose listeners cannot be understood may let everything in, and another may do for sure', () => {
    const odd = 'whether Gateway shop/edge lets it in is not known: a listener of it could not be understood';
    const listeners = [{ name: 'odd', protocol: ['HTTP'] }];
    expect(told([gateway(listeners), route()]).ways).toEqual([`internet to shop/web TCP 80, encrypted: unknown; ${odd}`]);
    expect(told([object('Gateway', 'edge', { listeners: 'all' }), route()]).ways).toEqual([
      `internet to shop/web TCP 80, encrypted: unknown; ${odd}`,
    ]);
    const second = object('Gateway', 'second', { gatewayClassName: 'any', listeners: [http] });
    const parentRefs = [{ name: 'edge' }, { name: 'second' }];
    expect(told([gateway(listeners), second, route({ parentRefs })]).ways).toEqual([plain]);
  });

  it('that is internal does not hide another that is open', () => {
    const inside = object('Gateway', 'inside', { gatewayClassName: 'gke-l7-rilb', listeners: [https] });
    const parentRefs = [{ name: 'inside' }, { name: 'edge' }];
    expect(told([inside, gateway([https]), route({ parentRefs })]).ways).toEqual([encrypted]);
    expect(told([inside, gateway([]), route({ parentRefs })])).toEqual({
      ways: ['internal to shop/web TCP 80, encrypted: yes'],
      warnings: ['HTTPRoute shop/web: Gateway shop/edge, its parent, does not let it in: it has no listener'],
    });
    expect(told([inside, route({ parentRefs })]).ways).toEqual([`internet to shop/web TCP 80, encrypted: unknown; ${unread}`]);
  });

  it('that is a Service makes it a route of a mesh, which lets nothing in', () => {
    expect(told([route({ parentRefs: [{ group: '', kind: 'Service', name: 'web' }] })])).toEqual({ ways: [], warnings: [] });
    const both = [{ group: '', kind: 'Service', name: 'web' }, { name: 'edge' }];
    expect(told([gateway([http]), route({ parentRefs: both })]).ways).toEqual([plain]);
  });

  it('of another kind, or a default one, may let it in', () => {
    expect(told([route({ parentRefs: [{ kind: 'ListenerSet', name: 'more' }] })]).ways).toEqual([
      'internet to shop/web TCP 80, encrypted: unknown; whether ListenerSet shop/more lets it in is not known: parents of its kind are not read',
    ]);
    expect(told([route({ parentRefs: [], useDefaultGateways: 'All' })]).ways).toEqual([
      'internet to shop/web TCP 80, encrypted: unknown; whether a default Gateway lets it in is not known: which Gateways are default ones is not looked at',
    ]);
  });

  it('is needed: a route that names none leads nowhere', () => {
    for (const parentRefs of [undefined, []])
      expect(told([gateway([http]), route({ parentRefs })])).toEqual({
        ways: [],
        warnings: ['HTTPRoute shop/web: names no parent, so that no Gateway lets it in'],
      });
  });
});

describe('a route sends traffic', () => {
  const rules = (...given: readonly object[]) => told([gateway([http]), service('copy'), route({ rules: given })]);
  const copy = 'internet to shop/copy TCP 80, encrypted: no';

  it('to none of the backends of weight 0', () => {
    const weighted = (weight: number) => rules({ backendRefs: [{ name: 'web', port: 80, weight }] });
    expect(weighted(0)).toEqual({ ways: [], warnings: [] });
    expect(weighted(1).ways).toEqual([plain]);
  });

  it('to nobody where it only redirects', () => {
    expect(rules({ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] })).toEqual({
      ways: [],
      warnings: [],
    });
  });

  it('to those that filters send a copy to, or ask for leave', () => {
    const backendRef = { name: 'copy', port: 80 };
    const mirror = [{ type: 'RequestMirror', requestMirror: { backendRef } }];
    expect(rules({ backendRefs: [{ name: 'web', port: 80 }], filters: mirror }).ways).toEqual([plain, copy]);
    expect(rules({ backendRefs: [{ name: 'web', port: 80, filters: mirror }] }).ways).toEqual([plain, copy]);
    expect(rules({ filters: [{ type: 'ExternalAuth', externalAuth: { protocol: 'HTTP', backendRef } }] }).ways).toEqual([copy]);
  });

  it('where nobody knows, if a backend is no Service', () => {
    expect(rules({ backendRefs: [{ group: 'multicluster.x-k8s.io', kind: 'ServiceImport', name: 'web', port: 80 }] })).toEqual({
      ways: [],
      warnings: [
        'HTTPRoute shop/web: sends traffic to ServiceImport shop/web, which is no Service: where that leads is not known',
      ],
    });
  });
});

describe('a backend in another namespace', () => {
  const rules = [{ backendRefs: [{ name: 'api', namespace: 'backend', port: 80 }] }];
  const grant = (from: object, to: object): string =>
    object('ReferenceGrant', 'routes', { from: [from], to: [to] }, 'backend', 'v1beta1');
  const mine = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' };
  const services = { group: '', kind: 'Service' };
  const across = (documents: readonly string[], options: Parameters<typeof told>[1] = {}) =>
    told([gateway([http]), service('api', 'backend'), route({ rules }), ...documents], options);
  const granted = 'internet to backend/api TCP 80, encrypted: no';

  it('needs a ReferenceGrant of its namespace, for the kind of route and for the Service', () => {
    expect(across([grant(mine, services)])).toEqual({ ways: [granted], warnings: [] });
    expect(across([grant(mine, { ...services, name: 'api' })]).ways).toEqual([granted]);
    for (const [from, to] of [
      [mine, { ...services, name: 'other' }],
      [{ ...mine, kind: 'GRPCRoute' }, services],
      [{ ...mine, namespace: 'other' }, services],
      [{ ...mine, group: 'example.org' }, services],
      [mine, { group: '', kind: 'Secret' }],
      [mine, { group: 'example.org', kind: 'Service' }],
    ] as const)
      expect(across([grant(from, to)])).toEqual({
        ways: [],
        warnings: ['HTTPRoute shop/web: no ReferenceGrant lets it send traffic to Service backend/api'],
      });
  });

  it('may have one, where those could not be read or understood', () => {
    const doubt = 'whether a ReferenceGrant lets it send traffic to Service backend/api is not known';
    const reads = { 'referencegrants.gateway.networking.k8s.io': { status: 'failed', message: 'it broke' } } as const;
    expect(across([], { ...live, reads }).ways).toEqual([`${granted}; ${doubt}: ReferenceGrants could not be read`]);
    expect(across([object('ReferenceGrant', 'odd', { from: 'all' }, 'backend', 'v1beta1')]).ways).toEqual([
      `${granted}; ${doubt}: one of namespace backend could not be understood`,
    ]);
    expect(across([object('ReferenceGrant', 'odd', { from: 'all' }, 'other', 'v1beta1')]).ways).toEqual([]);
  });
});
