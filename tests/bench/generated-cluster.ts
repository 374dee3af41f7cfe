import { sealSnapshot } from '#lib/snapshot/canonical.ts';
import type { KubeObject } from '#lib/snapshot/objects.ts';
import { project } from '#lib/snapshot/project.ts';
import { type ResourceName, resourceNames, resourceOfKind } from '#lib/snapshot/resources.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';

export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: unknown;
}

export interface GeneratedOptions {
  readonly workloads: number;
  /** A policy for each of the first so many workloads; all of them by default. */
  readonly policies?: number;
  /** 25 by default. */
  readonly perNamespace?: number;
  /** AdminNetworkPolicies and ClusterNetworkPolicies over all namespaces. */
  readonly admin?: boolean;
}

const tiers = ['web', 'api', 'worker', 'cache', 'db'];

const workload = (index: number, namespace: string): RawObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: `app-${index}`, namespace },
  spec: {
    selector: { matchLabels: { app: `app-${index}` } },
    template: {
      metadata: { labels: { app: `app-${index}`, tier: tiers[index % tiers.length] ?? 'web', team: `team-${index % 7}` } },
      spec: {
        containers: [
          {
            name: 'main',
            image: 'example.org/app:1',
            ports: [
              { name: 'http', containerPort: 8000 + (index % 50) },
              { name: 'metrics', containerPort: 9090 },
            ],
          },
        ],
      },
    },
  },
});

export const generatedNamespace = (name: string, labels: Readonly<Record<string, string>> = {}): RawObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

const defaultDeny = (namespace: string): RawObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'default-deny', namespace },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
});

/** One policy a workload: neighbours by label, a namespace by label, addresses, port names and numbers, both ways. */
const policy = (index: number, namespace: string, namespaces: number): RawObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: `app-${index}`, namespace },
  spec: {
    podSelector: { matchLabels: { app: `app-${index}` } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [{ podSelector: { matchLabels: { tier: tiers[(index + 1) % tiers.length] } } }], ports: [{ port: 'http' }] },
      {
        from: [{ namespaceSelector: { matchLabels: { zone: `zone-${index % Math.max(1, Math.floor(namespaces / 4))}` } } }],
        ports: [{ port: 9090 }],
      },
      {
        from: [{ ipBlock: { cidr: `10.${index % 256}.0.0/16`, except: [`10.${index % 256}.${index % 200}.0/24`] } }],
        ports: [{ port: 443 }],
      },
    ],
    egress: [
      { to: [{ podSelector: {} }], ports: [{ port: 'http' }, { port: 9090 }] },
      {
        to: [{ namespaceSelector: { matchLabels: { zone: `zone-${(index + 1) % Math.max(1, Math.floor(namespaces / 4))}` } } }],
        ports: [{ port: 'metrics' }, { port: 8000, endPort: 8025 }],
      },
      { to: [{ ipBlock: { cidr: `192.168.${index % 250}.0/24` } }], ports: [{ port: 5432 }] },
      { to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }] },
    ],
  },
});

const admin = (): readonly RawObject[] => [
  {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: 'monitoring' },
    spec: {
      priority: 10,
      subject: { namespaces: {} },
      ingress: [
        {
          name: 'allow-monitoring',
          action: 'Allow',
          from: [{ namespaces: { matchLabels: { zone: 'zone-0' } } }],
          ports: [{ portNumber: { protocol: 'TCP', port: 9090 } }],
        },
        {
          name: 'pass-web',
          action: 'Pass',
          from: [{ pods: { namespaceSelector: {}, podSelector: { matchLabels: { tier: 'web' } } } }],
        },
        {
          name: 'deny-team',
          action: 'Deny',
          from: [{ pods: { namespaceSelector: {}, podSelector: { matchLabels: { team: 'team-3' } } } }],
        },
      ],
    },
  },
  {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'no-metadata' },
    spec: {
      tier: 'Admin',
      priority: 20,
      subject: { namespaces: {} },
      egress: [{ action: 'Deny', to: [{ networks: ['169.254.169.254/32'] }] }],
    },
  },
];

/** Raw objects of a cluster with so many workloads a namespace, default deny in each, and a policy a workload. */
export function* generatedObjects({
  workloads,
  policies = workloads,
  perNamespace = 25,
  admin: withAdmin = false,
}: GeneratedOptions): Generator<RawObject> {
  const namespaces = Math.max(1, Math.ceil(workloads / perNamespace));
  const nameOf = (index: number): string => `ns-${Math.floor(index / perNamespace)}`;
  for (let index = 0; index < namespaces; index++) {
    const zone = `zone-${index % Math.max(1, Math.floor(namespaces / 4))}`;
    yield generatedNamespace(`ns-${index}`, { zone });
    yield defaultDeny(`ns-${index}`);
  }
  for (let index = 0; index < workloads; index++) yield workload(index, nameOf(index));
  for (let index = 0; index < policies; index++) yield policy(index % workloads, nameOf(index % workloads), namespaces);
  if (withAdmin) yield* admin();
}

/** The snapshot of raw objects, as readers make it of manifests. */
export function snapshotOfObjects(objects: Iterable<RawObject>): Snapshot {
  const found = new Map<ResourceName, KubeObject[]>();
  for (const raw of objects) {
    const resource = resourceOfKind(raw.apiVersion, raw.kind);
    if (resource === undefined) throw new Error(`nothing reads ${raw.apiVersion} ${raw.kind}`);
    const projected = project(resource, raw);
    if ('problem' in projected) throw new Error(`${projected.problem.object}: ${projected.problem.message}`);
    const list = found.get(resource.name);
    if (list === undefined) found.set(resource.name, [projected.object]);
    else list.push(projected.object);
  }
  return sealSnapshot({
    origin: 'manifests',
    reads: Object.fromEntries(resourceNames.map((name) => [name, { status: 'read', version: 'v1' }])) as Snapshot['reads'],
    objects: Object.fromEntries(found) as Snapshot['objects'],
    problems: [],
  });
}
