import { loadBalancerCallers, sourceRangesOf } from '#lib/policy/callers.ts';
import type { Workload } from '#lib/policy/workloads.ts';
import { type Ingress, refOf, type Service } from '#lib/snapshot/objects.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import type { IngressFacts, ServiceFacts } from './facts.ts';

const words = { internet: 'world', ranges: 'restricted', internal: 'internal', nodes: null } as const;

function reachOf(service: Service): Pick<ServiceFacts, 'reach' | 'why'> {
  if (service.type !== 'LoadBalancer') return { reach: null, why: '' };
  const { from, why } = loadBalancerCallers(service);
  return { reach: words[from], why };
}

export function servicesOf(snapshot: Snapshot, workloads: readonly Workload[]): readonly ServiceFacts[] {
  const inNamespace = Map.groupBy(workloads, ({ ref }) => ref.namespace);
  return objectsOf(snapshot, 'services').map((service) => {
    const selector = Object.entries(service.selector ?? {});
    const candidates = selector.length === 0 ? [] : (inNamespace.get(service.metadata.namespace ?? 'default') ?? []);
    return {
      ref: refOf(service),
      type: service.type,
      ports: service.ports,
      externalIPs: service.externalIPs ?? [],
      sourceRanges: sourceRangesOf(service),
      ...reachOf(service),
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
