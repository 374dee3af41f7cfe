import { type Protocol, refOf, type SpecObject } from '#lib/snapshot/objects.ts';
import { unionOfAddresses } from './addresses.ts';
import { cidr, exactlyOne, portName, portNumber, protocolName } from './fields.ts';
import {
  type Action,
  type Direction,
  type Layer,
  lastOrder,
  type Peer,
  type PodSelector,
  type Rule,
  type RulePorts,
  type Understood,
} from './model.ts';
import { portsOf, unionOfPorts } from './ports.ts';
import {
  isMapping,
  listOf,
  mapping,
  mistake,
  oneOf,
  optional,
  type Reader,
  text,
  textOf,
  tryRead,
  wholeNumber,
} from './readers.ts';
import { everything, type Selector, selectorOf } from './selector.ts';

// AdminNetworkPolicy and BaselineAdminNetworkPolicy, policy.networking.k8s.io/v1alpha1
// (https://network-policy-api.sigs.k8s.io/reference/spec/). What the resource's own validation would refuse is refused here.

export const priority = wholeNumber(0, 1000);

/** Both selectors of the API are plain structs: one that is left out selects everything. */
const namespacedPods = mapping({ namespaceSelector: optional(selectorOf), podSelector: optional(selectorOf) });

export const givenSubject = mapping(
  { namespaces: optional(selectorOf), pods: optional(namespacedPods) },
  exactlyOne('a subject', ['namespaces', 'pods']),
);

const domain = /^(\*\.)?([a-zA-Z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.)+[a-zA-Z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.?$/;
const domainName: Reader<string> = (value) => {
  const name = text(value);
  if (!domain.test(name)) throw mistake('is no domain name');
  return name;
};

/**
 * Until v0.1.1 of the API, `namespaces` also took these. To be selected, a namespace must have all of the labels: with sameLabels the same
 * values as the subject's namespace, with notSameLabels at least one other. The later versions kept the name v1alpha1.
 */
const labelsNamed = optional(listOf(text, { least: 1 }));
const givenRelated = mapping(
  { sameLabels: labelsNamed, notSameLabels: labelsNamed },
  exactlyOne('namespaces', ['sameLabels', 'notSameLabels']),
);
const relatedOf: Reader<{ readonly keys: readonly string[]; readonly same: boolean }> = (value) => {
  const { sameLabels, notSameLabels } = givenRelated(value);
  return { keys: sameLabels ?? notSameLabels ?? [], same: sameLabels !== undefined };
};

const isRelated = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && ('sameLabels' in value || 'notSameLabels' in value);

/** Fields of a peer as they stood first in the group; ClusterNetworkPolicy never had them. */
const namespacesOrRelated: Reader<Selector | ReturnType<typeof relatedOf>> = (value) =>
  (isRelated(value) ? relatedOf : selectorOf)(value);

export const ingressPeerFields = { namespaces: optional(selectorOf), pods: optional(namespacedPods) };
export const egressPeerFields = {
  ...ingressPeerFields,
  nodes: optional(selectorOf),
  networks: optional(listOf(cidr, { least: 1 })),
  domainNames: optional(listOf(domainName, { least: 1 })),
};

/**
 * The peers of a rule. One that names no field that is known comes from a newer version of the API. It is not refused, but fails closed
 * (see `failingClosed`); one that names a known field and others beside it is refused like any other mistake.
 */
export function peersOf(fields: Readonly<Record<string, Reader<unknown>>>): Reader<readonly GivenPeer[]> {
  const names = Object.keys(fields);
  const known: Reader<GivenPeer> = mapping(fields, exactlyOne('a peer', names));
  const isNewer = (value: unknown): boolean => isMapping(value) && names.every((name) => !Object.hasOwn(value, name));
  return listOf((value) => (isNewer(value) ? {} : known(value)), { least: 1 });
}

const from = peersOf({ ...ingressPeerFields, namespaces: optional(namespacesOrRelated) });
const to = peersOf({ ...egressPeerFields, namespaces: optional(namespacesOrRelated) });

/** The API server's default where it is left out; suites with known answers also write the empty text for it. */
const protocol: Reader<Protocol> = (value) => (value === '' ? 'TCP' : (optional(protocolName)(value) ?? 'TCP'));

/** A range whose end lies below its start is a mistake. */
export const rising = ({ start, end }: { readonly start: number; readonly end: number }): void => {
  if (end < start) throw mistake(`end ${end} is below start ${start}`, 'end');
};

const portOf = mapping(
  {
    portNumber: optional(mapping({ protocol, port: portNumber })),
    portRange: optional(mapping({ protocol, start: portNumber, end: portNumber }, rising)),
    namedPort: optional(portName),
  },
  exactlyOne('a port', ['portNumber', 'portRange', 'namedPort']),
);

export const ruleName = optional(textOf(100));

const domainsOnlyAllow = ({ action, to }: { readonly action: string; readonly to: readonly GivenPeer[] }): void => {
  for (const [index, { domainNames }] of to.entries()) {
    if (domainNames !== undefined && action !== 'Allow') throw mistake('domainNames may stand in Allow rules only', 'to', index);
  }
};

const rulesOf = <const Word extends string>(actions: readonly Word[]) => {
  const common = { name: ruleName, action: oneOf(actions), ports: optional(listOf(portOf, { least: 1 })) };
  return {
    ingress: optional(listOf(mapping({ ...common, from }))),
    egress: optional(listOf(mapping({ ...common, to }, domainsOnlyAllow))),
  };
};

const adminSpec = mapping({ priority, subject: givenSubject, ...rulesOf(['Allow', 'Deny', 'Pass']) });
const baselineSpec = mapping({ subject: givenSubject, ...rulesOf(['Allow', 'Deny']) });

type Pods = ReturnType<typeof namespacedPods>;

const inNamespaces = (labels: Selector): PodSelector => ({ namespaces: { labels }, pods: everything });
const namespacedPodsOf = ({ namespaceSelector = everything, podSelector = everything }: Partial<Pods>): PodSelector => ({
  namespaces: { labels: namespaceSelector },
  pods: podSelector,
});

export const subjectOf = ({ namespaces, pods }: Partial<ReturnType<typeof givenSubject>>): PodSelector =>
  namespaces !== undefined ? inNamespaces(namespaces) : namespacedPodsOf(pods ?? {});

export interface GivenPeer {
  readonly namespaces?: ReturnType<typeof namespacesOrRelated> | undefined;
  readonly pods?: Pods | undefined;
  readonly nodes?: Selector | undefined;
  readonly networks?: readonly ReturnType<typeof cidr>[] | undefined;
  readonly domainNames?: readonly string[] | undefined;
}

/** Undefined where no field is set that is known. */
function peerOf({ namespaces, pods, nodes, networks, domainNames }: GivenPeer): Peer | undefined {
  if (namespaces !== undefined)
    return 'keys' in namespaces
      ? { kind: 'related', ...namespaces, pods: everything }
      : { kind: 'pods', selector: inNamespaces(namespaces) };
  if (pods !== undefined) return { kind: 'pods', selector: namespacedPodsOf(pods) };
  if (nodes !== undefined) return { kind: 'nodes', nodes };
  if (networks !== undefined)
    return {
      kind: 'addresses',
      addresses: unionOfAddresses(networks.map(({ addresses }) => addresses)),
      text: networks.map(({ text }) => text).join(', '),
    };
  return domainNames === undefined ? undefined : { kind: 'domains', names: domainNames };
}

/** Why a rule with domain names is not fully evaluated; empty where it has none. */
export const domainReasons = (rules: readonly Rule[]): readonly string[] =>
  rules.flatMap(({ peers, path }) =>
    peers.flatMap((peer) =>
      peer.kind === 'domains'
        ? [`${path} allows ${peer.names.join(', ')}: domain names are not evaluated, as their addresses change`]
        : [],
    ),
  );

type Ports = readonly ReturnType<typeof portOf>[] | undefined;

function portsOfRule(given: Ports): RulePorts {
  if (given === undefined) return { all: true };
  const numbers = given.flatMap(({ portNumber: single, portRange: range }) => {
    if (single !== undefined) return [portsOf(single.protocol, { from: single.port, to: single.port })];
    return range === undefined ? [] : [portsOf(range.protocol, { from: range.start, to: range.end })];
  });
  const named = given.flatMap(({ namedPort }) => (namedPort === undefined ? [] : [{ protocol: null, name: namedPort }]));
  return { all: false, numbers: unionOfPorts(numbers), named };
}

const actions: Readonly<Record<string, Action>> = { Allow: 'allow', Accept: 'allow', Deny: 'deny', Pass: 'pass' };
/** The model's word for an API's. */
export const actionOf = (word: string): Action => actions[word] ?? 'deny';

interface GivenRule {
  readonly name: string | undefined;
  readonly action: string;
  readonly ports: Ports;
}

/**
 * Where any of its peers names nothing that is known, the whole rule fails closed: one that allows matches no traffic, whatever its other
 * peers are, and one that denies or passes denies all (documentation of AdminNetworkPolicyIngressPeer and AdminNetworkPolicyEgressPeer in
 * v1alpha1, of ClusterNetworkPolicyIngressPeer and ClusterNetworkPolicyEgressPeer in v1alpha2).
 */
export function failingClosed(rule: Omit<Rule, 'peers'>, given: readonly GivenPeer[]): Rule {
  const peers = given.map(peerOf);
  if (!peers.includes(undefined)) return { ...rule, peers: peers.filter((peer) => peer !== undefined) };
  return rule.action === 'allow'
    ? { ...rule, peers: [] }
    : { ...rule, action: 'deny', peers: [{ kind: 'everything' }], ports: { all: true } };
}

/** Why a rule fails closed; empty where none does. */
export const closedReasons = (direction: Direction, rules: readonly (readonly GivenPeer[])[]): readonly string[] =>
  rules.flatMap((peers, index) =>
    peers.some((peer) => peerOf(peer) === undefined)
      ? [`spec.${direction}[${index}] has a peer without any field that is known: the rule fails closed`]
      : [],
  );

const ruleOf = (direction: Direction, index: number, given: GivenRule, peers: readonly GivenPeer[]): Rule =>
  failingClosed(
    {
      direction,
      action: actionOf(given.action),
      ports: portsOfRule(given.ports),
      path: `spec.${direction}[${index}]`,
      ...(given.name ? { name: given.name } : {}),
    },
    peers,
  );

type Spec = Omit<ReturnType<typeof adminSpec>, 'priority'> | ReturnType<typeof baselineSpec>;

function understood(object: SpecObject, layer: Layer, order: number, spec: Spec): Understood {
  const { ingress = [], egress = [] } = spec;
  const rules = [
    ...ingress.map((rule, index) => ruleOf('ingress', index, rule, rule.from)),
    ...egress.map((rule, index) => ruleOf('egress', index, rule, rule.to)),
  ];
  return {
    policy: {
      ref: refOf(object),
      layer,
      order,
      subject: subjectOf(spec.subject),
      isolates: { ingress: false, egress: false },
      rules,
      partial: [
        ...domainReasons(rules),
        ...closedReasons(
          'ingress',
          ingress.map(({ from }) => from),
        ),
        ...closedReasons(
          'egress',
          egress.map(({ to }) => to),
        ),
      ],
    },
  };
}

/** An AdminNetworkPolicy in the model's form. */
export function adminNetworkPolicy(object: SpecObject): Understood {
  const spec = tryRead(adminSpec, object.spec ?? {});
  return 'reason' in spec
    ? { invalid: { ref: refOf(object), layer: 'admin', namespace: null, reason: spec.reason } }
    : understood(object, 'admin', spec.value.priority, spec.value);
}

/**
 * A BaselineAdminNetworkPolicy in the model's form. The API knows one, named `default`. It has no priority: where ClusterNetworkPolicies
 * of the baseline tier stand beside it, it is asked after them, and a warning says where that matters. No API lays the order down: the
 * kinds belong to different versions of one group, and no implementation is known to take both.
 */
export function baselineAdminNetworkPolicy(object: SpecObject): Understood {
  const invalid = (reason: string): Understood => ({
    invalid: { ref: refOf(object), layer: 'baseline', namespace: null, reason },
  });
  if (object.metadata.name !== 'default')
    return invalid('metadata.name: the one BaselineAdminNetworkPolicy of a cluster must be named default');
  const spec = tryRead(baselineSpec, object.spec ?? {});
  return 'reason' in spec ? invalid(spec.reason) : understood(object, 'baseline', lastOrder, spec.value);
}
