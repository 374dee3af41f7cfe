import { describe, expect, it } from 'vitest';
import { rangesText } from '#lib/policy/addresses.ts';
import { policyModel } from '#lib/policy/policies.ts';
import { portsText } from '#lib/policy/ports.ts';
import { explain } from '#lib/reachability/explain.ts';
import { endsNamed } from '#lib/reachability/peers.ts';
import { reachOf } from '#lib/reachability/reach.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const object = (
  apiVersion: string,
  kind: string,
  name: string,
  spec: object,
  annotations: object = {},
  more: object = {},
): string => `---\n${JSON.stringify({ apiVersion, kind, metadata: { name, namespace: 'shop', annotations }, spec, ...more })}\n`;
const service = (spec: object, annotations: object = {}): string =>
  object('v1', 'Service', 'web', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }], ...spec }, annotations);
const containers = [
  {
    name: 'main',
    image: 'example.org/app:1',
    ports: [
      { name: 'http', containerPort: 8080 },
      { name: 'dns', containerPort: 53, protocol: 'UDP' },
    ],
  },
];
const web = deployment('shop', 'web', { app: 'web' }, { containers });
const from = (cidr: string) => networkPolicy('shop', 'web', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr } }] }] });
const closed = networkPolicy('shop', 'web', { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] });

const answers = (...documents: readonly string[]) => reachability(policyModel(world([web, ...documents].join(''))));
const waysInto = (...documents: readonly string[]) => {
  const { engine, entries } = answers(...documents);
  return entries.all().map(({ kind, from, ranges, encrypted, ports, open, member, says, admits }) => ({
    kind,
    from,
    ranges,
    encrypted,
    ports: portsText(engine.ports.get(ports)),
    open: portsText(engine.ports.get(open)),
    into: engine.classes[member]?.id,
    admits: rangesText(admits),
    says,
  }));
};

describe('a load balancer', () => {
  const balancer = (spec: object = {}, annotations: object = {}) =>
    service({ type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, ...spec }, annotations);

  it('opens the port on the pods to the internet, and policies that take every address let it through', () => {
    expect(waysInto(balancer(), from('0.0.0.0/0'))).toEqual([
      {
        kind: 'LoadBalancer',
        from: 'internet',
        ranges: [],
        encrypted: 'unknown',
        ports: 'TCP 8080',
        open: 'TCP 8080',
        into: 'shop/web[Deployment]',
        admits: ['0.0.0.0-255.255.255.255'],
        says: 'Anyone on the internet can try TCP 8080 through Service shop/web (its load balancer), and policies let it through from 0.0.0.0-255.255.255.255.',
      },
    ]);
  });

  it('stays shut where policies take pods only', () => {
    expect(waysInto(balancer(), closed)).toMatchObject([{ ports: 'TCP 8080', open: 'no ports', admits: [] }]);
    expect(waysInto(balancer(), closed)[0]?.says).toMatch(/, but policies let nothing of it through\.$/);
  });

  it('counts as open where policies take any address, which nodes and proxies may put in place of the client’s', () => {
    expect(waysInto(balancer(), from('10.0.0.0/8'))).toMatchObject([
      {
        open: 'TCP 8080',
        admits: ['10.0.0.0-10.255.255.255'],
        says: expect.stringMatching(
          /from 10\.0\.0\.0-10\.255\.255\.255: nodes and proxies may put such an address in place of the caller's\.$/,
        ),
      },
    ]);
  });

  it('is told apart by who can try it', () => {
    expect(waysInto(balancer({ loadBalancerSourceRanges: ['198.51.100.0/24'] }))).toMatchObject([
      {
        from: 'ranges',
        ranges: ['198.51.100.0/24'],
        says: expect.stringMatching(/^Whoever has an address of 198\.51\.100\.0\/24 can/),
      },
    ]);
    const internal = { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' };
    expect(waysInto(balancer({}, internal))).toMatchObject([{ from: 'internal', ranges: [] }]);
  });

  it('takes node ports as well, where its source ranges do not hold', () => {
    const ways = waysInto(balancer({ allocateLoadBalancerNodePorts: true, loadBalancerSourceRanges: ['198.51.100.0/24'] }));
    expect(ways.map(({ kind, from }) => [kind, from])).toEqual([
      ['LoadBalancer', 'ranges'],
      ['NodePort', 'nodes'],
    ]);
  });

  it('takes the node ports that it names even where it is told to take none', () => {
    const ports = [
      { name: 'a', port: 80, targetPort: 8080, nodePort: 30_080 },
      { name: 'b', port: 81, targetPort: 8081 },
    ];
    const [, ...onNodes] = waysInto(balancer({ ports }));
    expect(onNodes).toMatchObject([{ kind: 'NodePort', from: 'nodes', ports: 'TCP 8080' }]);
    expect(onNodes[0]?.says).toContain('(node port 30080)');
  });

  it('leads to named ports by name and protocol, and a number needs no declaration', () => {
    const ports = [
      { name: 'a', port: 80, targetPort: 'http' },
      { name: 'b', port: 53, targetPort: 'dns', protocol: 'UDP' },
      { name: 'c', port: 54, targetPort: 'dns' },
      { name: 'd', port: 9000 },
    ];
    expect(waysInto(balancer({ ports }))).toMatchObject([{ ports: 'TCP 8080, 9000; UDP 53' }]);
  });

  it('that leads to nobody is warned of', () => {
    const warned = (spec: object) =>
      answers(balancer(spec))
        .warnings()
        .map(({ object: name, message }) => `${name} ${message}`);
    expect(warned({ selector: { app: 'gone' } })).toEqual(['Service shop/web can be reached from outside and selects no pod']);
    expect(warned({ selector: null })).toEqual([
      'Service shop/web can be reached from outside and has no selector: where it leads is not known',
    ]);
    expect(warned({ ports: [{ port: 80, targetPort: 'grpc' }] })).toEqual([
      'Service shop/web leads to TCP grpc, a name that no container of its pods declares',
    ]);
    expect(warned({})).toEqual([]);
  });

  it('with ranges or addresses that are none is warned of', () => {
    const { entries, warnings } = answers(balancer({ loadBalancerSourceRanges: ['office'], externalIPs: ['elsewhere'] }));
    expect(entries.all().map(({ kind, from: who }) => [kind, who])).toEqual([
      ['LoadBalancer', 'internet'],
      ['ExternalIP', 'internet'],
    ]);
    expect(warnings().map(({ message }) => message)).toEqual([
      'its source range office is no CIDR, so nothing is known to be kept out',
      'its external address elsewhere is no address',
    ]);
  });
});

describe('a Service', () => {
  it('of type NodePort opens it to whoever reaches a node', () => {
    const nodePort = service({ type: 'NodePort', ports: [{ port: 80, targetPort: 8080, nodePort: 30_080 }] });
    expect(waysInto(nodePort)).toMatchObject([{ kind: 'NodePort', from: 'nodes', ports: 'TCP 8080', open: 'TCP 8080' }]);
    expect(waysInto(nodePort)[0]?.says).toContain('through Service shop/web (node port 30080)');
    expect(waysInto(nodePort, closed)).toMatchObject([{ open: 'no ports' }]);
  });

  it('with external addresses opens it to whoever can reach those', () => {
    expect(waysInto(service({ externalIPs: ['203.0.113.7'] }))).toMatchObject([{ kind: 'ExternalIP', from: 'internet' }]);
    expect(waysInto(service({ externalIPs: ['10.0.0.7'] }), closed)).toMatchObject([{ from: 'internal', open: 'no ports' }]);
  });

  it('for the cluster alone opens nothing', () => {
    expect(waysInto(service({}))).toEqual([]);
    expect(waysInto(service({ type: 'ExternalName', externalName: 'example.org', externalIPs: ['203.0.113.7'] }))).toEqual([]);
    expect(waysInto(service({ clusterIP: 'None', externalIPs: ['203.0.113.7'] }))).toEqual([]);
  });

  it('that selects some pods of a workload does not split it', () => {
    const pod = (name: string, labels: object) =>
      `---\n${JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name,
          namespace: 'shop',
          labels,
          ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', controller: true }],
        },
        spec: { containers: [{ name: 'db', image: 'example.org/db:1' }] },
      })}\n`;
    const pods = pod('db-0', { app: 'db', index: '0' }) + pod('db-1', { app: 'db', index: '1' });
    const one = service({ type: 'NodePort', selector: { index: '1' } });
    expect(waysInto(pods, one)).toMatchObject([{ into: 'shop/db[StatefulSet]', ports: 'TCP 8080' }]);
    expect([...reachOf(answers(pods, one)).workloads].map(({ id, pods: count }) => [id, count])).toContainEqual([
      'shop/db[StatefulSet]',
      2,
    ]);
  });
});

describe('a pod', () => {
  const pod = (more: object) => deployment('shop', 'agent', { app: 'agent' }, more);
  const agents = (...documents: readonly string[]) =>
    waysInto(...documents).filter(({ into }) => into === 'shop/agent[Deployment]');
  const ports = [
    { containerPort: 9100, hostPort: 80 },
    { containerPort: 53, protocol: 'UDP', hostPort: 53, hostIP: '127.0.0.1' },
  ];
  const hostPort = pod({ containers: [{ name: 'main', image: 'example.org/agent:1', ports }] });

  it('with a port of its host opens it there, unless only the node itself can try it', () => {
    expect(agents(hostPort)).toMatchObject([{ kind: 'HostPort', from: 'nodes', ports: 'TCP 9100', open: 'TCP 9100' }]);
    expect(agents(hostPort)[0]?.says).toContain('through port 80 of its node, ');
    expect(agents(hostPort, closed)).toMatchObject([{ open: 'no ports' }]);
  });

  it('in the network of its host is open whatever policies say', () => {
    const host = pod({ hostNetwork: true, containers: [{ name: 'main', image: 'example.org/agent:1', ports }] });
    expect(agents(host, closed)).toMatchObject([{ kind: 'HostNetwork', from: 'nodes', ports: 'all ports', open: 'all ports' }]);
    expect(agents(host)[0]?.says).toContain('(they declare TCP 9100; UDP 53)');
  });
});

describe('behind a proxy', () => {
  const inside = service({});
  const backend = { service: { name: 'web', port: { number: 80 } } };
  const ingress = (annotations: object = {}, spec: object = {}) =>
    object('networking.k8s.io/v1', 'Ingress', 'web', { defaultBackend: backend, ...spec }, annotations);
  const route = (spec: object) =>
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'web', {
      rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
      ...spec,
    });
  const gateway = (spec: object, more: object = {}) => object('gateway.networking.k8s.io/v1', 'Gateway', 'edge', spec, {}, more);
  const parentRefs = [{ name: 'edge' }];

  it('an Ingress leads from the internet, as far as pods from elsewhere get through', () => {
    expect(waysInto(inside, ingress())).toMatchObject([
      { kind: 'Ingress', from: 'internet', ports: 'TCP 8080', open: 'TCP 8080' },
    ]);
    expect(waysInto(inside, ingress(), closed)).toMatchObject([{ open: 'no ports' }]);
  });

  it('an Ingress that names a Service on many paths wants it once', () => {
    const paths = ['/a', '/b', '/c'].map((path) => ({ path, backend }));
    const { entries } = answers(inside, ingress({}, { rules: [{ http: { paths } }] }));
    expect(entries.wantedOf(0)).toHaveLength(1);
  });

  it('an Ingress is let through where policies admit its controller alone', () => {
    const controller = deployment('edge', 'nginx', { 'app.kubernetes.io/name': 'ingress-nginx' });
    const admitted = networkPolicy('shop', 'web', {
      podSelector: { matchLabels: { app: 'web' } },
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'edge' } } }] }],
    });
    const [way] = waysInto(inside, ingress(), controller, admitted);
    expect(way).toMatchObject({ open: 'TCP 8080', says: expect.stringMatching(/through from edge\/nginx\[Deployment\]\.$/) });
    // The format keeps to what a pod from elsewhere could do.
    const { connections } = reachOf(answers(inside, ingress(), controller, admitted));
    expect([...connections].filter(({ src }) => src === 'ingress-controller')).toEqual([]);
    expect(waysInto(inside, ingress(), controller, from('203.0.113.0/24'))).toMatchObject([{ open: 'no ports' }]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['what Gateways are made of', { 'gateway.networking.k8s.io/gateway-name': 'edge' }],
    ['the proxies of Contour', { app: 'envoy' }],
    ['the proxies of Envoy Gateway', { 'app.kubernetes.io/name': 'envoy' }],
    ['the proxies of Istio', { app: 'istio-ingressgateway', istio: 'ingressgateway' }],
    ['NGINX Gateway Fabric', { 'app.kubernetes.io/name': 'nginx-gateway-fabric' }],
  ])('policies may admit %s alone', (_title, labels) => {
    const proxies = deployment('edge', 'proxies', labels);
    const admitted = networkPolicy('shop', 'web', {
      podSelector: { matchLabels: { app: 'web' } },
      ingress: [{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: labels } }] }],
    });
    expect(waysInto(inside, route({ parentRefs }), proxies, admitted)).toMatchObject([{ open: 'TCP 8080' }]);
  });

  it.each(['gce', 'gce-internal', 'alb', 'azure-application-gateway', 'azure/application-gateway'])(
    'an Ingress of class %s is served from outside the pods, whatever other controllers there are',
    (ingressClassName) => {
      const nginx = deployment('edge', 'nginx', { 'app.kubernetes.io/name': 'ingress-nginx' });
      const documents = [inside, nginx, from('130.211.0.0/22')];
      expect(waysInto(...documents, ingress({}, { ingressClassName }))).toMatchObject([{ open: 'TCP 8080' }]);
      expect(waysInto(...documents, ingress({}, { ingressClassName: 'nginx' }))).toMatchObject([{ open: 'no ports' }]);
    },
  );

  it('a Gateway of a class of the cloud is served from outside the pods, too', () => {
    const nginx = deployment('edge', 'nginx', { 'app.kubernetes.io/name': 'ingress-nginx' });
    const listeners = [{ name: 'http', port: 80, protocol: 'HTTP' }];
    const of = (gatewayClassName: string) =>
      waysInto(inside, nginx, from('130.211.0.0/22'), gateway({ gatewayClassName, listeners }), route({ parentRefs }));
    for (const name of ['gke-l7-global-external-managed', 'gke-l7-rilb', 'azure-alb-external'])
      expect(of(name)).toMatchObject([{ open: 'TCP 8080' }]);
    expect(of('nginx')).toMatchObject([{ open: 'no ports' }]);
  });

  it('an Ingress may be served from outside the pods, where no controller is known', () => {
    expect(waysInto(inside, ingress(), from('10.0.0.0/8'))).toMatchObject([
      { open: 'TCP 8080', admits: ['10.0.0.0-10.255.255.255'] },
    ]);
  });

  it.each([
    [{ 'alb.ingress.kubernetes.io/scheme': 'internal' }, {}, 'internal'],
    [{ 'alb.ingress.kubernetes.io/scheme': 'internet-facing' }, {}, 'internet'],
    [{}, { ingressClassName: 'gce-internal' }, 'internal'],
    [{ 'nginx.ingress.kubernetes.io/whitelist-source-range': '192.0.2.0/24,198.51.100.0/24' }, {}, 'ranges'],
  ])('an Ingress with %j and %j has callers from %s', (annotations, spec, who) => {
    expect(waysInto(inside, ingress(annotations, spec))).toMatchObject([{ from: who }]);
  });

  it.each<[string, object, 'yes' | 'no']>([
    ['without TLS', {}, 'no'],
    ['with TLS for every host', { tls: [{ secretName: 'web' }] }, 'yes'],
    ['with TLS for some hosts, and a default backend for all', { tls: [{ hosts: ['a.example.org'] }] }, 'no'],
    [
      'with TLS for its host',
      {
        defaultBackend: undefined,
        rules: [{ host: 'a.example.org', http: { paths: [{ path: '/', backend }] } }],
        tls: [{ hosts: ['*.example.org'] }],
      },
      'yes',
    ],
    [
      'with TLS for one of two hosts',
      {
        defaultBackend: undefined,
        rules: ['a', 'b'].map((host) => ({ host, http: { paths: [{ path: '/', backend }] } })),
        tls: [{ hosts: ['a'] }],
      },
      'no',
    ],
  ])('an Ingress %s is told so', (_title, spec, encrypted) => {
    const [way, ...others] = waysInto(inside, ingress({}, spec));
    expect(others).toEqual([]);
    expect(way?.encrypted).toBe(encrypted);
    expect(way?.says).toContain(encrypted === 'yes' ? '), encrypted there, ' : '), not encrypted there, ');
  });

  it('what nobody knows of a Gateway is told with the way', () => {
    expect(waysInto(inside, route({ parentRefs }))[0]?.says).toMatch(
      /from pods elsewhere and every address\. It counts as a way in, although whether Gateway shop\/edge lets it in is not known: it is not among what was read\.$/,
    );
  });

  it('a Gateway is internal by its class, its annotations or its addresses', () => {
    const listeners = [{ name: 'http', port: 80, protocol: 'HTTP' }];
    const of = (spec: object, more: object = {}) =>
      waysInto(inside, gateway({ listeners, ...spec }, more), route({ parentRefs }));
    expect(of({ gatewayClassName: 'istio' })).toMatchObject([{ kind: 'Gateway', from: 'internet', open: 'TCP 8080' }]);
    expect(of({ gatewayClassName: 'gke-l7-rilb' })).toMatchObject([{ from: 'internal' }]);
    const annotations = { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' };
    expect(of({ infrastructure: { annotations } })).toMatchObject([{ from: 'internal' }]);
    expect(of({}, { status: { addresses: [{ value: '10.0.0.9' }] } })).toMatchObject([{ from: 'internal' }]);
    expect(waysInto(inside, route({ parentRefs }), closed)).toMatchObject([{ from: 'internet', open: 'no ports' }]);
  });

  it('every kind of route of a Gateway leads in, a route of a mesh does not', () => {
    for (const [version, kind] of [
      ['v1', 'GRPCRoute'],
      ['v1alpha2', 'TLSRoute'],
      ['v1alpha2', 'TCPRoute'],
    ] as const)
      expect(
        waysInto(
          inside,
          object(`gateway.networking.k8s.io/${version}`, kind, 'web', {
            parentRefs,
            rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
          }),
        ),
      ).toMatchObject([{ kind: 'Gateway', ports: 'TCP 8080' }]);
    expect(waysInto(inside, route({ parentRefs: [{ group: '', kind: 'Service', name: 'web' }] }))).toEqual([]);
  });

  it('a Route of OpenShift leads in, from its list of addresses alone', () => {
    const openShift = (annotations: object) =>
      object('route.openshift.io/v1', 'Route', 'web', { to: { kind: 'Service', name: 'web' } }, annotations);
    expect(waysInto(inside, openShift({}))).toMatchObject([
      { kind: 'Route', from: 'internet', open: 'TCP 8080', encrypted: 'no' },
    ]);
    const listed = { 'haproxy.router.openshift.io/ip_whitelist': '192.0.2.1/32 198.51.100.0/24' };
    expect(waysInto(inside, openShift(listed), closed)).toMatchObject([
      { from: 'ranges', ranges: ['192.0.2.1/32', '198.51.100.0/24'], open: 'no ports' },
    ]);
  });

  it.each([
    [{ termination: 'edge' }, 'yes'],
    [{ termination: 'passthrough', insecureEdgeTerminationPolicy: 'Redirect' }, 'yes'],
    [{ termination: 'edge', insecureEdgeTerminationPolicy: 'Allow' }, 'no'],
    ['on', 'unknown'],
  ])('a Route of OpenShift with TLS %j is encrypted there: %s', (tls, encrypted) => {
    const one = object('route.openshift.io/v1', 'Route', 'web', { to: { kind: 'Service', name: 'web' }, tls });
    expect(waysInto(inside, one)).toMatchObject([{ encrypted }]);
  });

  it('a Route of OpenShift sends nothing to what has no weight', () => {
    const weighted = (weight: number) =>
      object('route.openshift.io/v1', 'Route', 'web', { to: { kind: 'Service', name: 'web', weight } });
    expect(waysInto(inside, weighted(0))).toEqual([]);
    expect(waysInto(inside, weighted(100))).toHaveLength(1);
  });

  describe('an Ingress to a Service that is only a name', () => {
    const alias = (externalName: string, ports: readonly object[] = []) =>
      object('v1', 'Service', 'alias', { type: 'ExternalName', externalName, selector: { app: 'web' }, ports });
    const to = (number: number) => ingress({}, { defaultBackend: { service: { name: 'alias', port: { number } } } });
    const warned = (...documents: readonly string[]) =>
      answers(...documents)
        .warnings()
        .map(({ message }) => message);

    it('may lead to the Service of that name', () => {
      for (const name of ['web.shop.svc.cluster.local', 'web.shop.svc', 'Web.shop.svc.cluster.local.']) {
        const [way] = waysInto(inside, alias(name), to(80));
        expect(way).toMatchObject({ kind: 'Ingress', ports: 'TCP 8080', open: 'TCP 8080' });
        expect(way?.says).toMatch(
          /It counts as a way in, although whether its controller follows Service shop\/alias to Service shop\/web is not known\.$/,
        );
      }
      expect(waysInto(inside, alias('web.shop.svc', [{ port: 8000, targetPort: 80 }]), to(8000))).toHaveLength(1);
      expect(warned(alias('web.shop.svc'), to(80))).toEqual(['Service shop/web, which it sends traffic to, does not exist']);
    });

    it('leads to no pod where that is a name of elsewhere, whatever it selects', () => {
      expect(waysInto(inside, alias('www.example.org'), to(80))).toEqual([]);
      expect(warned(inside, alias('www.example.org'), to(80))).toEqual([
        'Service shop/alias, which it sends traffic to, is another name for www.example.org, which is no Service',
      ]);
      expect(waysInto(inside, alias('alias.shop.svc'), to(80))).toEqual([]);
    });
  });

  it('an Ingress to something that is no Service is warned of', () => {
    const resource = { apiGroup: 'k8s.example.org', kind: 'StorageBucket', name: 'static' };
    const { entries, warnings } = answers(inside, ingress({}, { defaultBackend: { resource } }));
    expect(entries.all()).toEqual([]);
    expect(warnings().map(({ message }) => message)).toEqual([
      'sends traffic to something that is no Service: where that leads is not known',
    ]);
  });

  describe('an explanation', () => {
    const told = (src: string, ...documents: readonly string[]) => {
      const { engine } = answers(...documents);
      const [one] = endsNamed(engine, src);
      const [other] = endsNamed(engine, 'shop/web');
      if (one === undefined || other === undefined) throw new Error('no such end');
      const { stories, ways } = explain(engine, one, other);
      return { ways, stories: stories.map(({ allowed, ports, egress }) => [allowed, portsText(ports), egress[0]?.says]) };
    };

    it('of the ingress controller names the Ingress, and opens no port that none leads to', () => {
      expect(told('ingress-controller', inside, ingress()).stories).toEqual([
        [true, 'TCP 8080', 'Ingress shop/web sends traffic to these ports of shop/web[Deployment].'],
        [
          false,
          'TCP 1-8079, 8081-65535; UDP 1-65535; SCTP 1-65535',
          'No Ingress and no route sends traffic to these ports, as far as shop/web[Deployment] declares them.',
        ],
      ]);
      expect(told('ingress-controller', inside, ingress(), closed).stories.every(([allowed]) => allowed === false)).toBe(true);
    });

    it('of an address tells how it gets in', () => {
      const ways = told('203.0.113.7', service({ type: 'NodePort' })).ways;
      expect(ways).toEqual([
        'Whoever reaches a node can try TCP 8080 through Service shop/web (a node port that the cluster chooses), and policies let it through from every address.',
      ]);
      expect(told('shop/web', service({ type: 'NodePort' })).ways).toEqual([]);
    });
  });
});
