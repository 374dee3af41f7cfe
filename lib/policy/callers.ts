import ipaddr from 'ipaddr.js';
import type { Ingress, Labels, Service, SpecObject } from '#lib/snapshot/objects.ts';
import { addressesOfCidr, allAddresses, contains, unionOfAddresses } from './addresses.ts';
import { entriesOf, listOf, optional, part, text, tryRead } from './readers.ts';

/** Who can try a way into the cluster, whatever policies say afterwards. */
export interface Callers {
  /** `nodes`: whoever can reach a node; `internal`: whoever is in the cloud's own network. */
  readonly from: 'internet' | 'ranges' | 'internal' | 'nodes';
  /** With `ranges` the CIDRs that may connect, else empty. */
  readonly ranges: readonly string[];
  /** What it is known by, as the rest of a sentence. */
  readonly why: string;
  /** They come by a proxy of the cloud, which is no pod, and has addresses of its own. */
  readonly byCloud?: true;
}

const byOpenness = ['internet', 'nodes', 'ranges', 'internal'] as const satisfies readonly Callers['from'][];

/** The first of those that let most in. */
export const mostOpen = <One extends { readonly callers: Callers }>(ways: readonly One[]): One | undefined =>
  byOpenness.flatMap((from) => ways.find(({ callers }) => callers.from === from) ?? [])[0];

const caller = (from: Callers['from'], why: string): Callers => ({ from, ranges: [], why });

interface Mark {
  readonly name: string;
  /** Compared without case; null means any. */
  readonly value: string | null;
  /** The annotation that came after it: where that is given, this one says nothing. */
  readonly butFor?: string;
}

const awsScheme = 'service.beta.kubernetes.io/aws-load-balancer-scheme';

/** Annotations by which the clouds make the load balancer of a Service internal. */
const internalMarks: readonly Mark[] = [
  // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/#lb-scheme
  { name: 'service.beta.kubernetes.io/aws-load-balancer-internal', value: 'true', butFor: awsScheme },
  { name: awsScheme, value: 'internal' },
  { name: 'service.beta.kubernetes.io/azure-load-balancer-internal', value: 'true' },
  { name: 'networking.gke.io/load-balancer-type', value: 'internal' },
  { name: 'cloud.google.com/load-balancer-type', value: 'internal' },
  { name: 'service.beta.kubernetes.io/openstack-internal-load-balancer', value: 'true' },
  { name: 'service.beta.kubernetes.io/oci-load-balancer-internal', value: 'true' },
  { name: 'oci-network-load-balancer.oraclecloud.com/internal', value: 'true' },
  { name: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type', value: 'intranet' },
  { name: 'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type', value: 'private' },
  { name: 'service.beta.kubernetes.io/do-loadbalancer-network', value: 'internal' },
  { name: 'service.kubernetes.io/qcloud-loadbalancer-internal-subnetid', value: null },
  { name: 'service.beta.kubernetes.io/ncloud-load-balancer-internal', value: 'true' },
  { name: 'load-balancer.hetzner.cloud/disable-public-network', value: 'true' },
];

/** The same for the load balancers that the clouds' controllers make of an Ingress. */
const internalIngressMarks: readonly Mark[] = [
  { name: 'alb.ingress.kubernetes.io/scheme', value: 'internal' },
  { name: 'appgw.ingress.kubernetes.io/use-private-ip', value: 'true' },
  { name: 'kubernetes.io/ingress.class', value: 'gce-internal' },
];

function internalBy(annotations: Labels | undefined, marks: readonly Mark[]): Callers | undefined {
  const found = marks.find(
    ({ name, value, butFor = '' }) =>
      annotations !== undefined &&
      Object.hasOwn(annotations, name) &&
      !Object.hasOwn(annotations, butFor) &&
      (value === null || annotations[name]?.trim().toLowerCase() === value),
  );
  return found === undefined ? undefined : caller('internal', `annotation ${found.name} makes it internal`);
}

const isPrivate = (address: string): boolean =>
  ipaddr.isValid(address) &&
  ['private', 'uniqueLocal', 'linkLocal', 'loopback', 'carrierGradeNat'].includes(ipaddr.parse(address).range());

const byAddresses = (addresses: readonly string[]): Callers | undefined =>
  addresses.length > 0 && addresses.every(isPrivate)
    ? caller('internal', `its address ${addresses.join(', ')} is private`)
    : undefined;

const listed = (annotations: Labels | undefined, names: readonly string[]): readonly string[] =>
  names.flatMap((name) => annotations?.[name]?.split(/[\s,]+/) ?? []).filter((range) => range !== '');

/** What source ranges leave of the internet; `none` is said where there are none. */
function byRanges(ranges: readonly string[], none: string): Callers {
  if (ranges.length === 0) return caller('internet', none);
  const parsed = ranges.map(addressesOfCidr);
  const bad = ranges.filter((_, index) => parsed[index] === undefined);
  if (bad.length > 0)
    return caller('internet', `its source range ${bad.join(', ')} is no CIDR, so nothing is known to be kept out`);
  const union = unionOfAddresses(parsed.flatMap((range) => range ?? []));
  const everyone = contains(union, { ...allAddresses, v6: [] }) || contains(union, { ...allAddresses, v4: [] });
  return everyone
    ? caller('internet', `its source ranges ${ranges.join(', ')} let everyone in`)
    : { from: 'ranges', ranges, why: `only ${ranges.join(', ')} may connect` };
}

/** The source ranges of a Service by its field or, where that is empty, by the clouds' annotations. */
export const sourceRangesOf = ({ loadBalancerSourceRanges, metadata }: Service): readonly string[] =>
  loadBalancerSourceRanges !== undefined && loadBalancerSourceRanges.length > 0
    ? loadBalancerSourceRanges
    : listed(metadata.annotations, [
        'service.beta.kubernetes.io/load-balancer-source-ranges',
        'service.beta.kubernetes.io/azure-allowed-ip-ranges',
      ]);

/** Who can connect to the load balancer of a Service of that type. What cannot be told apart from the internet counts as it. */
export const loadBalancerCallers = (service: Service): Callers =>
  internalBy(service.metadata.annotations, internalMarks) ??
  byAddresses(service.loadBalancerIngress ?? []) ??
  byRanges(sourceRangesOf(service), 'it has no loadBalancerSourceRanges and no annotation makes it internal');

/** Node ports and host ports are there on every address of a node, whatever a firewall before it does. */
export const nodeCallers: Callers = caller('nodes', 'a port of the node answers on all of its addresses');

/** Whoever can send packets for these addresses to a node. `loadBalancerSourceRanges` do not hold for them. */
export const externalIpCallers = (addresses: readonly string[]): Callers =>
  byAddresses(addresses) ?? caller('internet', `it claims ${addresses.join(', ')}`);

/** Classes of Ingresses that the clouds serve by load balancers of their own, by the names that their documentation gives them. */
const cloudIngress = new Set(['gce', 'gce-internal', 'alb', 'azure-application-gateway', 'azure/application-gateway']);
const cloudGateway = /^(gke-l7-|azure-alb-)/;

const byCloud = (callers: Callers, is: boolean): Callers => (is ? { ...callers, byCloud: true } : callers);

/** An Ingress whose controller is not told to be internal counts as open to the internet. */
export const ingressCallers = (ingress: Ingress): Callers =>
  byCloud(ingressCallersOf(ingress), cloudIngress.has(ingress.className ?? ''));

function ingressCallersOf({ className, metadata: { annotations } }: Ingress): Callers {
  if (className === 'gce-internal') return caller('internal', 'its class gce-internal makes it internal');
  const ranges = listed(annotations, [
    'alb.ingress.kubernetes.io/inbound-cidrs',
    'nginx.ingress.kubernetes.io/whitelist-source-range',
    'nginx.ingress.kubernetes.io/allowlist-source-range',
  ]);
  return internalBy(annotations, internalIngressMarks) ?? byRanges(ranges, 'nothing makes it internal');
}

/** The same for a Route of OpenShift; whether its router is internal does not stand in it. */
export const routeCallers = ({ metadata: { annotations } }: SpecObject): Callers =>
  byRanges(
    listed(annotations, ['haproxy.router.openshift.io/ip_whitelist', 'haproxy.router.openshift.io/ip_allowlist']),
    'nothing makes it internal',
  );

const annotationsOf = entriesOf((key, value): [string, string] => [key, text(value)]);
const gatewaySpec = part({
  gatewayClassName: optional(text),
  infrastructure: optional(part({ annotations: optional(annotationsOf) })),
});
const gatewayStatus = part({ addresses: optional(listOf(part({ value: text }))) });

// https://cloud.google.com/kubernetes-engine/docs/how-to/gatewayclass-capabilities
const internalClass = /^gke-l7-(rilb|cross-regional-internal-managed)(-mc)?$/;

/** Who can connect to a Gateway: the internet, unless its class, its annotations or all of its addresses make it internal. */
export function gatewayCallers({ spec, status }: SpecObject): Callers {
  const read = tryRead(gatewaySpec, spec);
  const { gatewayClassName: name, infrastructure }: Partial<ReturnType<typeof gatewaySpec>> = 'value' in read ? read.value : {};
  const isCloud = cloudGateway.test(name ?? '');
  if (name && internalClass.test(name))
    return byCloud(caller('internal', `its Gateway's class ${name} makes it internal`), isCloud);
  const known = tryRead(gatewayStatus, status);
  const given = ('value' in known ? known.value.addresses : undefined) ?? [];
  return byCloud(
    internalBy(Object.fromEntries(infrastructure?.annotations ?? []), internalMarks) ??
      byAddresses(given.map(({ value }) => value)) ??
      caller('internet', 'nothing makes its Gateway internal'),
    isCloud,
  );
}
