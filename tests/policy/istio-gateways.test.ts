import { describe, expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { world } from '#tests/support/world.ts';

const object = (kind: string, name: string, spec: object, namespace = 'shop'): string =>
  `---\n${JSON.stringify({ apiVersion: 'networking.istio.io/v1', kind, metadata: { name, namespace }, spec })}\n`;
const service = (name: string, namespace = 'shop', ports: readonly object[] = [{ port: 80 }]): string =>
  `---\n${JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports },
  })}\n`;
const server = (more: object = {}, port: object = { number: 80, name: 'http', protocol: 'HTTP' }) => ({
  port,
  hosts: ['*'],
  ...more,
});
const gateway = (servers: readonly object[] = [server()], namespace = 'shop'): string =>
  object('Gateway', 'edge', { selector: { istio: 'ingressgateway' }, servers }, namespace);
const to = (host: string, number?: number) => ({ destination: { host, ...(number === undefined ? {} : { port: { number } }) } });
const virtual = (spec: object = {}, name = 'web'): string =>
  object('VirtualService', name, { hosts: ['shop.example.org'], gateways: ['edge'], http: [{ route: [to('web')] }], ...spec });

const told = (documents: readonly string[], options: Parameters<typeof world>[1] = {}) => {
  const { doors, warnings } = policyModel(world([service('web'), ...documents].join(''), options));
  return {
    ways: doors.map(
      ({ kind, namespace, selector, port, callers, encrypted, doubt }) =>
        `${kind} from ${callers.from} to ${namespace}/${selector.app} ${port}, encrypted: ${encrypted}${doubt === undefined ? '' : `; ${doubt}`}`,
    ),
    warnings: warnings.map(({ object: name, message }) => `${name}: ${message}`),
  };
};
const live = { origin: 'live' } as const;
const plain = 'Gateway from internet to shop/web 80, encrypted: no';
const encrypted = 'Gateway from internet to shop/web 80, encrypted: yes';

describe('a VirtualService leads in', () => {
  it('by a Gateway of Istio that it names, in its namespace or another', () => {
    expect(told([gateway(), virtual()])).toEqual({ ways: [plain], warnings: [] });
    expect(told([gateway([server()], 'infra'), virtual({ gateways: ['infra/edge'] })]).ways).toEqual([plain]);
    expect(told([gateway(), virtual({ gateways: ['mesh', 'edge'] })]).ways).toEqual([plain]);
  });

  it('through pods of the cluster, and so not as an ingress controller', () => {
    const { doors, backends, wishes } = policyModel(world(service('web') + gateway() + virtual()));
    expect(doors).toHaveLength(1);
    expect({ backends, wishes }).toEqual({ backends: [], wishes: [] });
  });

  it('but not where it is for the mesh alone', () => {
    for (const gateways of [undefined, [], ['mesh']])
      expect(told([gateway(), virtual({ gateways })])).toEqual({ ways: [], warnings: [] });
    const inside = { match: [{ gateways: ['mesh'] }], route: [to('web')] };
    expect(told([gateway(), virtual({ gateways: ['mesh', 'edge'], http: [inside] })]).ways).toEqual([]);
    const both = { match: [{ gateways: ['mesh'] }, { uri: { prefix: '/' } }], route: [to('web')] };
    expect(told([gateway(), virtual({ gateways: ['mesh', 'edge'], http: [both] })]).ways).toEqual([plain]);
  });

  it.each<[string, object, object, 'yes' | 'no' | 'unknown']>([
    ['HTTP', {}, {}, 'no'],
    ['HTTP2', {}, {}, 'no'],
    ['GRPC', {}, {}, 'no'],
    ['HTTPS', { tls: { mode: 'SIMPLE' } }, {}, 'yes'],
    ['TLS', { tls: { mode: 'PASSTHROUGH' } }, { http: undefined, tls: [{ route: [to('web')] }] }, 'yes'],
    ['TCP', {}, { http: undefined, tcp: [{ route: [to('web')] }] }, 'unknown'],
    ['TCP', { tls: { mode: 'MUTUAL' } }, { http: undefined, tcp: [{ route: [to('web')] }] }, 'yes'],
  ])('by a server of protocol %s with %j and %j, encrypted: %s', (protocol, more, spec, is) => {
    const servers = [server(more, { number: 443, name: 'one', protocol })];
    expect(told([gateway(servers), virtual(spec)]).ways).toEqual([`Gateway from internet to shop/web 80, encrypted: ${is}`]);
  });

  it.each<[readonly string[], readonly string[], boolean]>([
    [['*'], ['shop.example.org'], true],
    [['*.example.org'], ['shop.example.org'], true],
    [['shop.example.org'], ['*'], true],
    [['shop/*.example.org'], ['shop.example.org'], true],
    [['./*'], ['shop.example.org'], true],
    [['*/shop.example.org'], ['shop.example.org'], true],
    [['infra/*'], ['shop.example.org'], false],
    [['other.example.org'], ['shop.example.org'], false],
  ])('where a server for %j serves a host of %j: %s', (served, hosts, leads) => {
    const { ways, warnings } = told([gateway([server({ hosts: served })]), virtual({ hosts })]);
    expect(ways).toEqual(leads ? [plain] : []);
    expect(warnings).toEqual(
      leads
        ? []
        : ['VirtualService shop/web: Gateway shop/edge, its parent, does not let it in: no server of it takes one of its hosts'],
    );
  });

  it('and is encrypted where all servers that take it are', () => {
    const https = server({ tls: { mode: 'SIMPLE' } }, { number: 443, name: 'https', protocol: 'HTTPS' });
    expect(told([gateway([https]), virtual()]).ways).toEqual([encrypted]);
    expect(told([gateway([https, server()]), virtual()]).ways).toEqual([plain]);
    const redirecting = server({ tls: { httpsRedirect: true } });
    expect(told([gateway([https, redirecting]), virtual()]).ways).toEqual([encrypted]);
    expect(told([gateway([redirecting]), virtual()]).ways).toEqual([]);
  });

  it('where its Gateway may: one that is not read, or not understood', () => {
    const doubt = 'whether Gateway shop/edge lets it in is not known: ';
    const unknown = 'Gateway from internet to shop/web 80, encrypted: unknown; ';
    expect(told([virtual()]).ways).toEqual([`${unknown}${doubt}it is not among what was read`]);
    expect(told([virtual()], live)).toEqual({
      ways: [],
      warnings: ['VirtualService shop/web: Gateway shop/edge, its parent, does not exist'],
    });
    const reads = { 'gateways.networking.istio.io': { status: 'forbidden', message: 'no' } } as const;
    expect(told([virtual()], { ...live, reads }).ways).toHaveLength(1);
    expect(told([object('Gateway', 'edge', { servers: 'all' }), virtual()]).ways).toEqual([
      `${unknown}${doubt}a server of it could not be understood`,
    ]);
  });
});

describe('a VirtualService sends traffic', () => {
  const http = (...rules: readonly object[]) => told([gateway(), service('api', 'backend'), virtual({ http: rules })]);
  const api = 'Gateway from internet to backend/api 80, encrypted: no';

  it('to Services by their names of the cluster, and to those of elsewhere nobody here is behind', () => {
    expect(http({ route: [to('api.backend.svc.cluster.local')] }).ways).toEqual([api]);
    expect(http({ route: [to('www.example.org')] })).toEqual({ ways: [], warnings: [] });
    expect(http({ route: [to('gone')] }).warnings).toEqual([
      'VirtualService shop/web: Service shop/gone, which it sends traffic to, does not exist',
    ]);
  });

  it('on the port that it names, or on any', () => {
    const ports = [
      { name: 'a', port: 80 },
      { name: 'b', port: 81 },
    ];
    const { ways } = told([gateway(), service('two', 'shop', ports), virtual({ http: [{ route: [to('two', 81)] }] })]);
    expect(ways).toEqual(['Gateway from internet to shop/two 81, encrypted: no']);
    expect(told([gateway(), service('two', 'shop', ports), virtual({ http: [{ route: [to('two')] }] })]).ways).toHaveLength(2);
  });

  it('to mirrors, to what it delegates to, and not to what has no weight', () => {
    expect(http({ route: [to('web')], mirror: { host: 'api.backend.svc.cluster.local' } }).ways).toEqual([plain, api]);
    expect(http({ mirrors: [to('api.backend.svc.cluster.local')] }).ways).toEqual([api]);
    expect(http({ redirect: { uri: '/elsewhere' } })).toEqual({ ways: [], warnings: [] });
    const weighted = [
      { ...to('web'), weight: 100 },
      { ...to('api.backend.svc.cluster.local'), weight: 0 },
    ];
    expect(http({ route: weighted }).ways).toEqual([plain]);
    const delegate = virtual({ hosts: undefined, gateways: undefined }, 'part');
    const root = virtual({ http: [{ delegate: { name: 'part' } }] }, 'root');
    expect(told([gateway(), delegate, root]).ways).toEqual([plain]);
  });

  it('that cannot be understood is warned of', () => {
    expect(told([gateway(), virtual({ http: 'all' })]).warnings).toEqual([
      'VirtualService shop/web: its backends could not be understood and are left out: spec.http is the text "all", but must be a list',
    ]);
  });
});
