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
import { type Callers, ingressCallers, routeCallers } from './callers.ts';
import { type Encrypted, everyHost, openShiftEncryption, servesWithTls } from './encryption.ts';
import { longestName } from './entrance.ts';
import { ofGatewayRoutes } from './gateway-routes.ts';
import { serviceNamed } from './host-names.ts';
import { listOf, number, optional, part, type Reader, text, tryRead } from './readers.ts';
import { ofVirtualServices } from './virtual-services.ts';

/** Pods behind a Service that an Ingress, a Gateway's route or an OpenShift Route sends traffic to. */
export interface Backend {
  /** The object that lets the traffic in. */
  readonly entry: ObjectRef;
  readonly service: ObjectRef & { readonly namespace: string };
  readonly selector: Labels;
  readonly protocol: Protocol;
  /** The port on the pods: a number, or the name that a container gives it. */
  readonly port: number | string;
}

/** How the traffic that goes to a backend gets in. */
export interface Published {
  readonly backend: Backend;
  readonly callers: Callers;
  readonly encrypted: Encrypted;
  /** What is not known about whether it gets in at all, as a part of a sentence. */
  readonly doubt: string | undefined;
}

/** A Service that an entry sends traffic to, and on which port, whether or not that comes to any pods. */
export interface Wish {
  readonly entry: ObjectRef;
  readonly service: ObjectRef & { readonly namespace: string };
  readonly port: string;
  /** Whether the Service is there. */
  readonly exists: boolean;
  /** What the entry says of how the traffic gets in: parents and hosts of a route, in a text to be compared. */
  readonly by: string;
  /** What keeps the traffic out: the Gateway that does not take the route, or the namespace without a ReferenceGrant for it. */
  readonly shutBy: ObjectRef | null;
}

/** What an entry asks for. */
export interface Wanted extends Pick<Published, 'callers' | 'encrypted' | 'doubt'>, Pick<Wish, 'entry' | 'by' | 'shutBy'> {
  readonly namespace: string;
  readonly service: string;
  readonly protocol: Protocol;
  /** Which of the Service's ports. */
  readonly picks: (port: ServicePort) => boolean;
  readonly portText: string;
}

/** The port on the pods behind a port of a Service. */
export const targetOf = ({ port, targetPort }: ServicePort): number | string => targetPort ?? port;

/** Nothing else has a say in what an Ingress or a Route of OpenShift lets in. */
const unhindered = { protocol: 'TCP', doubt: undefined, by: '', shutBy: null } as const;

function ofIngresses(snapshot: Snapshot, warnings: Warning[]): readonly Wanted[] {
  return objectsOf(snapshot, 'ingresses.networking.k8s.io').flatMap((ingress) => {
    const entry = refOf(ingress);
    const callers = ingressCallers(ingress);
    const isEncrypted = servesWithTls(ingress);
    const backends = [
      ...ingress.rules.map(({ host, backend }) => ({ ...backend, host: host ?? everyHost })),
      ...(ingress.defaultBackend ? [{ ...ingress.defaultBackend, host: everyHost }] : []),
    ];
    if (backends.some(({ service }) => service === undefined))
      warnings.push({
        object: refText(entry),
        message: 'sends traffic to something that is no Service: where that leads is not known',
      });
    return backends.flatMap(({ service, port, host }): readonly Wanted[] =>
      service === undefined
        ? []
        : [
            {
              ...unhindered,
              entry,
              namespace: ingress.metadata.namespace ?? 'default',
              service,
              picks: (one) => (typeof port === 'string' ? one.name === port : one.port === port),
              portText: port === undefined ? 'no port' : `port ${port}`,
              callers,
              encrypted: isEncrypted(host) ? 'yes' : 'no',
            },
          ],
    );
  });
}

const numberOrText: Reader<number | string> = (value) => (typeof value === 'string' ? value : number(value));
const openShiftTarget = part({ kind: optional(text), name: text, weight: optional(number) });
const openShiftSpec = part({
  to: openShiftTarget,
  alternateBackends: optional(listOf(openShiftTarget)),
  port: optional(part({ targetPort: numberOrText })),
});

/** A Route's port is looked up among the ports of the Service's endpoints; without one, all of them are served. */
function ofOpenShiftRoutes(snapshot: Snapshot, warnings: Warning[]): readonly Wanted[] {
  return objectsOf(snapshot, 'routes.route.openshift.io').flatMap((route): readonly Wanted[] => {
    const read = tryRead(openShiftSpec, route.spec);
    const entry = refOf(route);
    if ('reason' in read) {
      warnings.push({ object: refText(entry), message: `its backends could not be understood and are left out: ${read.reason}` });
      return [];
    }
    const { to, alternateBackends = [], port } = read.value;
    const wanted = port?.targetPort;
    return [to, ...alternateBackends]
      .filter(({ kind, weight }) => (kind ?? 'Service') === 'Service' && weight !== 0)
      .map(({ name }) => ({
        ...unhindered,
        entry,
        namespace: route.metadata.namespace ?? 'default',
        service: name,
        picks: (one: ServicePort) => wanted === undefined || one.name === wanted || targetOf(one) === wanted,
        portText: wanted === undefined ? 'any port' : `port ${wanted}`,
        callers: routeCallers(route),
        encrypted: openShiftEncryption(route),
      }));
  });
}

/** A Service that is another name for one of the cluster leads to that one, as far as what sends the traffic follows such names. */
function followed(wanted: Wanted, services: ReadonlyMap<string, Service>): Wanted {
  const alias = services.get(`${wanted.namespace}/${wanted.service}`);
  if (alias?.type !== 'ExternalName') return wanted;
  const target = serviceNamed(alias.externalName ?? '');
  if (target === undefined) return wanted;
  const targets = alias.ports.filter(wanted.picks).map(targetOf);
  const doubt = `whether its controller follows ${refText(refOf(alias))} to Service ${shown(`${target.namespace}/${target.service}`, longestName)} is not known`;
  return {
    ...wanted,
    ...target,
    picks: (port) => (targets.length === 0 ? wanted.picks(port) : targets.includes(port.port)),
    doubt: wanted.doubt === undefined ? doubt : `${wanted.doubt}; ${doubt}`,
  };
}

/** Something that was given and has no effect, or not the one that its author may expect. */
export interface Warning {
  readonly object: string;
  readonly message: string;
}

function backendsOfService(wanted: Wanted, service: Service | undefined, warnings: Warning[]): readonly Backend[] {
  const { entry, namespace, portText, protocol } = wanted;
  if (wanted.shutBy !== null) return [];
  const name = `Service ${namespace}/${wanted.service}`;
  const warn = (message: string): readonly Backend[] => {
    warnings.push({ object: refText(entry), message });
    return [];
  };
  if (service === undefined) return warn(`${name}, which it sends traffic to, does not exist`);
  const { type, selector, externalName } = service;
  if (type === 'ExternalName')
    return warn(
      `${name}, which it sends traffic to, is another name for ${shown(externalName ?? 'nothing')}, which is no Service`,
    );
  if (selector === undefined) return warn(`${name}, which it sends traffic to, has no selector`);
  const ports = service.ports.filter((port) => wanted.picks(port) && port.protocol === protocol);
  if (ports.length === 0) return warn(`${name} has no ${protocol} ${portText}, which it sends traffic to`);
  return ports.map((port) => ({
    entry,
    service: serviceRef(namespace, wanted.service),
    selector,
    protocol,
    port: targetOf(port),
  }));
}

const serviceRef = (namespace: string, name: string) => ({ kind: 'Service', namespace, name });

/** The pods that ingress controllers and gateways send traffic to, and what stands in the way of knowing them. */
export function backendsOf(snapshot: Snapshot): {
  readonly published: readonly Published[];
  readonly wishes: readonly Wish[];
  readonly warnings: readonly Warning[];
} {
  const warnings: Warning[] = [];
  const services = new Map(
    objectsOf(snapshot, 'services').map((one) => [`${one.metadata.namespace ?? 'default'}/${one.metadata.name}`, one]),
  );
  const wanted = [
    ...ofIngresses(snapshot, warnings),
    ...ofGatewayRoutes(snapshot, warnings),
    ...ofVirtualServices(snapshot, warnings),
    ...ofOpenShiftRoutes(snapshot, warnings),
  ].map((one) => followed(one, services));
  const published = wanted.flatMap((one) =>
    backendsOfService(one, services.get(`${one.namespace}/${one.service}`), warnings).map((backend) => ({
      backend,
      callers: one.callers,
      encrypted: one.encrypted,
      doubt: one.doubt,
    })),
  );
  const wishes = wanted.map(({ entry, namespace, service, portText, by, shutBy }) => ({
    entry,
    service: serviceRef(namespace, service),
    port: portText,
    exists: services.has(`${namespace}/${service}`),
    by,
    shutBy,
  }));
  return { published, wishes, warnings };
}
