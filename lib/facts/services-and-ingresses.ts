import { loadBalancerCallers, sourceRangesOf } from '#lib/policy/callers.ts';
import { everyHost, servesWithTls } from '#lib/policy/encryption.ts';
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

function ingressFacts(ingress: Ingress): IngressFacts {
  const hosts = [
    ...new Set([
      ...ingress.rules.map(({ host }) => host ?? everyHost),
      ...(ingress.defaultBackend === undefined ? [] : [everyHost]),
    ]),
  ];
  const isEncrypted = servesWithTls(ingress);
  const { className, metadata } = ingress;
  return {
    ref: refOf(ingress),
    className: className ?? metadata.annotations?.['kubernetes.io/ingress.class'] ?? null,
    hosts,
    hostsWithoutTls: hosts.filter((host) => !isEncrypted(host)),
  };
}

export const ingressesOf = (snapshot: Snapshot): readonly IngressFacts[] =>
  objectsOf(snapshot, 'ingresses.networking.k8s.io').map(ingressFacts);
