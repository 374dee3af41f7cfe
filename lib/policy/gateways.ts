import { type Labels, type ObjectRef, refOf, refText, type SpecObject } from '#lib/snapshot/objects.ts';
import { shown } from '#lib/snapshot/shown.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import { type Callers, gatewayCallers } from './callers.ts';
import { type Encrypted, listenerEncryption, routeEncryption } from './encryption.ts';
import { type Admission, anyOf, knowsAll, notRead } from './entrance.ts';
import { shareHost } from './host-names.ts';
import { listOf, number, optional, part, type Reader, text, tryRead } from './readers.ts';
import { matches, selectorOf } from './selector.ts';

// How routes attach: https://gateway-api.sigs.k8s.io/reference/spec/#parentreference and #listener

export const gatewayGroup = 'gateway.networking.k8s.io';

/** What a route asks of its parents. */
export interface AskingRoute {
  readonly kind: string;
  readonly namespace: string;
  /** In lower case. */
  readonly hostnames: readonly string[];
}

/** A part of a Gateway, by the route that names it. */
export interface Section {
  readonly sectionName: string | undefined;
  readonly port: number | undefined;
}

/** As it was given, to be read by itself. */
const asGiven: Reader<unknown> = (value) => value;
const listenerOf = part({
  name: text,
  port: number,
  protocol: text,
  hostname: optional(text),
  allowedRoutes: optional(
    part({
      namespaces: optional(part({ from: optional(text), selector: (value: unknown) => tryRead(selectorOf, value) })),
      kinds: optional(listOf(part({ group: optional(text), kind: text }))),
    }),
  ),
});
type Listener = ReturnType<typeof listenerOf>;

/** The kinds that the listeners of a protocol take; of a protocol that an implementation made up itself nobody knows. */
const kindsOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['HTTP', ['HTTPRoute', 'GRPCRoute']],
  ['HTTPS', ['HTTPRoute', 'GRPCRoute']],
  ['TLS', ['TLSRoute', 'TCPRoute']],
  ['TCP', ['TCPRoute']],
  ['UDP', ['UDPRoute']],
]);

const goByHosts: ReadonlySet<string> = new Set(['HTTP', 'HTTPS', 'TLS']);
const haveHosts: ReadonlySet<string> = new Set(['HTTPRoute', 'GRPCRoute', 'TLSRoute']);

/** Most of the time nobody asks why. */
type Answer = { readonly answer: 'yes' } | { readonly answer: 'no' | 'unknown'; readonly why: () => string };

const yes: Answer = { answer: 'yes' };
const no = (why: () => string): Answer => ({ answer: 'no', why });
const unknown = (why: () => string): Answer => ({ answer: 'unknown', why });

/** The labels of the namespaces that were read. */
type Namespaces = ReadonlyMap<string, Labels>;

/** Whether a listener takes routes of a namespace. */
function fromNamespace(known: Namespaces, { name, allowedRoutes }: Listener, gateway: string, route: string): Answer {
  const { from, selector } = allowedRoutes?.namespaces ?? {};
  switch (from ?? 'Same') {
    case 'All':
      return yes;
    case 'Same':
      return gateway === route ? yes : no(() => `its listener ${shown(name)} takes routes of namespace ${gateway} alone`);
    case 'None':
      return no(() => `its listener ${shown(name)} takes no routes`);
    case 'Selector': {
      if (selector === undefined || 'reason' in selector) break;
      const given = known.get(route);
      const labels = given ?? { 'kubernetes.io/metadata.name': route };
      if (matches(selector.value, labels)) return yes;
      const byName = selector.value.requirements.filter(({ key }) => key === 'kubernetes.io/metadata.name');
      return given === undefined && matches({ requirements: byName }, labels)
        ? unknown(() => `its listener ${shown(name)} goes by labels of namespace ${route}, which was not read`)
        : no(() => `its listener ${shown(name)} does not select namespace ${route}`);
    }
  }
  return unknown(() => `its listener ${shown(name)} does not say clearly from which namespaces it takes routes`);
}

function takesKind({ name, protocol, allowedRoutes }: Listener, kind: string): Answer {
  const kinds = kindsOf.get(protocol.toUpperCase());
  if (kinds !== undefined && !kinds.includes(kind))
    return no(() => `its listener ${shown(name)}, of protocol ${shown(protocol)}, takes no ${kind}`);
  const allowed = allowedRoutes?.kinds ?? [];
  if (allowed.length > 0 && !allowed.some((one) => (one.group ?? gatewayGroup) === gatewayGroup && one.kind === kind))
    return no(() => `its listener ${shown(name)} takes only ${allowed.map((one) => shown(one.kind)).join(', ')}`);
  return kinds === undefined ? unknown(() => `its listener ${shown(name)} is of protocol ${shown(protocol)}`) : yes;
}

function takesHosts({ name, protocol, hostname }: Listener, { kind, hostnames }: AskingRoute): Answer {
  const asked = haveHosts.has(kind) && goByHosts.has(protocol.toUpperCase()) && hostnames.length > 0;
  return !asked || !hostname || shareHost([hostname], hostnames)
    ? yes
    : no(() => `its listener ${shown(name)} takes ${shown(hostname)} and none of the route's hosts`);
}

/** The first no, after which nothing more is asked, else the first that is not known, else yes. */
function answerOf(namespaces: Namespaces, gateway: ReadGateway, listener: Listener, route: AskingRoute): Answer {
  const byKind = takesKind(listener, route.kind);
  if (byKind.answer === 'no') return byKind;
  const byHosts = takesHosts(listener, route);
  if (byHosts.answer === 'no') return byHosts;
  const byPlace = fromNamespace(namespaces, listener, gateway.namespace, route.namespace);
  return byPlace.answer === 'yes' ? byKind : byPlace;
}

// A server takes no more.
const gatewaySpec = part({ listeners: listOf(asGiven, { most: 64 }) });

/** A Gateway as far as it was understood: null stands for a listener that was not, or for all of them. */
interface ReadGateway {
  readonly namespace: string;
  readonly callers: Callers;
  readonly listeners: readonly (Listener | null)[];
}

function readGateway(gateway: SpecObject): ReadGateway {
  const spec = tryRead(gatewaySpec, gateway.spec);
  const listeners =
    'reason' in spec
      ? [null]
      : spec.value.listeners.map((given) => {
          const listener = tryRead(listenerOf, given);
          return 'value' in listener ? { ...listener.value, hostname: listener.value.hostname?.toLowerCase() } : null;
        });
  return { namespace: gateway.metadata.namespace ?? 'default', callers: gatewayCallers(gateway), listeners };
}

type ListenerAnswer = Answer & { readonly encrypted: Encrypted };

/** How the listeners of a Gateway that a route names answer it, each by itself. */
function listenerAnswers(
  namespaces: Namespaces,
  gateway: ReadGateway,
  route: AskingRoute,
  { sectionName, port }: Section,
): readonly ListenerAnswer[] {
  const answers = gateway.listeners.flatMap((listener): readonly ListenerAnswer[] => {
    if (listener === null)
      return [{ ...unknown(() => 'a listener of it could not be understood'), encrypted: routeEncryption(route.kind) }];
    if (sectionName !== undefined && listener.name !== sectionName) return [];
    if (port !== undefined && listener.port !== port) return [];
    const answer = answerOf(namespaces, gateway, listener, route);
    return [{ ...answer, encrypted: listenerEncryption(listener.protocol) }];
  });
  if (answers.length > 0) return answers;
  const named = [sectionName && shown(sectionName), port === undefined ? undefined : `on port ${port}`].filter(Boolean);
  return [{ ...no(() => ['it has no listener', ...named].join(' ')), encrypted: 'unknown' }];
}

function admissionOf(one: ListenerAnswer, callers: Callers): Admission {
  const { encrypted } = one;
  if (one.answer === 'yes') return { answer: 'yes', callers, encrypted };
  const why = one.why();
  return one.answer === 'no' ? { answer: 'no', why } : { answer: 'unknown', why, callers, encrypted };
}

/**
 * How Gateways answer routes that name them: what lets a route in or may do so, or else why nothing does. One that manifests do not hold,
 * or that could not be read, may let a route in.
 */
export function gatewaysOf(snapshot: Snapshot): (ref: ObjectRef, route: AskingRoute, section: Section) => readonly Admission[] {
  const resource = 'gateways.gateway.networking.k8s.io';
  const gateways = new Map(objectsOf(snapshot, resource).map((one) => [refText(refOf(one)), readGateway(one)]));
  const namespaces = new Map(objectsOf(snapshot, 'namespaces').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  const allKnown = knowsAll(snapshot, resource);
  return (ref, route, section) => {
    const gateway = gateways.get(refText(ref));
    if (gateway === undefined) return [allKnown ? { answer: 'no', why: 'does not exist' } : notRead(routeEncryption(route.kind))];
    const answers = listenerAnswers(namespaces, gateway, route, section);
    const open = answers.filter(({ answer }) => answer !== 'no');
    return anyOf((open.length > 0 ? open : answers).map((one) => admissionOf(one, gateway.callers)));
  };
}
