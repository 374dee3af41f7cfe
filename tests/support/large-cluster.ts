import type { ClusterObject } from './api-server-objects.ts';

export interface LargeClusterSize {
  readonly namespaces: number;
  readonly nodes: number;
  /** Deployments with a Service and a ReplicaSet each. */
  readonly workloads: number;
  readonly podsPerWorkload: number;
  readonly policies: number;
}

const defaultSize: LargeClusterSize = { namespaces: 500, nodes: 200, workloads: 1000, podsPerWorkload: 10, policies: 2000 };

const time = '2026-03-01T08:00:00Z';
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const tiers = ['web', 'api', 'worker', 'cache', 'db'];
const namespaceOf = (index: number, { namespaces }: LargeClusterSize): string =>
  `team-${String(index % namespaces).padStart(4, '0')}`;
const labelsOf = (workload: number) => ({
  'app.kubernetes.io/name': `app-${workload}`,
  'app.kubernetes.io/part-of': `product-${workload % 40}`,
  'app.kubernetes.io/managed-by': 'Helm',
  tier: tiers[workload % tiers.length] ?? 'web',
});
const hash = (number: number): string => (number * 2654435761).toString(36).slice(-8).padStart(8, '0');

/** One entry of managedFields, as long as real ones are. */
const managedFields = (manager: string, fieldsV1: unknown, subresource?: string) => ({
  manager,
  operation: 'Update',
  apiVersion: 'v1',
  time,
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...(subresource === undefined ? {} : { subresource }),
});
const ownedPodFields = {
  'f:metadata': {
    'f:generateName': {},
    'f:labels': {
      '.': {},
      'f:app.kubernetes.io/name': {},
      'f:app.kubernetes.io/part-of': {},
      'f:pod-template-hash': {},
      'f:tier': {},
    },
    'f:ownerReferences': { '.': {}, 'k:{"uid":"00000000-0000-4000-8000-000000000000"}': {} },
  },
  'f:spec': {
    'f:containers': {
      'k:{"name":"app"}': {
        '.': {},
        'f:env': { '.': {}, 'k:{"name":"LOG_LEVEL"}': { '.': {}, 'f:name': {}, 'f:value': {} } },
        'f:image': {},
        'f:imagePullPolicy': {},
        'f:name': {},
        'f:ports': {
          '.': {},
          'k:{"containerPort":8080,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {}, 'f:name': {}, 'f:protocol': {} },
        },
        'f:resources': {
          '.': {},
          'f:limits': { '.': {}, 'f:memory': {} },
          'f:requests': { '.': {}, 'f:cpu': {}, 'f:memory': {} },
        },
        'f:terminationMessagePath': {},
        'f:terminationMessagePolicy': {},
      },
    },
    'f:dnsPolicy': {},
    'f:enableServiceLinks': {},
    'f:restartPolicy': {},
    'f:schedulerName': {},
    'f:securityContext': {},
    'f:terminationGracePeriodSeconds': {},
  },
};
const conditionTypes = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];
const statusFields = {
  'f:status': {
    'f:conditions': Object.fromEntries(
      conditionTypes.map((type) => [
        `k:{"type":"${type}"}`,
        { '.': {}, 'f:lastProbeTime': {}, 'f:lastTransitionTime': {}, 'f:status': {}, 'f:type': {} },
      ]),
    ),
    'f:containerStatuses': {},
    'f:hostIP': {},
    'f:phase': {},
    'f:podIP': {},
    'f:podIPs': { '.': {}, 'k:{"ip":"10.0.0.1"}': { '.': {}, 'f:ip': {} } },
    'f:startTime': {},
  },
};

const container = (workload: number) => ({
  name: 'app',
  image: `registry.example/product-${workload % 40}/app-${workload}:1.${workload % 20}.0`,
  ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  env: [{ name: 'LOG_LEVEL', value: 'info' }],
  resources: { limits: { memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
});

function podOf(workload: number, replica: number, size: LargeClusterSize): ClusterObject {
  const number = workload * size.podsPerWorkload + replica;
  const replicaSet = `app-${workload}-${hash(workload)}`;
  const ip = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
  const hostIP = `192.0.2.${(number % Math.min(size.nodes, 250)) + 1}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${replicaSet}-${hash(number).slice(0, 5)}${replica}`,
      generateName: `${replicaSet}-`,
      namespace: namespaceOf(workload, size),
      labels: { ...labelsOf(workload), 'pod-template-hash': hash(workload) },
      annotations: { 'prometheus.io/scrape': 'true', 'checksum/config': hash(number).repeat(8) },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: replicaSet,
          uid: '00000000-0000-4000-8000-000000000000',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
      managedFields: [managedFields('kube-controller-manager', ownedPodFields), managedFields('kubelet', statusFields, 'status')],
    },
    spec: {
      volumes: [
        {
          name: 'kube-api-access',
          projected: {
            sources: [
              { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
              { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
            ],
            defaultMode: 420,
          },
        },
      ],
      containers: [container(workload)],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: `app-${workload}`,
      serviceAccount: `app-${workload}`,
      nodeName: `node-${number % size.nodes}`,
      securityContext: {},
      schedulerName: 'default-scheduler',
      tolerations: [
        { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
        { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      ],
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status: {
      phase: 'Running',
      conditions: conditionTypes.map((type) => ({ type, status: 'True', lastProbeTime: null, lastTransitionTime: time })),
      hostIP,
      hostIPs: [{ ip: hostIP }],
      podIP: ip,
      podIPs: [{ ip }],
      startTime: time,
      containerStatuses: [
        {
          name: 'app',
          state: { running: { startedAt: time } },
          lastState: {},
          ready: true,
          restartCount: 0,
          image: container(workload).image,
          imageID: `registry.example/app@sha256:${hash(workload).repeat(8)}`,
          containerID: `containerd://${hash(number).repeat(8)}`,
          started: true,
        },
      ],
      qosClass: 'Burstable',
    },
  };
}

function workloadObjects(workload: number, size: LargeClusterSize): readonly ClusterObject[] {
  const namespace = namespaceOf(workload, size);
  const labels = labelsOf(workload);
  const spec = { containers: [container(workload)], serviceAccountName: `app-${workload}` };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: `app-${workload}`, namespace, labels },
      spec: { replicas: size.podsPerWorkload, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `app-${workload}-${hash(workload)}`,
        namespace,
        labels,
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: `app-${workload}`,
            uid: '00000000-0000-4000-8000-000000000001',
            controller: true,
          },
        ],
      },
      spec: { replicas: size.podsPerWorkload, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `app-${workload}`, namespace, labels },
      spec: { type: 'ClusterIP', selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }] },
    },
  ];
}

/** Half of the policies deny by default, the others let one workload's port be reached from another. */
function policyOf(index: number, size: LargeClusterSize): ClusterObject {
  const namespace = namespaceOf(index, size);
  const head = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' };
  if (index < size.namespaces) {
    return {
      ...head,
      metadata: { name: 'default-deny', namespace },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    };
  }
  const name = `app-${index % size.workloads}`;
  return {
    ...head,
    metadata: { name: `allow-${index}`, namespace, labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
    spec: {
      podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [
            { namespaceSelector: { matchLabels: { team: `team-${index % 50}` } } },
            { podSelector: { matchLabels: { tier: tiers[index % tiers.length] } } },
          ],
          ports: [{ port: 8080, protocol: 'TCP' }],
        },
      ],
      egress: [
        { to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }] },
        { to: [{ ipBlock: { cidr: `10.${index % 256}.0.0/16` } }] },
      ],
    },
  };
}

/** A cluster as large as asked for, always the same for the same size: by default 10,000 pods, 500 namespaces and 2,000 policies. */
export function largeCluster(wanted: Partial<LargeClusterSize> = {}): readonly ClusterObject[] {
  const size = { ...defaultSize, ...wanted };
  return [
    ...range(size.namespaces).map((index) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: namespaceOf(index, size),
        labels: { 'kubernetes.io/metadata.name': namespaceOf(index, size), team: `team-${index % 50}` },
      },
    })),
    ...range(size.nodes).map((index) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `node-${index}` },
      spec: { podCIDR: `10.${index}.0.0/16` },
    })),
    ...range(size.workloads).flatMap((workload) => workloadObjects(workload, size)),
    ...range(size.workloads).flatMap((workload) => range(size.podsPerWorkload).map((replica) => podOf(workload, replica, size))),
    ...range(size.policies).map((index) => policyOf(index, size)),
  ];
}
