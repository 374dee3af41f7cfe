/** One kind of object that a scan reads. The `name` is what kubectl calls it: the plural, and the group behind a dot. */
export interface Resource {
  readonly name: string;
  readonly group: string;
  /** Served versions we understand, best first. */
  readonly versions: readonly string[];
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** False for what every API server serves; a custom resource that is absent simply has no objects. */
  readonly custom: boolean;
  /** Only metadata is asked of a live API server (ownership needs no more). */
  readonly metadataOnly?: true;
  /** Read object by object, `namespace/name`, instead of listed: nothing else of this resource may be seen. */
  readonly only?: readonly string[];
}

type Row<Name extends string> = Resource & { readonly name: Name };

const resource = <const Plural extends string, const Group extends string>(
  group: Group,
  versions: readonly string[],
  plural: Plural,
  kind: string,
  options: { cluster?: true; custom?: true; metadataOnly?: true; only?: readonly string[] } = {},
): Row<Group extends '' ? Plural : `${Plural}.${Group}`> => ({
  name: (group === '' ? plural : `${plural}.${group}`) as Group extends '' ? Plural : `${Plural}.${Group}`,
  group,
  versions,
  plural,
  kind,
  namespaced: options.cluster !== true,
  custom: options.custom === true,
  ...(options.metadataOnly ? { metadataOnly: true } : {}),
  ...(options.only ? { only: options.only } : {}),
});

const custom = <const Plural extends string, const Group extends string>(
  group: Group,
  versions: readonly string[],
  plural: Plural,
  kind: string,
  options: { cluster?: true } = {},
) => resource(group, versions, plural, kind, { ...options, custom: true });

const calico = <const Group extends string>(group: Group, versions: readonly string[]) =>
  [
    custom(group, versions, 'networkpolicies', 'NetworkPolicy'),
    custom(group, versions, 'globalnetworkpolicies', 'GlobalNetworkPolicy', { cluster: true }),
    custom(group, versions, 'tiers', 'Tier', { cluster: true }),
    custom(group, versions, 'networksets', 'NetworkSet'),
    custom(group, versions, 'globalnetworksets', 'GlobalNetworkSet', { cluster: true }),
    custom(group, versions, 'stagednetworkpolicies', 'StagedNetworkPolicy'),
    custom(group, versions, 'stagedglobalnetworkpolicies', 'StagedGlobalNetworkPolicy', { cluster: true }),
    custom(group, versions, 'stagedkubernetesnetworkpolicies', 'StagedKubernetesNetworkPolicy'),
    custom(group, versions, 'felixconfigurations', 'FelixConfiguration', { cluster: true }),
  ] as const;

/** Everything a scan reads, and all that it may read: `deploy/` grants exactly this, and never Secrets. */
export const resources = [
  resource('', ['v1'], 'namespaces', 'Namespace', { cluster: true }),
  resource('', ['v1'], 'nodes', 'Node', { cluster: true }),
  resource('', ['v1'], 'pods', 'Pod'),
  resource('', ['v1'], 'services', 'Service'),
  resource('', ['v1'], 'replicationcontrollers', 'ReplicationController'),
  resource('', ['v1'], 'configmaps', 'ConfigMap', {
    only: [
      'kube-system/cilium-config',
      'kube-system/amazon-vpc-cni',
      'kube-flannel/kube-flannel-cfg',
      'kube-system/kube-flannel-cfg',
      'kube-system/canal-config',
    ],
  }),
  resource('apps', ['v1'], 'deployments', 'Deployment'),
  resource('apps', ['v1'], 'statefulsets', 'StatefulSet'),
  resource('apps', ['v1'], 'daemonsets', 'DaemonSet'),
  resource('apps', ['v1'], 'replicasets', 'ReplicaSet', { metadataOnly: true }),
  resource('batch', ['v1'], 'jobs', 'Job', { metadataOnly: true }),
  resource('batch', ['v1'], 'cronjobs', 'CronJob'),
  resource('networking.k8s.io', ['v1'], 'networkpolicies', 'NetworkPolicy'),
  resource('networking.k8s.io', ['v1'], 'ingresses', 'Ingress'),
  resource('networking.k8s.io', ['v1'], 'ingressclasses', 'IngressClass', { cluster: true }),
  custom('policy.networking.k8s.io', ['v1alpha1'], 'adminnetworkpolicies', 'AdminNetworkPolicy', { cluster: true }),
  custom('policy.networking.k8s.io', ['v1alpha1'], 'baselineadminnetworkpolicies', 'BaselineAdminNetworkPolicy', {
    cluster: true,
  }),
  custom('policy.networking.k8s.io', ['v1beta1', 'v1alpha2'], 'clusternetworkpolicies', 'ClusterNetworkPolicy', {
    cluster: true,
  }),
  custom('cilium.io', ['v2'], 'ciliumnetworkpolicies', 'CiliumNetworkPolicy'),
  custom('cilium.io', ['v2'], 'ciliumclusterwidenetworkpolicies', 'CiliumClusterwideNetworkPolicy', { cluster: true }),
  custom('cilium.io', ['v2', 'v2alpha1'], 'ciliumcidrgroups', 'CiliumCIDRGroup', { cluster: true }),
  ...calico('crd.projectcalico.org', ['v1']),
  ...calico('projectcalico.org', ['v3']),
  custom('security.istio.io', ['v1', 'v1beta1'], 'authorizationpolicies', 'AuthorizationPolicy'),
  custom('security.istio.io', ['v1', 'v1beta1'], 'peerauthentications', 'PeerAuthentication'),
  custom('security.istio.io', ['v1', 'v1beta1'], 'requestauthentications', 'RequestAuthentication'),
  custom('networking.istio.io', ['v1', 'v1beta1'], 'gateways', 'Gateway'),
  custom('networking.istio.io', ['v1', 'v1beta1'], 'virtualservices', 'VirtualService'),
  custom('networking.istio.io', ['v1', 'v1beta1'], 'serviceentries', 'ServiceEntry'),
  custom('networking.istio.io', ['v1', 'v1beta1'], 'sidecars', 'Sidecar'),
  custom('policy.linkerd.io', ['v1beta3', 'v1beta2', 'v1beta1'], 'servers', 'Server'),
  custom('policy.linkerd.io', ['v1beta1'], 'serverauthorizations', 'ServerAuthorization'),
  custom('policy.linkerd.io', ['v1alpha1'], 'authorizationpolicies', 'AuthorizationPolicy'),
  custom('policy.linkerd.io', ['v1alpha1'], 'meshtlsauthentications', 'MeshTLSAuthentication'),
  custom('policy.linkerd.io', ['v1alpha1'], 'networkauthentications', 'NetworkAuthentication'),
  custom('consul.hashicorp.com', ['v1alpha1'], 'serviceintentions', 'ServiceIntentions'),
  custom('consul.hashicorp.com', ['v1alpha1'], 'servicedefaults', 'ServiceDefaults'),
  custom('consul.hashicorp.com', ['v1alpha1'], 'proxydefaults', 'ProxyDefaults'),
  custom('consul.hashicorp.com', ['v1alpha1'], 'meshes', 'Mesh'),
  custom('gateway.networking.k8s.io', ['v1', 'v1beta1'], 'gateways', 'Gateway'),
  custom('gateway.networking.k8s.io', ['v1', 'v1beta1'], 'httproutes', 'HTTPRoute'),
  custom('gateway.networking.k8s.io', ['v1', 'v1alpha2'], 'grpcroutes', 'GRPCRoute'),
  custom('gateway.networking.k8s.io', ['v1', 'v1alpha3', 'v1alpha2'], 'tlsroutes', 'TLSRoute'),
  custom('gateway.networking.k8s.io', ['v1', 'v1alpha2'], 'tcproutes', 'TCPRoute'),
  custom('gateway.networking.k8s.io', ['v1', 'v1alpha2'], 'udproutes', 'UDPRoute'),
  custom('gateway.networking.k8s.io', ['v1', 'v1beta1'], 'referencegrants', 'ReferenceGrant'),
  custom('route.openshift.io', ['v1'], 'routes', 'Route'),
  custom('cert-manager.io', ['v1'], 'certificates', 'Certificate'),
  resource('rbac.authorization.k8s.io', ['v1'], 'roles', 'Role'),
  resource('rbac.authorization.k8s.io', ['v1'], 'rolebindings', 'RoleBinding'),
  resource('rbac.authorization.k8s.io', ['v1'], 'clusterroles', 'ClusterRole', { cluster: true }),
  resource('rbac.authorization.k8s.io', ['v1'], 'clusterrolebindings', 'ClusterRoleBinding', { cluster: true }),
  custom('vpcresources.k8s.aws', ['v1beta1'], 'securitygrouppolicies', 'SecurityGroupPolicy'),
  custom('ec2.services.k8s.aws', ['v1alpha1'], 'securitygroups', 'SecurityGroup'),
  custom('ec2.aws.upbound.io', ['v1beta1'], 'securitygroups', 'SecurityGroup', { cluster: true }),
  custom('ec2.aws.upbound.io', ['v1beta1'], 'securitygrouprules', 'SecurityGroupRule', { cluster: true }),
  custom('network.azure.com', ['v1api20240301', 'v1api20201101'], 'networksecuritygroups', 'NetworkSecurityGroup'),
  custom(
    'network.azure.com',
    ['v1api20240301', 'v1api20201101'],
    'networksecuritygroupssecurityrules',
    'NetworkSecurityGroupsSecurityRule',
  ),
  custom('compute.cnrm.cloud.google.com', ['v1beta1'], 'computefirewalls', 'ComputeFirewall'),
] as const;

export type ResourceName = (typeof resources)[number]['name'];

export const resourceNames: readonly ResourceName[] = resources.map(({ name }) => name);

const byName = new Map<string, Resource>(resources.map((row) => [row.name, row]));
const byKind = new Map<string, Resource>(resources.map((row) => [`${row.group}/${row.kind}`, row]));

export const resourceOf = (name: ResourceName): Resource => byName.get(name) as Resource;

/** The resource of an object by its `apiVersion` and `kind`, whatever the version; undefined for kinds that no scan reads. */
export function resourceOfKind(apiVersion: string, kind: string): (Resource & { name: ResourceName }) | undefined {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return byKind.get(`${group}/${kind}`) as (Resource & { name: ResourceName }) | undefined;
}
