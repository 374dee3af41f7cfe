import {
  type Labels,
  type ObjectRef,
  type Protocol,
  refOf,
  refText,
  type Service,
  type ServicePort,
} from '#lib/snapshot/objects.ts';
import { shown } from '#lib/snapshot/shown.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import { addressesOfCidr, addressOf } from './addresses.ts';
import { type Published, targetOf, type Warning } from './backends.ts';
import { type Callers, externalIpCallers, loadBalancerCallers, nodeCallers, sourceRangesOf } from './callers.ts';
import type { Encrypted } from './encryption.ts';

export type DoorKind = 'LoadBalancer' | 'NodePort' | 'ExternalIP' | 'Ingress' | 'Gateway' | 'Route';

/** A way from outside the cluster to the pods that a selector takes, on one port of theirs. */
export interface Door {
  readonly kind: DoorKind;
  /** The object that opens it: a Service, an Ingress or a route. */
  readonly object: ObjectRef;
  readonly callers: Callers;
  readonly encrypted: Encrypted;
  /** What is not known about whether anyone gets in there, as a part of a sentence. */
  readonly doubt: string | undefined;
  /** What to connect to outside, where that is known: `node port 30080`, `203.0.113.7`. */
  readonly at: string;
  readonly namespace: string;
  readonly selector: Labels;
  readonly protocol: Protocol;
  /** The port on the pods: a number, or the name that a container gives it. */
  readonly port: number | string;
}

interface Opened {
  readonly kind: DoorKind;
  readonly callers: Callers;
  readonly ports: readonly ServicePort[];
  readonly at: (port: ServicePort) => string;
}

/**
 * What a Service opens. A load balancer also takes a node port for each of its ports, or, where that is switched off, for those that ask
 * for one; its source ranges do not hold there
 * (https://kubernetes.io/docs/concepts/services-networking/service/#load-balancer-nodeport-allocation). Nodes take no traffic for external
 * addresses of a Service that has no address in the cluster, or is only another name.
 */
function openedBy(service: Service): readonly Opened[] {
  const { type, ports, clusterIPs = [], externalIPs = [], nodePortsAllocated = true } = service;
  const onNodes = type === 'NodePort' || type === 'LoadBalancer';
  const takesExternal = externalIPs.length > 0 && type !== 'ExternalName' && !clusterIPs.includes('None');
  return [
    ...(type === 'LoadBalancer'
      ? [{ kind: 'LoadBalancer' as const, callers: loadBalancerCallers(service), ports, at: () => 'its load balancer' }]
      : []),
    ...(onNodes
      ? [
          {
            kind: 'NodePort' as const,
            callers: nodeCallers,
            ports: nodePortsAllocated ? ports : ports.filter(({ nodePort }) => nodePort !== undefined),
            at: ({ nodePort }: ServicePort) =>
              nodePort === undefined ? 'a node port that the cluster chooses' : `node port ${nodePort}`,
          },
        ]
      : []),
    ...(takesExternal
      ? [{ kind: 'ExternalIP' as const, callers: externalIpCallers(externalIPs), ports, at: () => externalIPs.join(', ') }]
      : []),
  ];
}

/** What is said of its callers and means nothing. */
function unreadable(service: Service): readonly string[] {
  const ranges = service.type === 'LoadBalancer' ? sourceRangesOf(service) : [];
  const addresses = service.externalIPs ?? [];
  return [
    ...ranges
      .filter((range) => addressesOfCidr(range) === undefined)
      .map((range) => `its source range ${shown(range)} is no CIDR, so nothing is known to be kept out`),
    ...addresses
      .filter((address) => addressOf(address) === undefined)
      .map((address) => `its external address ${shown(address)} is no address`),
  ];
}

function serviceDoors(service: Service, warnings: Warning[]): readonly Door[] {
  const opened = openedBy(service);
  const { selector } = service;
  if (opened.length === 0) return [];
  if (selector === undefined) {
    const message = 'can be reached from outside and has no selector: where it leads is not known';
    warnings.push({ object: refText(refOf(service)), message });
    return [];
  }
  for (const message of unreadable(service)) warnings.push({ object: refText(refOf(service)), message });
  const namespace = service.metadata.namespace ?? 'default';
  return opened.flatMap(({ kind, callers, ports, at }) =>
    ports.map((port) => ({
      kind,
      object: refOf(service),
      callers,
      // Whatever is spoken over the port goes through as it is.
      encrypted: 'unknown' as const,
      doubt: undefined,
      at: at(port),
      namespace,
      selector,
      protocol: port.protocol,
      port: targetOf(port),
    })),
  );
}

const kindOf = ({ kind }: ObjectRef): DoorKind => (kind === 'Ingress' || kind === 'Route' ? kind : 'Gateway');

/** Every way in from outside that an object of the snapshot opens, and those of which nobody can say where they lead. */
export function doorsOf(
  snapshot: Snapshot,
  published: readonly Published[],
): { readonly doors: readonly Door[]; readonly warnings: readonly Warning[] } {
  const warnings: Warning[] = [];
  const ofServices = objectsOf(snapshot, 'services').flatMap((service) => serviceDoors(service, warnings));
  const ofEntries = published.map(
    ({ backend: { entry, service, selector, protocol, port }, ...how }): Door => ({
      ...how,
      kind: kindOf(entry),
      object: entry,
      at: refText(service),
      namespace: service.namespace,
      selector,
      protocol,
      port,
    }),
  );
  return { doors: [...ofServices, ...ofEntries], warnings };
}
