export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Labels = Readonly<Record<string, string>>;
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

export interface Metadata {
  readonly name: string;
  /** `default` where a manifest of a namespaced kind leaves it out; absent on cluster-scoped kinds. */
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  /** The controlling owner alone, if there is one. */
  readonly owner?: { readonly apiVersion: string; readonly kind: string; readonly name: string };
  /** Policies only: who wrote the object last, and when (RFC 3339). */
  readonly lastChange?: { readonly manager: string; readonly at: string };
}

/** What every object of a snapshot has. `apiVersion` tells which version it was read in. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol: Protocol;
  readonly hostPort?: number;
  readonly hostIP?: string;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly ports?: readonly ContainerPort[];
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  /** The values of environment variables and flags that tell how a CNI agent enforces; kept for system namespaces only. */
  readonly args?: readonly string[];
}

export interface PodSpec {
  readonly hostNetwork?: true;
  readonly nodeName?: string;
  readonly serviceAccountName?: string;
  readonly containers: readonly Container[];
  /** Init containers that keep running beside the others (`restartPolicy: Always`) are listed with the others. */
  readonly initContainers?: readonly Container[];
}

export interface Pod extends KubeObject {
  readonly spec: PodSpec;
  readonly status: { readonly phase?: string; readonly podIPs?: readonly string[]; readonly hostIP?: string };
}

/** Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController, Job, CronJob. A live ReplicaSet or Job has no template. */
export interface WorkloadObject extends KubeObject {
  readonly template?: { readonly labels?: Labels; readonly annotations?: Labels; readonly spec: PodSpec };
  readonly replicas?: number;
}

export type Namespace = KubeObject;

export interface Node extends KubeObject {
  readonly podCIDRs?: readonly string[];
  readonly addresses?: readonly { readonly type: string; readonly address: string }[];
  readonly kubeletVersion?: string;
  readonly osImage?: string;
}

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly targetPort?: number | string;
  readonly nodePort?: number;
}

export interface Service extends KubeObject {
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  readonly selector?: Labels;
  readonly ports: readonly ServicePort[];
  readonly clusterIPs?: readonly string[];
  readonly externalIPs?: readonly string[];
  readonly externalName?: string;
  readonly loadBalancerSourceRanges?: readonly string[];
  /** Addresses or host names that the cloud gave the load balancer. */
  readonly loadBalancerIngress?: readonly string[];
  /** A load balancer that takes no ports of the nodes. */
  readonly nodePortsAllocated?: false;
}

export interface IngressBackend {
  /** Absent when the backend is not a Service (a bucket, for example). */
  readonly service?: string;
  /** A number or a port name of the Service. */
  readonly port?: number | string;
}

export interface Ingress extends KubeObject {
  readonly className?: string;
  readonly tls: readonly { readonly hosts: readonly string[]; readonly secretName?: string }[];
  /** One entry a path; `host` absent means every host. */
  readonly rules: readonly { readonly host?: string; readonly path?: string; readonly backend: IngressBackend }[];
  readonly defaultBackend?: IngressBackend;
}

export interface ConfigMap extends KubeObject {
  readonly data: Labels;
}

export interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

export interface Role extends KubeObject {
  readonly rules: readonly PolicyRule[];
  /** ClusterRoles whose rules the controller fills in from others. */
  readonly aggregated?: true;
}

export interface RoleBinding extends KubeObject {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
}

/** Policies and every other custom resource: the `spec` as it was given, judged by its dialect, never here. */
export interface SpecObject extends KubeObject {
  readonly spec?: Json;
  /** Cilium's policies may carry several specs instead of one. */
  readonly specs?: Json;
  readonly status?: Json;
}

interface TypedObjects {
  namespaces: Namespace;
  nodes: Node;
  pods: Pod;
  services: Service;
  replicationcontrollers: WorkloadObject;
  configmaps: ConfigMap;
  'deployments.apps': WorkloadObject;
  'statefulsets.apps': WorkloadObject;
  'daemonsets.apps': WorkloadObject;
  'replicasets.apps': WorkloadObject;
  'jobs.batch': WorkloadObject;
  'cronjobs.batch': WorkloadObject;
  'ingresses.networking.k8s.io': Ingress;
  'roles.rbac.authorization.k8s.io': Role;
  'clusterroles.rbac.authorization.k8s.io': Role;
  'rolebindings.rbac.authorization.k8s.io': RoleBinding;
  'clusterrolebindings.rbac.authorization.k8s.io': RoleBinding;
}

export type ObjectOf<Name extends string> = Name extends keyof TypedObjects ? TypedObjects[Name] : SpecObject;

/** What a verdict or a message is about. `namespace` is null on cluster-scoped objects and on the cluster itself. */
export interface ObjectRef {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

export const refOf = (object: KubeObject): ObjectRef => ({
  kind: object.kind,
  namespace: object.metadata.namespace ?? null,
  name: object.metadata.name,
});

/** `Kind namespace/name`, as people write it. */
export const refText = ({ kind, namespace, name }: ObjectRef): string =>
  `${kind} ${namespace === null ? name : `${namespace}/${name}`}`;
