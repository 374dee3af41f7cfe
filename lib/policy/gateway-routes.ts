import { type Protocol, refOf, refText, type SpecObject } from '#lib/snapshot/objects.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import { shown } from '#lib/snapshot/shown.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Wanted, Warning } from './backends.ts';
import { routeEncryption } from './encryption.ts';
import { type Asked, anyoneBy, type Entrance, entranceOf, longestName } from './entrance.ts';
import { type AskingRoute, gatewayGroup, gatewaysOf } from './gateways.ts';
import { listOf, number, optional, part, text, tryRead } from './readers.ts';
import { type Grants, grantsOf } from './reference-grants.ts';

export const routeResources = [
  'httproutes.gateway.networking.k8s.io',
  'grpcroutes.gateway.networking.k8s.io',
  'tlsroutes.gateway.networking.k8s.io',
  'tcproutes.gateway.networking.k8s.io',
  'udproutes.gateway.networking.k8s.io',
] as const satisfies readonly ResourceName[];

const target = { group: optional(text), kind: optional(text), name: text, namespace: optional(text), port: optional(number) };
const withBackend = optional(part({ backendRef: part(target) }));
const filters = optional(listOf(part({ requestMirror: withBackend, externalAuth: withBackend })));
const routeSpec = part({
  parentRefs: optional(listOf(part({ ...target, sectionName: optional(text) }))),
  useDefaultGateways: optional(text),
  hostnames: optional(listOf(text)),
  rules: optional(
    listOf(part({ filters, backendRefs: optional(listOf(part({ ...target, weight: optional(number), filters }))) })),
  ),
});
type RouteSpec = ReturnType<typeof routeSpec>;

interface TargetRef {
  readonly group: string | undefined;
  readonly kind: string | undefined;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly port: number | undefined;
}

/** What a route sends traffic to: its backends but those of weight 0, and what its filters send copies to or ask for leave. */
function targetsOf({ rules = [] }: RouteSpec): readonly TargetRef[] {
  const ofFilters = (given: ReturnType<typeof filters> = []): readonly TargetRef[] =>
    given.flatMap(({ requestMirror, externalAuth }) =>
      [requestMirror?.backendRef, externalAuth?.backendRef].filter((ref) => ref !== undefined),
    );
  return rules.flatMap((rule) => {
    const backends = (rule.backendRefs ?? []).filter(({ weight }) => weight !== 0);
    return [...backends, ...ofFilters(rule.filters), ...backends.flatMap((backend) => ofFilters(backend.filters))];
  });
}

/** What a route's parents answer; undefined for a route of a mesh, which steers traffic between pods (https://gateway-api.sigs.k8s.io/mesh/). */
function answersTo(
  gateways: ReturnType<typeof gatewaysOf>,
  route: AskingRoute,
  { parentRefs: named = [], useDefaultGateways = 'None' }: RouteSpec,
): readonly Asked[] | undefined {
  const unread = (parent: Asked['parent'], why: string): Asked => ({
    parent,
    answer: 'unknown',
    why,
    callers: anyoneBy('nothing is known to make its parent internal'),
    encrypted: routeEncryption(route.kind),
  });
  const byDefault = useDefaultGateways !== 'None';
  const outer = named.filter(({ kind }) => kind !== 'Service');
  if (named.length > 0 && outer.length === 0 && !byDefault) return undefined;
  return [
    ...outer.flatMap(({ group, kind, name, namespace, sectionName, port }): readonly Asked[] => {
      const parent = { kind: kind ?? 'Gateway', namespace: namespace ?? route.namespace, name };
      if (parent.kind !== 'Gateway' || (group ?? gatewayGroup) !== gatewayGroup)
        return [unread(parent, 'parents of its kind are not read')];
      const section = { sectionName: sectionName || undefined, port };
      return gateways(parent, route, section).map((answer) => ({ ...answer, parent }));
    }),
    ...(byDefault ? [unread('a default Gateway', 'which Gateways are default ones is not looked at')] : []),
  ];
}

/** Where a route sends traffic that something lets in. */
function wantedOf(
  route: SpecObject,
  spec: RouteSpec,
  entrance: Entrance,
  granted: Grants,
  warnings: Warning[],
): readonly Wanted[] {
  const entry = refOf(route);
  const own = route.metadata.namespace ?? 'default';
  const protocol: Protocol = route.kind === 'UDPRoute' ? 'UDP' : 'TCP';
  const warn = (message: string): void => {
    if (entrance.shutBy === null) warnings.push({ object: refText(entry), message });
  };
  const by = JSON.stringify([spec.parentRefs, spec.useDefaultGateways, spec.hostnames]);
  return targetsOf(spec).flatMap(({ group, kind, name, namespace, port }): readonly Wanted[] => {
    const target = namespace ?? own;
    const where = shown(`${target}/${name}`, longestName);
    if ((group ?? '') !== '' || (kind ?? 'Service') !== 'Service') {
      warn(`sends traffic to ${shown(kind ?? 'Service')} ${where}, which is no Service: where that leads is not known`);
      return [];
    }
    const grant = granted(route.kind, own, target, name);
    if (grant.answer === 'no') warn(`no ReferenceGrant lets it send traffic to Service ${where}`);
    const ofGrant = `whether a ReferenceGrant lets it send traffic to Service ${where} is not known`;
    const doubts = [entrance.doubt, grant.answer === 'unknown' ? `${ofGrant}: ${grant.why}` : undefined];
    const ungranted = grant.answer === 'no' ? { kind: 'Namespace', namespace: null, name: target } : null;
    return [
      {
        ...entrance,
        entry,
        namespace: target,
        service: name,
        protocol,
        picks: (one) => one.port === port,
        portText: `port ${port ?? 'missing'}`,
        by,
        doubt: doubts.filter((doubt) => doubt !== undefined).join('; ') || undefined,
        shutBy: entrance.shutBy ?? ungranted,
      },
    ];
  });
}

export function ofGatewayRoutes(snapshot: Snapshot, warnings: Warning[]): readonly Wanted[] {
  const gateways = gatewaysOf(snapshot);
  const granted = grantsOf(snapshot);
  return routeResources.flatMap((resource) =>
    objectsOf(snapshot, resource).flatMap((route): readonly Wanted[] => {
      const entry = refOf(route);
      const read = tryRead(routeSpec, route.spec ?? {});
      if ('reason' in read) {
        warnings.push({
          object: refText(entry),
          message: `its backends could not be understood and are left out: ${read.reason}`,
        });
        return [];
      }
      const asking = {
        kind: route.kind,
        namespace: route.metadata.namespace ?? 'default',
        hostnames: (read.value.hostnames ?? []).map((host) => host.toLowerCase()),
      };
      const answers = answersTo(gateways, asking, read.value);
      if (answers === undefined) return [];
      return wantedOf(route, read.value, entranceOf(entry, answers, warnings), granted, warnings);
    }),
  );
}
