import fc from 'fast-check';
import type { AdminPolicy, AdminRule, OraclePod, OracleWorld } from './oracle.ts';

// Small vocabularies, so that selectors, ports and addresses meet each other often.

const key = fc.constantFrom('app', 'tier');
const value = fc.constantFrom('a', 'b');
const labels = fc.dictionary(key, value, { maxKeys: 2, noNullPrototype: true });
const few = { maxLength: 2 } as const;

const selector = fc.oneof(
  fc.constant({}),
  labels.map((matchLabels) => ({ matchLabels })),
  fc.record({
    matchExpressions: fc.array(
      fc.oneof(
        fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
        fc.record({
          key,
          operator: fc.constantFrom('In', 'NotIn'),
          values: fc.uniqueArray(value, { minLength: 1, maxLength: 2 }),
        }),
      ),
      { minLength: 1, maxLength: 2 },
    ),
  }),
);

const protocol = fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const);
const port = fc.constantFrom(80, 81, 443);
const portName = fc.constantFrom('web', 'dns');
const cidr = fc.constantFrom(
  '10.0.0.0/8',
  '10.0.1.0/24',
  '10.0.1.4/31',
  '10.0.0.5/32',
  '172.16.0.0/30',
  '0.0.0.0/0',
  'fd00::/8',
  'fd00:1::/64',
  '::/0',
);
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });

/** Without the fields that are undefined, as manifests are written. */
const pruned = (given: object): OracleWorld => JSON.parse(JSON.stringify(given)) as OracleWorld;

const networkPort = fc.oneof(
  fc.record({ protocol: optional(protocol) }),
  fc.record({ protocol: optional(protocol), port: fc.oneof(port, portName) }),
  fc.record({ protocol: optional(protocol), port: fc.constant(80), endPort: fc.constantFrom(80, 81, 500) }),
);
const networkPeer = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ namespaceSelector: selector, podSelector: selector }),
  fc.record({ ipBlock: fc.record({ cidr }) }),
  fc.constant({ ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.1.0/24'] } }),
  fc.constant({ ipBlock: { cidr: 'fd00::/8', except: ['fd00:1::/64', 'fd00:2::/64'] } }),
);
const networkRules = (side: 'from' | 'to') =>
  optional(
    fc.array(fc.record({ [side]: optional(fc.array(networkPeer, few)), ports: optional(fc.array(networkPort, few)) }), few),
  );

const namespaceNames = ['one', 'two', 'three'] as const;
const namespace = fc.constantFrom(...namespaceNames);

const networkPolicy = fc
  .record({
    namespace,
    podSelector: selector,
    policyTypes: optional(fc.subarray(['Ingress', 'Egress'] as const, { minLength: 1 })),
    ingress: networkRules('from'),
    egress: networkRules('to'),
  })
  .map(({ namespace: where, ...spec }) => ({ where, spec }));

const namespacedPods = fc.record({ namespaceSelector: selector, podSelector: selector });
const subject = fc.oneof(fc.record({ namespaces: selector }), fc.record({ pods: namespacedPods }));
const inPeer = fc.oneof(fc.record({ namespaces: selector }), fc.record({ pods: namespacedPods }));
const outPeer = fc.oneof(
  { weight: 3, arbitrary: inPeer },
  { weight: 2, arbitrary: fc.record({ networks: fc.uniqueArray(cidr, { minLength: 1, maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ nodes: selector }) },
);
const relatedPeer = fc.oneof(
  fc.constant({ namespaces: { sameLabels: ['tier'] } }),
  fc.constant({ namespaces: { notSameLabels: ['app', 'tier'] } }),
);
const newerPeer = fc.constant({ serviceAccounts: {} });

const adminPort = fc.oneof(
  fc.record({ portNumber: fc.record({ protocol, port }) }),
  fc.record({ portRange: fc.record({ protocol: optional(protocol), start: fc.constant(80), end: fc.constantFrom(81, 443) }) }),
  fc.record({ namedPort: portName }),
);
const destination = fc.oneof(
  fc.record({ destinationPort: fc.record({ number: port }) }),
  fc.constant({ destinationPort: { range: { start: 80, end: 81 } } }),
  fc.constant({}),
);
const clusterProtocol = fc.oneof(
  fc.record({ tcp: destination }),
  fc.record({ udp: destination }),
  fc.record({ sctp: destination }),
  fc.record({ destinationNamedPort: portName }),
);

const adminRules = (
  actions: readonly AdminRule['action'][],
  side: 'from' | 'to',
  peer: fc.Arbitrary<object>,
  on: fc.Arbitrary<object>,
) =>
  optional(
    fc.array(
      fc.record({
        action: fc.constantFrom(...actions),
        [side]: fc.array(peer, { minLength: 1, maxLength: 2 }),
        ...{ [on === clusterProtocol ? 'protocols' : 'ports']: optional(fc.array(on, { minLength: 1, maxLength: 2 })) },
      }),
      { maxLength: 3 },
    ),
  );

const adminSpec = (actions: readonly AdminRule['action'][]) =>
  fc.record({
    subject,
    ingress: adminRules(
      actions,
      'from',
      fc.oneof({ weight: 9, arbitrary: inPeer }, { weight: 2, arbitrary: relatedPeer }, { weight: 1, arbitrary: newerPeer }),
      adminPort,
    ),
    egress: adminRules(
      actions,
      'to',
      fc.oneof({ weight: 9, arbitrary: outPeer }, { weight: 2, arbitrary: relatedPeer }, { weight: 1, arbitrary: newerPeer }),
      adminPort,
    ),
  });
const clusterSpec = fc.record({
  tier: fc.constantFrom('Admin' as const, 'Baseline' as const),
  subject,
  ingress: adminRules(
    ['Accept', 'Deny', 'Pass'],
    'from',
    fc.oneof({ weight: 9, arbitrary: inPeer }, { weight: 1, arbitrary: newerPeer }),
    clusterProtocol,
  ),
  egress: adminRules(
    ['Accept', 'Deny', 'Pass'],
    'to',
    fc.oneof({ weight: 9, arbitrary: outPeer }, { weight: 1, arbitrary: newerPeer }),
    clusterProtocol,
  ),
});

const containerPort = fc.oneof(
  fc.record({ name: portName, containerPort: port, protocol }),
  fc.record({ containerPort: port, protocol }),
);
const pod = fc.record({
  namespace,
  labels,
  ports: fc.uniqueArray(containerPort, { maxLength: 2, selector: (one) => ('name' in one ? one.name : '') }),
  hostNetwork: fc.constantFrom(false, false, false, false, true),
  addresses: fc.constantFrom<readonly string[]>([], ['v4'], ['v6'], ['v4', 'v6']),
});

const networks = [
  ['10.0.0', 'fd00:1::'],
  ['10.0.1', 'fd00:2::'],
  ['10.9.0', 'fe00::'],
] as const;

/** Clusters of a handful of pods under policies of all four APIs. Priorities differ, as the API leaves open what equal ones mean. */
export const randomCluster: fc.Arbitrary<OracleWorld> = fc
  .record({
    ownLabels: fc.tuple(labels, labels, labels),
    nodeLabels: fc.tuple(labels, labels),
    pods: fc.array(pod, { minLength: 1, maxLength: 5 }),
    networkPolicies: fc.array(networkPolicy, { maxLength: 4 }),
    admin: fc.array(adminSpec(['Allow', 'Deny', 'Pass']), { maxLength: 2 }),
    baseline: optional(adminSpec(['Allow', 'Deny'])),
    cluster: fc.array(clusterSpec, { maxLength: 3 }),
    backwards: fc.boolean(),
    ipBlockMatchesPods: fc.boolean(),
  })
  .map((given): OracleWorld => {
    const nodes = given.nodeLabels.map((own, index) => ({
      name: `node-${index}`,
      labels: own,
      addresses: [`172.16.0.${index + 1}`, `fd00:99::${index + 1}`],
    }));
    const priority = (index: number, of: number): number => (given.backwards ? 100 * (of - index) : 100 * index + 7);
    const pods = given.pods.map((one, index): OraclePod => {
      const [v4, v6] = networks[index % networks.length] ?? networks[0];
      const node = nodes[index % nodes.length];
      const own = one.addresses.map((family) => (family === 'v4' ? `${v4}.${index + 3}` : `${v6}${index + 3}`));
      return {
        kind: 'pod',
        id: `${one.namespace}/pod-${index}[Pod]`,
        namespace: one.namespace,
        labels: one.labels,
        ports: one.ports,
        hostNetwork: one.hostNetwork,
        node: node?.name ?? null,
        addresses: one.hostNetwork ? (node?.addresses ?? []) : own,
      };
    });
    const meta = (kind: AdminPolicy['kind'], name: string) => ({ kind, metadata: { name } });
    const admin = given.admin.map((spec, index) => ({
      ...meta('AdminNetworkPolicy', `admin-${index}`),
      spec: { priority: priority(index, given.admin.length), ...spec },
    }));
    const cluster = given.cluster.map((spec, index) => ({
      ...meta('ClusterNetworkPolicy', `cluster-${index}`),
      spec: { priority: priority(index, given.cluster.length) + 50, ...spec },
    }));
    const baseline =
      given.baseline === undefined ? [] : [{ ...meta('BaselineAdminNetworkPolicy', 'default'), spec: given.baseline }];
    return pruned({
      namespaces: Object.fromEntries(
        namespaceNames.map((name, index) => [name, { ...given.ownLabels[index], 'kubernetes.io/metadata.name': name }]),
      ),
      nodes,
      pods,
      networkPolicies: given.networkPolicies.map(({ where, spec }, index) => ({
        kind: 'NetworkPolicy' as const,
        metadata: { name: `policy-${index}`, namespace: where },
        spec,
      })),
      adminPolicies: [...admin, ...cluster, ...baseline],
      ipBlockMatchesPods: given.ipBlockMatchesPods,
    });
  });

const versions: Readonly<Record<AdminPolicy['kind'], string>> = {
  AdminNetworkPolicy: 'policy.networking.k8s.io/v1alpha1',
  BaselineAdminNetworkPolicy: 'policy.networking.k8s.io/v1alpha1',
  ClusterNetworkPolicy: 'policy.networking.k8s.io/v1alpha2',
};

/** The world as manifests: one JSON object a document. */
export function manifestsOf(world: OracleWorld): string {
  const objects = [
    ...Object.entries(world.namespaces).map(([name, own]) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: own },
    })),
    ...world.nodes.map(({ name, labels: own, addresses }) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: own },
      status: { addresses: addresses.map((address) => ({ type: 'InternalIP', address })) },
    })),
    ...world.pods.map(({ id, namespace: where, labels: own, ports, hostNetwork, node, addresses }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: id.slice(id.indexOf('/') + 1, -'[Pod]'.length), namespace: where, labels: own },
      spec: { containers: [{ name: 'main', ports }], ...(hostNetwork ? { hostNetwork } : {}), nodeName: node },
      status: { podIPs: addresses.map((ip) => ({ ip })) },
    })),
    ...world.networkPolicies.map((policy) => ({ apiVersion: 'networking.k8s.io/v1', ...policy })),
    ...world.adminPolicies.map((policy) => ({ apiVersion: versions[policy.kind], ...policy })),
  ];
  return objects.map((object) => `---\n${JSON.stringify(object)}\n`).join('');
}
