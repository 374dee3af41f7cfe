import { generatedNamespace, type RawObject } from './generated-cluster.ts';

const tiers = ['web', 'api', 'worker', 'cache', 'db'];
const counted = <One>(count: number, make: (index: number) => One): readonly One[] =>
  Array.from({ length: count }, (_, index) => make(index));
const tierOf = (index: number): string => tiers[index % tiers.length] ?? 'web';

const deployment = (namespace: string, index: number, ports: readonly object[] = []): RawObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: `app-${index}`, namespace },
  spec: {
    selector: { matchLabels: { app: `app-${index}` } },
    template: {
      metadata: { labels: { app: `app-${index}`, tier: tierOf(index), team: `team-${index % 50}` } },
      spec: { containers: [{ name: 'main', image: 'example.org/app:1', ports }] },
    },
  },
});

const policy = (namespace: string, name: string, spec: object): RawObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});

const spread = (workloads: number): readonly RawObject[] => [
  ...counted(Math.ceil(workloads / 25), (index) => generatedNamespace(`ns-${index}`, { zone: `zone-${index % 10}` })),
  ...counted(workloads, (index) => deployment(`ns-${Math.floor(index / 25)}`, index)),
];

const adminPolicy = (index: number): RawObject => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha1',
  kind: 'AdminNetworkPolicy',
  metadata: { name: `admin-${index}` },
  spec: {
    priority: index,
    subject: { namespaces: {} },
    ingress: [
      {
        action: ['Allow', 'Deny', 'Pass'][index % 3],
        from: [{ pods: { namespaceSelector: {}, podSelector: { matchLabels: { team: `team-${index % 50}` } } } }],
        ports: [{ portNumber: { protocol: 'TCP', port: 80 + index } }],
      },
    ],
    egress: [
      {
        action: ['Deny', 'Allow', 'Pass'][index % 3],
        to: [{ namespaces: { matchLabels: { zone: `zone-${index % 10}` } } }],
        ports: [{ portRange: { protocol: 'TCP', start: 1000 + index, end: 2000 + 3 * index } }],
      },
    ],
  },
});

const clusterPolicy = (index: number): RawObject => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha2',
  kind: 'ClusterNetworkPolicy',
  metadata: { name: `cluster-${index}` },
  spec: {
    tier: index % 2 === 0 ? 'Baseline' : 'Admin',
    priority: index,
    subject: { namespaces: {} },
    ingress: [
      {
        action: ['Accept', 'Deny', 'Pass'][index % 3],
        from: [{ pods: { namespaceSelector: {}, podSelector: { matchLabels: { tier: tierOf(index) } } } }],
      },
    ],
    egress: [{ action: 'Deny', to: [{ networks: [`169.254.${index}.0/24`] }] }],
  },
});

const address = (index: number): string => `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;

/** Clusters in which something else than the number of policies is large, by what that is. */
export const shapes: Readonly<Record<string, (workloads: number) => readonly RawObject[]>> = {
  'no policy at all': spread,
  'one namespace, a policy for every tenth workload': (workloads) => [
    generatedNamespace('one'),
    ...counted(workloads, (index) => deployment('one', index)),
    ...counted(workloads / 10, (index) =>
      policy('one', `policy-${index}`, {
        podSelector: { matchLabels: { app: `app-${index}` } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          { from: [{ podSelector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: [tierOf(index)] }] } }] },
        ],
        egress: [{ to: [{ podSelector: {} }], ports: [{ port: 8000 + index }] }],
      }),
    ),
  ],
  'port names of their own': (workloads) => [
    generatedNamespace('one'),
    ...counted(workloads, (index) =>
      deployment('one', index, [
        { name: `port-${index % 1000}`, containerPort: 1000 + index },
        { name: 'http', containerPort: 20_000 + (index % 500) },
      ]),
    ),
    ...counted(workloads / 5, (index) =>
      policy('one', `policy-${index}`, {
        podSelector: { matchLabels: { tier: tierOf(index) } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ ports: [{ port: `port-${index % 1000}` }] }],
        egress: [{ to: [{ podSelector: {} }], ports: [{ port: `port-${index % 1000}` }, { port: 'http' }] }],
      }),
    ),
  ],
  'addresses of their own, with exceptions': (workloads) => [
    ...spread(workloads),
    ...counted(workloads, (index) =>
      policy(`ns-${Math.floor(index / 25)}`, `policy-${index}`, {
        podSelector: { matchLabels: { app: `app-${index}` } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          {
            from: [
              { ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', `${100 + (index % 90)}.0.0.0/8`] } },
              { ipBlock: { cidr: `11.${index >> 8}.${index & 255}.0/24`, except: [`11.${index >> 8}.${index & 255}.64/26`] } },
            ],
            ports: [{ port: 443 + (index % 9) }],
          },
        ],
        egress: [{ to: [{ ipBlock: { cidr: `2001:db8:${index.toString(16)}::/48` } }] }],
      }),
    ),
  ],
  'networks of IPv6, ten for each workload': (workloads) => [
    ...spread(workloads),
    ...counted(workloads, (index) =>
      policy(`ns-${Math.floor(index / 25)}`, `policy-${index}`, {
        podSelector: { matchLabels: { app: `app-${index}` } },
        ingress: [{ from: counted(10, (block) => ({ ipBlock: { cidr: `2001:db8:${index.toString(16)}:${block}::/64` } })) }],
      }),
    ),
  ],
  '100 AdminNetworkPolicies and 100 ClusterNetworkPolicies over everything': (workloads) => [
    ...spread(workloads),
    ...counted(100, adminPolicy),
    ...counted(100, clusterPolicy),
  ],
  'a namespace a workload, each open to the others alone': (workloads) =>
    counted(workloads, (index) => [
      generatedNamespace(`ns-${index}`),
      deployment(`ns-${index}`, index),
      policy(`ns-${index}`, 'others', {
        podSelector: {},
        ingress: [
          {
            from: [
              {
                namespaceSelector: {
                  matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [`ns-${index}`] }],
                },
              },
            ],
          },
        ],
      }),
    ]).flat(),
  'pods of one workload told apart by their addresses': (pods) => [
    generatedNamespace('one'),
    ...counted(pods, (index) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `web-${index}`,
        namespace: 'one',
        labels: { app: 'web' },
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', controller: true, uid: 'one' }],
      },
      spec: { nodeName: 'node', containers: [{ name: 'main', image: 'example.org/app:1' }] },
      status: { phase: 'Running', podIPs: [{ ip: address(index) }] },
    })),
    ...counted(pods / 2, (index) =>
      policy('one', `policy-${index}`, {
        podSelector: {},
        ingress: [{ from: [{ ipBlock: { cidr: `${address(2 * index)}/31` } }], ports: [{ port: 80 + (index % 100) }] }],
      }),
    ),
  ],
};
