import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#lib/snapshot/canonical.ts';
import { project } from '#lib/snapshot/project.ts';
import { type ResourceName, resourceOf, resources } from '#lib/snapshot/resources.ts';
import type { Problem } from '#lib/snapshot/snapshot.ts';

type Raw = Record<string, unknown>;

const apiVersionOf = (name: ResourceName): string => {
  const { group, versions } = resourceOf(name);
  return group === '' ? `${versions[0]}` : `${group}/${versions[0]}`;
};

/** As a manifest has it: with kind and version in the object. */
const fromManifest = (name: ResourceName, raw: Raw) =>
  project({ ...resourceOf(name), name }, { apiVersion: apiVersionOf(name), kind: resourceOf(name).kind, ...raw });

/** As a server lists it: kind and version are those that were asked for. */
const fromServer = (name: ResourceName, raw: unknown) =>
  project({ ...resourceOf(name), name }, raw, { apiVersion: apiVersionOf(name), kind: resourceOf(name).kind });

function taken(projection: ReturnType<typeof project>) {
  if (!('object' in projection)) throw new Error(projection.problem.message);
  return projection.object;
}

function refused(projection: ReturnType<typeof project>): Problem {
  if ('object' in projection) throw new Error('the object was taken');
  return projection.problem;
}

const pod = (change: Raw = {}, metadata: Raw = {}): Raw => ({
  metadata: { name: 'web-0', namespace: 'shop', ...metadata },
  spec: { containers: [{ name: 'web', image: 'nginx' }] },
  ...change,
});

describe('what is kept of a pod', () => {
  const live = pod(
    {
      spec: {
        nodeName: 'worker-1',
        serviceAccountName: 'web',
        hostNetwork: false,
        containers: [
          {
            name: 'web',
            image: 'nginx:1.29',
            ports: [
              { containerPort: 8080, name: 'http', protocol: 'TCP' },
              { containerPort: 53, protocol: 'UDP', hostPort: 5353, hostIP: '10.0.0.1' },
            ],
            env: [{ name: 'NETWORK_POLICY_PASSWORD', value: 'true' }],
            securityContext: { capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] }, runAsUser: 1000 },
          },
        ],
        initContainers: [
          { name: 'migrate', image: 'migrate' },
          { name: 'istio-proxy', image: 'proxyv2', restartPolicy: 'Always' },
        ],
        volumes: [{ name: 'secret', secret: { secretName: 'db' } }],
      },
      status: {
        phase: 'Running',
        podIP: '10.1.0.7',
        podIPs: [{ ip: '10.1.0.7' }, { ip: 'fd00::7' }],
        hostIP: '10.0.0.1',
        startTime: '2026-11-21T07:01:03Z',
      },
    },
    {
      uid: '5fa0216c',
      resourceVersion: '925',
      creationTimestamp: '2026-11-21T07:01:03Z',
      generation: 3,
      labels: { app: 'web' },
      annotations: {
        'sidecar.istio.io/inject': 'true',
        'sidecar.istio.io/status': '{}',
        'cni.projectcalico.org/podIP': '10.1.0.7/32',
      },
      ownerReferences: [
        { apiVersion: 'v1', kind: 'ConfigMap', name: 'other', uid: '1' },
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: '2', controller: true, blockOwnerDeletion: true },
      ],
      managedFields: [{ manager: 'kubelet', operation: 'Update', time: '2026-11-21T07:01:03Z' }],
    },
  );

  it('is what decides about its traffic, and nothing that changes by itself', () => {
    expect(taken(fromServer('pods', live))).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'web-0',
        namespace: 'shop',
        labels: { app: 'web' },
        annotations: { 'sidecar.istio.io/inject': 'true' },
        owner: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web' },
      },
      spec: {
        nodeName: 'worker-1',
        serviceAccountName: 'web',
        containers: [
          {
            name: 'web',
            image: 'nginx:1.29',
            ports: [
              { name: 'http', containerPort: 8080, protocol: 'TCP' },
              { containerPort: 53, protocol: 'UDP', hostPort: 5353, hostIP: '10.0.0.1' },
            ],
            capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] },
          },
          { name: 'istio-proxy', image: 'proxyv2' },
        ],
        initContainers: [{ name: 'migrate', image: 'migrate' }],
      },
      status: { phase: 'Running', podIPs: ['10.1.0.7', 'fd00::7'], hostIP: '10.0.0.1' },
    });
  });

  it.each([
    [{ name: 'web' }, ', only by the name web'],
    [{ kind: 'ReplicaSet' }, ', only by the kind ReplicaSet'],
    [{ kind: '', name: 'web' }, ', only by the name web'],
    [{ kind: 7 }, ''],
  ])('stays, for itself, where its controller is only named as %j, and that is told', (owner, only) => {
    const owned = pod({}, { ownerReferences: [{ apiVersion: 'apps/v1', controller: true, ...owner }] });
    expect(fromServer('pods', owned)).toMatchObject({
      object: { metadata: { name: 'web-0' } },
      problem: {
        object: 'Pod shop/web-0',
        message: `metadata.ownerReferences[0] does not name its controller by kind and name${only}: that owner was left out, and the object stands for itself.`,
      },
    });
    expect(fromServer('pods', owned)).not.toHaveProperty('object.metadata.owner');
  });

  it('takes nulls for fields that are left out, as Kubernetes does', () => {
    const nulls = pod(
      {
        status: null,
        spec: {
          containers: [{ name: 'web', image: 'nginx', ports: null, securityContext: null }],
          initContainers: null,
          hostNetwork: null,
        },
      },
      { labels: null, annotations: null, ownerReferences: null },
    );
    expect(taken(fromManifest('pods', nulls))).toEqual(taken(fromManifest('pods', pod())));
  });

  it('names what a PartialObjectMetadata list is about', () => {
    const item = {
      apiVersion: 'meta.k8s.io/v1',
      kind: 'PartialObjectMetadata',
      metadata: { name: 'web-7cb685b66', namespace: 'shop' },
    };
    expect(taken(fromServer('replicasets.apps', item))).toEqual({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web-7cb685b66', namespace: 'shop' },
    });
  });
});

describe('the switches of a CNI agent', () => {
  const agent = (namespace: string) =>
    fromManifest('daemonsets.apps', {
      metadata: { name: 'aws-node', namespace },
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'agent',
                image: 'agent',
                command: ['agent', '--token', 'abc', '--run-firewall=true'],
                args: [
                  '--enable-network-policy=true',
                  '--policy-key=s3cr3t',
                  '--enable-policy',
                  'never',
                  '--metrics=false',
                  '--disable-network-policy',
                ],
                env: [
                  { name: 'NETWORK_POLICY_ENFORCING_MODE', value: 'strict' },
                  { name: 'POLICY_TOKEN', value: 'hunter2' },
                  { name: 'POLICY_FROM_SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
                  { name: 'EXPECT_NPC', value: '0' },
                ],
              },
            ],
          },
        },
      },
    });

  it('are kept where they are plain switches', () => {
    expect(taken(agent('kube-system'))).toMatchObject({
      template: {
        spec: {
          containers: [
            {
              args: [
                '--run-firewall=true',
                '--enable-network-policy=true',
                '--enable-policy=never',
                '--disable-network-policy',
                'NETWORK_POLICY_ENFORCING_MODE=strict',
                'EXPECT_NPC=0',
              ],
            },
          ],
        },
      },
    });
  });

  it('are not even looked at in any other namespace', () => {
    expect(JSON.stringify(agent('shop'))).not.toMatch(/firewall|ENFORCING/);
  });

  it('never bring a secret along', () => {
    expect(JSON.stringify(agent('kube-system'))).not.toMatch(/abc|s3cr3t|hunter2/);
  });
});

describe('the metadata', () => {
  it('of a policy tell who changed it last, status writers aside', () => {
    const managedFields = [
      { manager: 'argocd', operation: 'Apply', time: '2026-03-01T09:00:00Z' },
      { manager: 'kubectl-edit', operation: 'Update', time: '2026-03-02T09:00:00Z' },
      { manager: 'controller', operation: 'Update', time: '2026-03-03T09:00:00Z', subresource: 'status' },
    ];
    const metadata = { name: 'p', namespace: 'shop', managedFields };
    const lastChange = { manager: 'kubectl-edit', at: '2026-03-02T09:00:00Z' };
    expect(taken(fromServer('networkpolicies.networking.k8s.io', { metadata, spec: {} })).metadata.lastChange).toEqual(
      lastChange,
    );
    expect(taken(fromServer('ciliumnetworkpolicies.cilium.io', { metadata, spec: {} })).metadata.lastChange).toEqual(lastChange);
    expect(taken(fromServer('pods', pod({}, metadata))).metadata.lastChange).toBeUndefined();
  });

  it('lose annotations in which tools keep book', () => {
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      'control-plane.alpha.kubernetes.io/leader': '{}',
      'deployment.kubernetes.io/revision': '7',
      'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
    };
    const service = { metadata: { name: 's', namespace: 'shop', annotations }, spec: { ports: [{ port: 80 }] } };
    expect(taken(fromServer('services', service)).metadata.annotations).toEqual({
      'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
    });
  });

  it('of a namespace carry its name as a label, as the server sees to', () => {
    expect(taken(fromManifest('namespaces', { metadata: { name: 'shop', labels: { team: 'a' } } })).metadata.labels).toEqual({
      team: 'a',
      'kubernetes.io/metadata.name': 'shop',
    });
  });

  it('have the namespace default where a manifest leaves it out, and none where the kind has none', () => {
    expect(taken(fromManifest('pods', pod({ metadata: { name: 'web' } }))).metadata.namespace).toBe('default');
    expect(taken(fromManifest('namespaces', { metadata: { name: 'a', namespace: 'b' } })).metadata.namespace).toBeUndefined();
  });

  it.each(['web-0', 'web.shop', 'служба', '店铺-1', 'web_0', 'ﾃﾞ'])('may hold the name %s', (name) => {
    expect(taken(fromManifest('pods', pod({}, { name }))).metadata.name).toBe(name);
  });

  it('of roles may hold names that are no DNS names', () => {
    const role = { metadata: { name: 'system:read all' }, rules: [{ verbs: ['get'], resources: ['pods'], apiGroups: [''] }] };
    expect(taken(fromManifest('clusterroles.rbac.authorization.k8s.io', role)).metadata.name).toBe('system:read all');
  });
});

describe('other kinds', () => {
  it('keep of a Service its doors', () => {
    const raw = {
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        type: 'LoadBalancer',
        clusterIP: '10.96.0.1',
        selector: { app: 'web' },
        ports: [
          { port: 443, targetPort: 'https', nodePort: 30_443, name: 'https' },
          { port: 53, protocol: 'UDP', targetPort: 5353, nodePort: 0 },
        ],
        externalIPs: ['192.0.2.1'],
        loadBalancerSourceRanges: ['10.0.0.0/8'],
        sessionAffinity: 'None',
      },
      status: { loadBalancer: { ingress: [{ ip: '198.51.100.1' }, { hostname: 'lb.example' }] } },
    };
    expect(taken(fromServer('services', raw))).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'shop' },
      type: 'LoadBalancer',
      selector: { app: 'web' },
      ports: [
        { name: 'https', port: 443, protocol: 'TCP', targetPort: 'https', nodePort: 30_443 },
        { port: 53, protocol: 'UDP', targetPort: 5353 },
      ],
      clusterIPs: ['10.96.0.1'],
      externalIPs: ['192.0.2.1'],
      loadBalancerSourceRanges: ['10.0.0.0/8'],
      loadBalancerIngress: ['198.51.100.1', 'lb.example'],
    });
  });

  it('keep of an Ingress one rule a path', () => {
    const backend = { service: { name: 'web', port: { number: 80 } } };
    const raw = {
      metadata: { name: 'web', namespace: 'shop', annotations: { 'kubernetes.io/ingress.class': 'nginx' } },
      spec: {
        tls: [{ hosts: ['a.example'], secretName: 'a-tls' }],
        rules: [
          {
            host: 'a.example',
            http: {
              paths: [
                { path: '/', backend },
                { path: '/s', backend: { service: { name: 's', port: { name: 'http' } } } },
              ],
            },
          },
          { http: { paths: [{ backend: { resource: { kind: 'StorageBucket', name: 'b' } } }] } },
        ],
        defaultBackend: backend,
      },
    };
    expect(taken(fromServer('ingresses.networking.k8s.io', raw))).toMatchObject({
      className: 'nginx',
      tls: [{ hosts: ['a.example'], secretName: 'a-tls' }],
      rules: [
        { host: 'a.example', path: '/', backend: { service: 'web', port: 80 } },
        { host: 'a.example', path: '/s', backend: { service: 's', port: 'http' } },
        { backend: {} },
      ],
      defaultBackend: { service: 'web', port: 80 },
    });
  });

  it('keep the pod template of a CronJob', () => {
    const template = { metadata: { labels: { job: 'a' } }, spec: { containers: [{ name: 'a', image: 'a' }] } };
    const raw = { metadata: { name: 'a', namespace: 'b' }, spec: { jobTemplate: { spec: { template } } } };
    expect(taken(fromServer('cronjobs.batch', raw))).toMatchObject({
      template: { labels: { job: 'a' }, spec: { containers: [{ name: 'a' }] } },
    });
  });

  it('keep every spec of a Cilium policy', () => {
    const raw = {
      metadata: { name: 'p', namespace: 'shop' },
      specs: [{ endpointSelector: {} }, { endpointSelector: {}, ingress: [] }],
    };
    expect(taken(fromServer('ciliumnetworkpolicies.cilium.io', raw))).toMatchObject({ specs: raw.specs });
  });

  it('keep the status of certificates alone', () => {
    const raw = { metadata: { name: 'c', namespace: 'shop' }, spec: {}, status: { notAfter: '2027-01-01T00:00:00Z' } };
    expect(taken(fromServer('certificates.cert-manager.io', raw))).toHaveProperty('status', raw.status);
    expect(taken(fromServer('networkpolicies.networking.k8s.io', raw))).not.toHaveProperty('status');
  });

  it('keep a port without a number out of a container, and say so', () => {
    const projection = fromManifest(
      'pods',
      pod({ spec: { containers: [{ name: 'web', ports: [{ hostPort: 80 }, { containerPort: 81 }] }] } }),
    );
    expect(taken(projection)).toMatchObject({ spec: { containers: [{ ports: [{ containerPort: 81, protocol: 'TCP' }] }] } });
    expect(projection.problem).toEqual({
      object: 'Pod shop/web-0',
      message: 'spec.containers[0].ports[0].containerPort is missing: that port was left out.',
      resource: 'pods',
      namespace: 'shop',
    });
  });
});

describe('an object that cannot be taken', () => {
  const containers = (ports: unknown): Raw => pod({ spec: { containers: [{ name: 'web', image: 'nginx', ports }] } });

  it.each<[string, ResourceName, Raw, string]>([
    ['without metadata', 'pods', { metadata: undefined }, 'metadata is missing, but must be a mapping. It was left out.'],
    [
      'without a name',
      'pods',
      pod({ metadata: { namespace: 'shop' } }),
      'metadata.name is missing, but must be a text that is not empty. It was left out.',
    ],
    [
      'with a label that is a number',
      'pods',
      pod({}, { labels: { v: 1 } }),
      'metadata.labels["v"] is the number 1, but must be a text (in YAML, write it in quotes). It was left out.',
    ],
    [
      'with a port of 70000',
      'pods',
      containers([{ containerPort: 70_000 }]),
      'spec.containers[0].ports[0].containerPort is the number 70000, but must be a whole number from 1 to 65535. It was left out.',
    ],
    [
      'with a host port that is a text',
      'pods',
      containers([{ containerPort: 80, hostPort: '80' }]),
      'spec.containers[0].ports[0].hostPort is the text "80", but must be a whole number from 1 to 65535. It was left out.',
    ],
    [
      'with a protocol that does not exist',
      'pods',
      containers([{ containerPort: 80, protocol: 'tcp' }]),
      'spec.containers[0].ports[0].protocol is the text "tcp", but must be TCP, UDP or SCTP. It was left out.',
    ],
    [
      'with a key that parsers pass over',
      'networkpolicies.networking.k8s.io',
      pod({ spec: JSON.parse('{"podSelector": {"matchLabels": {"__proto__": "x"}}}') }),
      'spec is a mapping, but must be without the key "__proto__", which nothing in Kubernetes has. It was left out.',
    ],
    [
      'with a spec that is a text',
      'networkpolicies.networking.k8s.io',
      pod({ spec: 'allow' }),
      'spec is the text "allow", but must be a mapping. It was left out.',
    ],
    ['with a spec that is a list', 'services', pod({ spec: [] }), 'spec is a list, but must be a mapping. It was left out.'],
    [
      'with a type of Service that does not exist',
      'services',
      pod({ spec: { type: 'Public' } }),
      'spec.type is the text "Public", but must be ClusterIP, NodePort, LoadBalancer or ExternalName. It was left out.',
    ],
    [
      'without containers',
      'pods',
      pod({ spec: {} }),
      'spec.containers is missing, but must be a list of at least one container. It was left out.',
    ],
    [
      'with a placeholder for a name',
      'pods',
      pod({}, { name: '{{ .Values.name }}' }),
      'metadata.name is the text "{{ .Values.name }}", but must be a name: one word (letters, digits, "-" and "."). It was left out.',
    ],
    [
      'of a version that we do not know',
      'networkpolicies.networking.k8s.io',
      { ...pod(), apiVersion: 'networking.k8s.io/v2' },
      'apiVersion is the text "networking.k8s.io/v2", but must be networking.k8s.io/v1. It was left out.',
    ],
  ])('%s is a problem that says what and where', (_, name, raw, message) => {
    const problem = refused(fromManifest(name, raw));
    expect(problem.message).toBe(message);
    expect(problem.resource).toBe(name);
  });

  it('is named, with the namespace in which something is now unknown', () => {
    expect(refused(fromServer('networkpolicies.networking.k8s.io', pod({ spec: 7 })))).toMatchObject({
      object: 'NetworkPolicy shop/web-0',
      namespace: 'shop',
    });
    expect(refused(fromManifest('networkpolicies.networking.k8s.io', { metadata: {} }))).toMatchObject({
      object: 'NetworkPolicy default/(without a name)',
      namespace: 'default',
    });
  });

  it('is in doubt everywhere if its namespace cannot be told', () => {
    expect(refused(fromServer('pods', { metadata: { name: 'a' } })).namespace).toBeUndefined();
    expect(refused(fromManifest('pods', pod({}, { namespace: 7 }))).namespace).toBeUndefined();
  });

  it('cannot write control characters to a terminal', () => {
    const { object, message } = refused(fromManifest('pods', pod({}, { name: 'a\u001b[31m\u202e' })));
    expect(object).toBe('Pod shop/a\\u{1b}[31m\\u{202e}');
    expect(message).not.toMatch(/\p{C}/u);
  });

  it('is one whose body is nested beyond reason', () => {
    let spec: Raw = {};
    for (let level = 0; level < 50_000; level += 1) spec = { spec };
    expect(refused(fromServer('networkpolicies.networking.k8s.io', pod({ spec }))).message).toContain(
      'nested at most 100 levels',
    );
  });
});

describe('whatever a server answers', () => {
  const field = fc.oneof(fc.jsonValue(), fc.constant(undefined));
  const metadata = fc.oneof(
    field,
    fc.record({ name: field, namespace: field, labels: field, annotations: field, ownerReferences: field, managedFields: field }),
    fc.record({ name: fc.constant('a'), namespace: fc.constant('b'), labels: field, ownerReferences: fc.array(field) }),
  );
  const container = fc.record({
    name: field,
    image: field,
    ports: fc.oneof(field, fc.array(fc.oneof(field, fc.record({ containerPort: field })))),
    args: field,
    env: field,
  });
  const spec = fc.oneof(
    field,
    fc.record({ containers: fc.array(container, { maxLength: 3 }), template: field, ports: field, rules: field }),
  );
  const raw = fc.oneof(
    field,
    fc.record({ metadata, spec, status: field, rules: field, roleRef: field, subjects: field, data: field }),
  );

  it('comes out as an object or a problem, never as an error, and can be written down', () => {
    fc.assert(
      fc.property(fc.constantFrom(...resources), raw, (resource, item) => {
        const projection = fromServer(resource.name, item);
        if ('object' in projection) expect(JSON.parse(canonicalJson(projection.object))).toEqual(projection.object);
        else expect(projection.problem).toMatchObject({ resource: resource.name, message: expect.stringContaining('left out') });
      }),
      { numRuns: 3000 },
    );
  });
});
