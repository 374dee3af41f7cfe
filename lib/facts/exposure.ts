import ipaddr from 'ipaddr.js';
import { addressesOfCidr, allAddresses, contains, unionOfAddresses } from '#lib/policy/addresses.ts';
import type { Workload } from '#lib/policy/workloads.ts';
import { type Ingress, type Labels, refOf, type Service } from '#lib/snapshot/objects.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import type { IngressFacts, ServiceFacts } from './facts.ts';

/** Annotations by which the clouds make a load balancer internal; a value is compared without case, null means any. */
const internalAnnotations: readonly { name: string; value: string | null }[] = [
  { name: 'service.beta.kubernetes.io/aws-load-balancer-internal', value: 'true' },
  { name: 'service.beta.kubernetes.io/aws-load-balancer-scheme', value: 'internal' },
  { name: 'service.beta.kubernetes.io/azure-load-balancer-internal', value: 'true' },
  { name: 'networking.gke.io/load-balancer-type', value: 'internal' },
  { name: 'cloud.google.com/load-balancer-type', value: 'internal' },
  { name: 'service.beta.kubernetes.io/openstack-internal-load-balancer', value: 'true' },
  { name: 'service.beta.kubernetes.io/oci-load-balancer-internal', value: 'true' },
  { name: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type', value: 'intranet' },
  { name: 'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type', value: 'private' },
  { name: 'service.beta.kubernetes.io/do-loadbalancer-network', value: 'internal' },
  { name: 'service.kubernetes.io/qcloud-loadbalancer-internal-subnetid', value: null },
];

const internalBy = (annotations: Labels): string | undefined => {
  const found = internalAnnotations.find(
    ({ name, value }) =>
      Object.hasOwn(annotations, name) && (value === null || annotations[name]?.trim().toLowerCase() === value),
  );
  return found === undefined ? undefined : `annotation ${found.name} makes it internal`;
};

const rangeAnnotations = [
  'service.beta.kubernetes.io/load-balancer-source-ranges',
  'service.beta.kubernetes.io/azure-allowed-ip-ranges',
];

const sourceRangesOf = ({ loadBalancerSourceRanges, metadata }: Service): readonly string[] =>
  loadBalancerSourceRanges !== undefined && loadBalancerSourceRanges.length > 0
    ? loadBalancerSourceRanges
    : rangeAnnotations
        .flatMap((name) => metadata.annotations?.[name]?.split(',') ?? [])
        .map((range) => range.trim())
        .filter((range) => range !== '');

const isPrivate = (address: string): boolean =>
  ipaddr.isValid(address) &&
  ['private', 'uniqueLocal', 'linkLocal', 'loopback', 'carrierGradeNat'].includes(ipaddr.parse(address).range());

function reachOf(service: Service, ranges: readonly string[]): Pick<ServiceFacts, 'reach' | 'why'> {
  if (service.type !== 'LoadBalancer') return { reach: null, why: '' };
  const internal = internalBy(service.metadata.annotations ?? {});
  if (internal !== undefined) return { reach: 'internal', why: internal };
  const addresses = service.loadBalancerIngress ?? [];
  if (addresses.length > 0 && addresses.every(isPrivate))
    return { reach: 'internal', why: `its address ${addresses.join(', ')} is private` };
  if (ranges.length === 0)
    return { reach: 'world', why: 'it has no loadBalancerSourceRanges and no annotation makes it internal' };
  const parsed = ranges.map(addressesOfCidr);
  const bad = ranges.filter((_, index) => parsed[index] === undefined);
  if (bad.length > 0)
    return { reach: 'world', why: `its source range ${bad.join(', ')} is no CIDR, so nothing is known to be kept out` };
  const union = unionOfAddresses(parsed.flatMap((range) => (range === undefined ? [] : [range])));
  const everyone = contains(union, { ...allAddresses, v6: [] }) || contains(union, { ...allAddresses, v4: [] });
  return everyone
    ? { reach: 'world', why: `its source ranges ${ranges.join(', ')} let everyone in` }
    : { reach: 'restricted', why: `only ${ranges.join(', ')} may connect` };
}

export function servicesOf(snapshot: Snapshot, workloads: readonly Workload[]): readonly ServiceFacts[] {
  const inNamespace = Map.groupBy(workloads, ({ ref }) => ref.namespace);
  return objectsOf(snapshot, 'services').map((service) => {
    const selector = Object.entries(service.selector ?? {});
    const candidates = selector.length === 0 ? [] : (inNamespace.get(service.metadata.namespace ?? 'default') ?? []);
    const sourceRanges = sourceRangesOf(service);
    return {
      ref: refOf(service),
      type: service.type,
      ports: service.ports,
      externalIPs: service.externalIPs ?? [],
      sourceRanges,
      ...reachOf(service, sourceRanges),
      backends: candidates
        .filter(({ groups }) => groups.some(({ labels }) => selector.every(([name, value]) => labels[name] === value)))
        .map(({ id }) => id),
    };
  });
}

/** A TLS host covers itself, and `*.example.org` one label below it (https://kubernetes.io/docs/concepts/services-networking/ingress/#tls). */
const covers = (tlsHost: string, host: string): boolean =>
  tlsHost === host || (tlsHost.startsWith('*.') && host.slice(host.indexOf('.') + 1) === tlsHost.slice(2) && host.includes('.'));

/** By these the clouds' controllers take a certificate of the cloud for all hosts, instead of a Secret in `spec.tls`. */
const certificateAnnotations = [
  'alb.ingress.kubernetes.io/certificate-arn',
  'ingress.gcp.kubernetes.io/pre-shared-cert',
  'networking.gke.io/managed-certificates',
];

function ingressFacts(ingress: Ingress): IngressFacts {
  const hosts = [
    ...new Set([...ingress.rules.map(({ host }) => host ?? '*'), ...(ingress.defaultBackend === undefined ? [] : ['*'])]),
  ];
  const tlsHosts = ingress.tls.flatMap(({ hosts }) => hosts);
  const annotations = ingress.metadata.annotations ?? {};
  const anyHost = ingress.tls.some(({ hosts }) => hosts.length === 0) || certificateAnnotations.some((name) => annotations[name]);
  return {
    ref: refOf(ingress),
    className: ingress.className ?? annotations['kubernetes.io/ingress.class'] ?? null,
    hosts,
    hostsWithoutTls: hosts.filter((host) => !anyHost && !tlsHosts.some((tlsHost) => covers(tlsHost, host))),
  };
}

export const ingressesOf = (snapshot: Snapshot): readonly IngressFacts[] =>
  objectsOf(snapshot, 'ingresses.networking.k8s.io').map(ingressFacts);
