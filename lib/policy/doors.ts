import { z } from 'zod';
import {
  type Labels,
  type ObjectRef,
  type Protocol,
  refOf,
  refText,
  type Service,
  type SpecObject,
} from '#lib/snapshot/objects.ts';
import { shown } from '#lib/snapshot/shown.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import { addressesOfCidr, addressOf } from './addresses.ts';
import { type Backend, routeResources, targetOf, type Warning } from './backends.ts';
import {
  type Callers,
  externalIpCallers,
  gatewayCallers,
  ingressCallers,
  loadBalancerCallers,
  nodeCallers,
  routeCallers,
  sourceRangesOf,
} from './callers.ts';

export type DoorKind = 'LoadBalancer' | 'NodePort' | 'ExternalIP' | 'Ingress' | 'Gateway' | 'Route';

/** A way from outside the cluster to the pods that a selector takes, on one port of theirs. */
export interface Door {
  readonly kind: DoorKind;
  /** The object that opens it: a Service, an Ingress or a route. */
  readonly object: ObjectRef;
  readonly callers: Callers;
  /** What to knock at outside, where that is known: `node port 30080`, `203.0.113.7`. */
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
  readonly at: (port: Service['ports'][number]) => string;
}

/**
 * What a Service opens. A load balancer also takes a node port for each of its ports, unless that is switched off, and its source ranges
 * do not hold there (https://kubernetes.io/docs/concepts/services-networking/service/#load-balancer-nodeport-allocation).
 */
function openedBy(service: Service): readonly Opened[] {
  const { type, externalIPs = [], nodePortsAllocated = true } = service;
  const onNodes = type === 'NodePort' || (type === 'LoadBalancer' && nodePortsAllocated);
  return [
    ...(type === 'LoadBalancer'
      ? [{ kind: 'LoadBalancer' as const, callers: loadBalancerCallers(service), at: () => 'its load balancer' }]
      : []),
    ...(onNodes
      ? [
          {
            kind: 'NodePort' as const,
            callers: nodeCallers,
            at: ({ nodePort }: Service['ports'][number]) =>
              nodePort === undefined ? 'a node port that the cluster chooses' : `node port ${nodePort}`,
          },
        ]
      : []),
    ...(externalIPs.length > 0 && type !== 'ExternalName'
      ? [{ kind: 'ExternalIP' as const, callers: externalIpCallers(externalIPs), at: () => externalIPs.join(', ') }]
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
  const { selector, ports } = service;
  if (opened.length === 0) return [];
  if (selector === undefined) {
    const message = 'can be reached from outside and has no selector: where it leads is not known';
    warnings.push({ object: refText(refOf(service)), message });
    return [];
  }
  for (const message of unreadable(service)) warnings.push({ object: refText(refOf(service)), message });
  const namespace = service.metadata.namespace ?? 'default';
  return opened.flatMap(({ kind, callers, at }) =>
    ports.map((port) => ({
      kind,
      object: refOf(service),
      callers,
      at: at(port),
      namespace,
      selector,
      protocol: port.protocol,
      port: targetOf(port),
    })),
  );
}

const parents = z.object({
  parentRefs: z.array(z.object({ kind: z.string().nullish(), name: z.string(), namespace: z.string().nullish() })).nullish(),
});

/** A route is as open as the most open of the Gateways that it names; a Gateway that is not given may be open to anyone. */
function ofRoute(snapshot: Snapshot): (route: SpecObject) => Callers {
  const gateways = new Map(
    objectsOf(snapshot, 'gateways.gateway.networking.k8s.io').map((one) => [refText(refOf(one)), gatewayCallers(one)]),
  );
  return ({ spec, metadata }) => {
    const given = parents.safeParse(spec).data?.parentRefs ?? [];
    const found = given.map(({ kind, name, namespace }) =>
      gateways.get(refText({ kind: kind ?? 'Gateway', namespace: namespace ?? metadata.namespace ?? 'default', name })),
    );
    const [first] = found;
    return first !== undefined && found.every((one) => one?.from === 'internal')
      ? first
      : (found.find((one) => one?.from === 'internet') ?? {
          from: 'internet',
          ranges: [],
          why: 'nothing is known to make its Gateway internal',
        });
  };
}

const kindOf = ({ kind }: ObjectRef): DoorKind => (kind === 'Ingress' || kind === 'Route' ? kind : 'Gateway');

/** Who can knock at each Ingress and route. */
function callersByEntry(snapshot: Snapshot): ReadonlyMap<string, Callers> {
  const routeOf = ofRoute(snapshot);
  const found = new Map<string, Callers>();
  for (const one of objectsOf(snapshot, 'ingresses.networking.k8s.io')) found.set(refText(refOf(one)), ingressCallers(one));
  for (const one of objectsOf(snapshot, 'routes.route.openshift.io')) found.set(refText(refOf(one)), routeCallers(one));
  for (const resource of routeResources)
    for (const one of objectsOf(snapshot, resource)) found.set(refText(refOf(one)), routeOf(one));
  return found;
}

/** Every way in from outside that an object of the snapshot opens, and those of which nobody can say where they lead. */
export function doorsOf(
  snapshot: Snapshot,
  backends: readonly Backend[],
): { readonly doors: readonly Door[]; readonly warnings: readonly Warning[] } {
  const warnings: Warning[] = [];
  const callers = callersByEntry(snapshot);
  const ofBackends = backends.flatMap(({ entry, service, selector, port }): readonly Door[] => {
    const known = callers.get(refText(entry));
    return known === undefined
      ? []
      : [
          {
            kind: kindOf(entry),
            object: entry,
            callers: known,
            at: refText(service),
            namespace: service.namespace,
            selector,
            protocol: 'TCP',
            port,
          },
        ];
  });
  const doors = [...objectsOf(snapshot, 'services').flatMap((service) => serviceDoors(service, warnings)), ...ofBackends];
  return { doors, warnings };
}
