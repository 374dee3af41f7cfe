import { z } from 'zod';
import { type Json, type Labels, type ObjectRef, refOf, refText, type Service, type ServicePort } from '#lib/snapshot/objects.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';

/** Pods behind a Service that an Ingress, a Gateway's route or an OpenShift Route sends traffic to, over TCP. */
export interface Backend {
  /** The object that lets the traffic in. */
  readonly entry: ObjectRef;
  readonly service: ObjectRef & { readonly namespace: string };
  readonly selector: Labels;
  /** The port on the pods: a number, or the name that a container gives it. */
  readonly port: number | string;
}

/** A Service that an entry sends traffic to, and on which port, whether or not that comes to any pods. */
export interface Wish {
  readonly entry: ObjectRef;
  readonly service: ObjectRef & { readonly namespace: string };
  readonly port: string;
  /** Whether the Service is there. */
  readonly exists: boolean;
}

interface Wanted {
  readonly entry: ObjectRef;
  readonly namespace: string;
  readonly service: string;
  /** Which of the Service's ports. */
  readonly picks: (port: ServicePort) => boolean;
  readonly portText: string;
}

/** The port on the pods behind a port of a Service. */
export const targetOf = ({ port, targetPort }: ServicePort): number | string => targetPort ?? port;

function ofIngresses(snapshot: Snapshot): readonly Wanted[] {
  return objectsOf(snapshot, 'ingresses.networking.k8s.io').flatMap((ingress) => {
    const backends = [
      ...ingress.rules.map(({ backend }) => backend),
      ...(ingress.defaultBackend ? [ingress.defaultBackend] : []),
    ];
    return backends.flatMap(({ service, port }) =>
      service === undefined
        ? []
        : [
            {
              entry: refOf(ingress),
              namespace: ingress.metadata.namespace ?? 'default',
              service,
              picks: (one: ServicePort) => (typeof port === 'string' ? one.name === port : one.port === port),
              portText: port === undefined ? 'no port' : `port ${port}`,
            },
          ],
    );
  });
}

const routeSpec = z.object({
  parentRefs: z.array(z.object({ kind: z.string().nullish() })).nullish(),
  rules: z
    .array(
      z.object({
        backendRefs: z
          .array(
            z.object({
              group: z.string().nullish(),
              kind: z.string().nullish(),
              name: z.string(),
              namespace: z.string().nullish(),
              port: z.number().nullish(),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
});

const grantSpec = z.object({
  from: z.array(z.object({ kind: z.string(), namespace: z.string() })),
  to: z.array(z.object({ group: z.string().nullish(), kind: z.string(), name: z.string().nullish() })),
});

/** Whether a ReferenceGrant lets routes of one namespace send traffic to a Service of another. */
function grants(snapshot: Snapshot): (kind: string, from: string, namespace: string, service: string) => boolean {
  const given = objectsOf(snapshot, 'referencegrants.gateway.networking.k8s.io').flatMap(({ metadata, spec }) => {
    const parsed = grantSpec.safeParse(spec);
    return parsed.success ? [{ namespace: metadata.namespace ?? 'default', ...parsed.data }] : [];
  });
  return (kind, from, namespace, service) =>
    from === namespace ||
    given.some(
      (grant) =>
        grant.namespace === namespace &&
        grant.from.some((one) => one.kind === kind && one.namespace === from) &&
        grant.to.some((one) => one.kind === 'Service' && (one.name == null || one.name === service)),
    );
}

export const routeResources = [
  'httproutes.gateway.networking.k8s.io',
  'grpcroutes.gateway.networking.k8s.io',
  'tlsroutes.gateway.networking.k8s.io',
  'tcproutes.gateway.networking.k8s.io',
] as const satisfies readonly ResourceName[];

function ofGatewayRoutes(snapshot: Snapshot, warnings: Warning[]): readonly Wanted[] {
  const granted = grants(snapshot);
  return routeResources.flatMap((resource) =>
    objectsOf(snapshot, resource).flatMap((route): readonly Wanted[] => {
      const entry = refOf(route);
      const parsed = routeSpec.safeParse(route.spec ?? {});
      if (!parsed.success) {
        warnings.push({ object: refText(entry), message: 'its backends could not be understood and are left out' });
        return [];
      }
      const parents = parsed.data.parentRefs ?? [];
      // Of a mesh: it steers traffic between pods (https://gateway-api.sigs.k8s.io/mesh/).
      if (parents.length > 0 && parents.every(({ kind }) => kind === 'Service')) return [];
      const own = route.metadata.namespace ?? 'default';
      const refs = (parsed.data.rules ?? []).flatMap(({ backendRefs }) => backendRefs ?? []);
      return refs.flatMap(({ group, kind, name, namespace, port }) => {
        if ((group ?? '') !== '' || (kind ?? 'Service') !== 'Service') return [];
        const target = namespace ?? own;
        if (!granted(route.kind, own, target, name)) {
          warnings.push({
            object: refText(entry),
            message: `no ReferenceGrant lets it send traffic to Service ${target}/${name}`,
          });
          return [];
        }
        return [
          { entry, namespace: target, service: name, picks: (one) => one.port === port, portText: `port ${port ?? 'missing'}` },
        ];
      });
    }),
  );
}

const openShiftTarget = z.object({ kind: z.string().nullish(), name: z.string() });
const openShiftSpec = z.object({
  to: openShiftTarget,
  alternateBackends: z.array(openShiftTarget).nullish(),
  port: z.object({ targetPort: z.union([z.number(), z.string()]) }).nullish(),
});

/** A Route's port is looked up among the ports of the Service's endpoints; without one, all of them are served. */
function ofOpenShiftRoutes(snapshot: Snapshot, warnings: Warning[]): readonly Wanted[] {
  return objectsOf(snapshot, 'routes.route.openshift.io').flatMap((route): readonly Wanted[] => {
    const parsed = openShiftSpec.safeParse(route.spec satisfies Json | undefined);
    const entry = refOf(route);
    if (!parsed.success) {
      warnings.push({ object: refText(entry), message: 'its backends could not be understood and are left out' });
      return [];
    }
    const { to, alternateBackends, port } = parsed.data;
    const wanted = port?.targetPort;
    return [to, ...(alternateBackends ?? [])]
      .filter(({ kind }) => (kind ?? 'Service') === 'Service')
      .map(({ name }) => ({
        entry,
        namespace: route.metadata.namespace ?? 'default',
        service: name,
        picks: (one: ServicePort) => wanted === undefined || one.name === wanted || targetOf(one) === wanted,
        portText: wanted === undefined ? 'any port' : `port ${wanted}`,
      }));
  });
}

/** Something that was given and has no effect, or not the one that its author may expect. */
export interface Warning {
  readonly object: string;
  readonly message: string;
}

function backendsOfService(wanted: Wanted, service: Service | undefined, warnings: Warning[]): readonly Backend[] {
  const { entry, namespace, portText } = wanted;
  const name = `Service ${namespace}/${wanted.service}`;
  const warn = (message: string): readonly Backend[] => {
    warnings.push({ object: refText(entry), message });
    return [];
  };
  if (service === undefined) return warn(`${name}, which it sends traffic to, does not exist`);
  const { selector } = service;
  if (selector === undefined) return warn(`${name}, which it sends traffic to, has no selector`);
  const ports = service.ports.filter((port) => wanted.picks(port) && port.protocol === 'TCP');
  if (ports.length === 0) return warn(`${name} has no TCP ${portText}, which it sends traffic to`);
  return ports.map((port) => ({
    entry,
    service: serviceRef(namespace, wanted.service),
    selector,
    port: targetOf(port),
  }));
}

const serviceRef = (namespace: string, name: string) => ({ kind: 'Service', namespace, name });

/** The pods that ingress controllers and gateways send traffic to, and what stands in the way of knowing them. */
export function backendsOf(snapshot: Snapshot): {
  readonly backends: readonly Backend[];
  readonly wishes: readonly Wish[];
  readonly warnings: readonly Warning[];
} {
  const warnings: Warning[] = [];
  const services = new Map(
    objectsOf(snapshot, 'services').map((one) => [`${one.metadata.namespace ?? 'default'}/${one.metadata.name}`, one]),
  );
  const wanted = [...ofIngresses(snapshot), ...ofGatewayRoutes(snapshot, warnings), ...ofOpenShiftRoutes(snapshot, warnings)];
  const backends = wanted.flatMap((one) => backendsOfService(one, services.get(`${one.namespace}/${one.service}`), warnings));
  const wishes = wanted.map(({ entry, namespace, service, portText }) => ({
    entry,
    service: serviceRef(namespace, service),
    port: portText,
    exists: services.has(`${namespace}/${service}`),
  }));
  return { backends, wishes, warnings };
}
