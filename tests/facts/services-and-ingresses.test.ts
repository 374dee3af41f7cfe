import { describe, expect, it } from 'vitest';
import { factsOf } from '#lib/facts/derive.ts';
import { deployment, world } from '#tests/support/world.ts';

const service = (spec: object, annotations: object = {}, status: object = {}) => {
  const object = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop', annotations },
    spec: { ports: [{ port: 80 }], ...spec },
    status,
  };
  const [facts] = factsOf(world(`${JSON.stringify(object)}\n${deployment('shop', 'web')}${deployment('other', 'web')}`)).services;
  if (facts === undefined) throw new Error('no service');
  return facts;
};
const balancer = (spec: object = {}, annotations: object = {}, status: object = {}) =>
  service({ type: 'LoadBalancer', ...spec }, annotations, status).reach;

describe('a load balancer', () => {
  it('is open to the world when nothing narrows it', () => {
    expect(balancer()).toBe('world');
  });

  it.each([
    ['service.beta.kubernetes.io/aws-load-balancer-scheme', 'internal', 'internal'],
    ['service.beta.kubernetes.io/aws-load-balancer-scheme', 'internet-facing', 'world'],
    ['service.beta.kubernetes.io/azure-load-balancer-internal', 'true', 'internal'],
    ['service.beta.kubernetes.io/azure-load-balancer-internal', 'false', 'world'],
    ['networking.gke.io/load-balancer-type', 'Internal', 'internal'],
    ['oci-network-load-balancer.oraclecloud.com/internal', 'true', 'internal'],
    ['load-balancer.hetzner.cloud/disable-public-network', 'true', 'internal'],
    ['service.beta.kubernetes.io/ncloud-load-balancer-internal', 'true', 'internal'],
    ['service.beta.kubernetes.io/load-balancer-source-ranges', '192.0.2.0/24, 198.51.100.0/24', 'restricted'],
  ])('with annotation %s: %s is %s', (name, value, reach) => {
    expect(balancer({}, { [name]: value })).toBe(reach);
  });

  it('of AWS is what its scheme says, whatever the annotation before that said', () => {
    const older = { 'service.beta.kubernetes.io/aws-load-balancer-internal': 'true' };
    expect(balancer({}, older)).toBe('internal');
    expect(balancer({}, { ...older, 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' })).toBe('world');
  });

  it.each([
    [['192.0.2.0/24'], 'restricted'],
    [['192.0.2.0/24', '0.0.0.0/0'], 'world'],
    [['0.0.0.0/1', '128.0.0.0/1'], 'world'],
    [['::/0'], 'world'],
    [['office'], 'world'],
  ])('with source ranges %j is %s', (loadBalancerSourceRanges, reach) => {
    expect(balancer({ loadBalancerSourceRanges })).toBe(reach);
  });

  it('is internal with a private address and open with a public one', () => {
    expect(balancer({}, {}, { loadBalancer: { ingress: [{ ip: '10.1.2.3' }] } })).toBe('internal');
    expect(balancer({}, {}, { loadBalancer: { ingress: [{ ip: '10.1.2.3' }, { ip: '203.0.113.4' }] } })).toBe('world');
  });
});

it('has the workloads of its own namespace as backends', () => {
  expect(service({ selector: { app: 'web' } }).backends).toEqual(['shop/web[Deployment]']);
  expect(service({}).backends).toEqual([]);
});

describe('an Ingress serves without TLS', () => {
  const hosts = (spec: object) => {
    const object = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web', namespace: 'shop' }, spec };
    return factsOf(world(JSON.stringify(object))).ingresses[0]?.hostsWithoutTls;
  };
  const http = { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] };
  it.each<[string, object, readonly string[]]>([
    [
      'a host that no TLS entry names',
      {
        rules: [
          { host: 'a.example.org', http },
          { host: 'b.example.org', http },
        ],
        tls: [{ hosts: ['a.example.org'] }],
      },
      ['b.example.org'],
    ],
    ['no host below a wildcard', { rules: [{ host: 'a.example.org', http }], tls: [{ hosts: ['*.example.org'] }] }, []],
    [
      'a host two labels below a wildcard',
      { rules: [{ host: 'x.a.example.org', http }], tls: [{ hosts: ['*.example.org'] }] },
      ['x.a.example.org'],
    ],
    ['every host where a rule has none', { rules: [{ http }], tls: [{ hosts: ['a.example.org'] }] }, ['*']],
    ['its default backend', { defaultBackend: { service: { name: 'web', port: { number: 80 } } } }, ['*']],
    [
      'a host whose backend is not a Service',
      {
        rules: [
          { host: 'a.example.org', http: { paths: [{ path: '/', backend: { resource: { kind: 'Bucket', name: 'b' } } }] } },
        ],
      },
      ['a.example.org'],
    ],
    ['nothing where TLS covers every host', { rules: [{ http }], tls: [{ secretName: 'web' }] }, []],
  ])('for %s', (_title, spec, expected) => {
    expect(hosts(spec)).toEqual(expected);
  });
});
