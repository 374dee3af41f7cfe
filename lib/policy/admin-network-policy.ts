import { z } from 'zod';
import { refOf, type SpecObject } from '#lib/snapshot/objects.ts';
import { unionOfAddresses } from './addresses.ts';
import { cidr, exactlyOne, handOn, portName, portNumber, protocolName, reasonOf } from './fields.ts';
import {
  type Action,
  type Layer,
  lastOrder,
  type Peer,
  type PodSelector,
  type Rule,
  type RulePorts,
  type Understood,
} from './model.ts';
import { portsOf, unionOfPorts } from './ports.ts';
import { everything, type Selector, selectorSchema } from './selector.ts';

// AdminNetworkPolicy and BaselineAdminNetworkPolicy, policy.networking.k8s.io/v1alpha1
// (https://network-policy-api.sigs.k8s.io/reference/spec/). What the resource's own validation would refuse is refused here.

export const priority = z.int().min(0).max(1000);

/** Both selectors of the API are plain structs: one that is left out selects everything. */
const namespacedPods = z.strictObject({ namespaceSelector: selectorSchema.nullish(), podSelector: selectorSchema.nullish() });

export const subjectSchema = z
  .strictObject({ namespaces: selectorSchema.nullish(), pods: namespacedPods.nullish() })
  .superRefine(exactlyOne('a subject', ['namespaces', 'pods']));

const domainName = z
  .string()
  .regex(/^(\*\.)?([a-zA-Z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.)+[a-zA-Z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.?$/, 'is no domain name');

/**
 * Until v0.1.1 of the API, `namespaces` also took these. To be selected, a namespace must have all of the labels: with sameLabels the same
 * values as the subject's namespace, with notSameLabels at least one other. The later versions kept the name v1alpha1.
 */
const related = z
  .strictObject({ sameLabels: z.array(z.string()).min(1).nullish(), notSameLabels: z.array(z.string()).min(1).nullish() })
  .superRefine(exactlyOne('namespaces', ['sameLabels', 'notSameLabels']))
  .transform(({ sameLabels, notSameLabels }) => ({ keys: sameLabels ?? notSameLabels ?? [], same: sameLabels != null }));

const isRelated = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && ('sameLabels' in value || 'notSameLabels' in value);

/** Fields of a peer as they stood first in the group; ClusterNetworkPolicy never had them. */
const namespacesOrRelated = z.unknown().transform((value, context) => {
  const parsed = isRelated(value) ? related.safeParse(value) : selectorSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  handOn(parsed.error, value, context);
  return z.NEVER;
});

export const ingressPeerFields = { namespaces: selectorSchema.nullish(), pods: namespacedPods.nullish() };
export const egressPeerFields = {
  ...ingressPeerFields,
  nodes: selectorSchema.nullish(),
  networks: z.array(cidr).min(1).nullish(),
  domainNames: z.array(domainName).min(1).nullish(),
};

const ingressPeer = z
  .strictObject({ ...ingressPeerFields, namespaces: namespacesOrRelated.nullish() })
  .superRefine(exactlyOne('a peer', Object.keys(ingressPeerFields)));
const egressPeer = z
  .strictObject({ ...egressPeerFields, namespaces: namespacesOrRelated.nullish() })
  .superRefine(exactlyOne('a peer', Object.keys(egressPeerFields)));

/** The API server's default where it is left out; suites with known answers also write the empty text for it. */
const protocol = z.preprocess((value) => (value === '' ? null : value), protocolName.nullish());

/** A range whose end lies below its start is an issue. */
export const rising = ({ start, end }: { readonly start: number; readonly end: number }, context: z.RefinementCtx): void => {
  if (end < start) context.addIssue({ code: 'custom', path: ['end'], message: `end ${end} is below start ${start}` });
};

const port = z
  .strictObject({
    portNumber: z.strictObject({ protocol, port: portNumber }).nullish(),
    portRange: z.strictObject({ protocol, start: portNumber, end: portNumber }).superRefine(rising).nullish(),
    namedPort: portName.nullish(),
  })
  .superRefine(exactlyOne('a port', ['portNumber', 'portRange', 'namedPort']));

export const ruleName = z.string().max(100).nullish();

const domainsOnlyAllow = (
  { action, to }: { readonly action: string; readonly to: readonly { readonly domainNames?: unknown }[] },
  context: z.RefinementCtx,
): void => {
  for (const [index, { domainNames }] of to.entries()) {
    if (domainNames != null && action !== 'Allow')
      context.addIssue({ code: 'custom', path: ['to', index], message: 'domainNames may stand in Allow rules only' });
  }
};

const rulesOf = <Actions extends [string, ...string[]]>(actions: Actions) => {
  const common = { name: ruleName, action: z.enum(actions), ports: z.array(port).min(1).nullish() };
  return {
    ingress: z.array(z.strictObject({ ...common, from: z.array(ingressPeer).min(1) })).nullish(),
    egress: z.array(z.strictObject({ ...common, to: z.array(egressPeer).min(1) }).superRefine(domainsOnlyAllow)).nullish(),
  };
};

const adminSpec = z.strictObject({ priority, subject: subjectSchema, ...rulesOf(['Allow', 'Deny', 'Pass']) });
const baselineSpec = z.strictObject({ subject: subjectSchema, ...rulesOf(['Allow', 'Deny']) });

type Pods = z.infer<typeof namespacedPods>;

const inNamespaces = (labels: Selector): PodSelector => ({ namespaces: { labels }, pods: everything });
const namespacedPodsOf = ({ namespaceSelector, podSelector }: Pods): PodSelector => ({
  namespaces: { labels: namespaceSelector ?? everything },
  pods: podSelector ?? everything,
});

export const subjectOf = ({ namespaces, pods }: z.infer<typeof subjectSchema>): PodSelector =>
  namespaces != null ? inNamespaces(namespaces) : namespacedPodsOf(pods ?? {});

export interface GivenPeer {
  readonly namespaces?: Selector | { readonly keys: readonly string[]; readonly same: boolean } | null | undefined;
  readonly pods?: Pods | null | undefined;
  readonly nodes?: Selector | null | undefined;
  readonly networks?: readonly z.infer<typeof cidr>[] | null | undefined;
  readonly domainNames?: readonly string[] | null | undefined;
}

/** Undefined where no field is set that is known. */
export function peerOf({ namespaces, pods, nodes, networks, domainNames }: GivenPeer): Peer | undefined {
  if (namespaces != null)
    return 'keys' in namespaces
      ? { kind: 'related', ...namespaces, pods: everything }
      : { kind: 'pods', selector: inNamespaces(namespaces) };
  if (pods != null) return { kind: 'pods', selector: namespacedPodsOf(pods) };
  if (nodes != null) return { kind: 'nodes', nodes };
  if (networks != null)
    return {
      kind: 'addresses',
      addresses: unionOfAddresses(networks.map(({ addresses }) => addresses)),
      text: networks.map(({ text }) => text).join(', '),
    };
  return domainNames == null ? undefined : { kind: 'domains', names: domainNames };
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

function portsOfRule(given: readonly z.infer<typeof port>[] | null | undefined): RulePorts {
  if (given == null) return { all: true };
  const numbers = given.flatMap(({ portNumber: single, portRange: range }) => {
    if (single != null) return [portsOf(single.protocol ?? 'TCP', { from: single.port, to: single.port })];
    return range == null ? [] : [portsOf(range.protocol ?? 'TCP', { from: range.start, to: range.end })];
  });
  const named = given.flatMap(({ namedPort }) => (namedPort == null ? [] : [{ protocol: null, name: namedPort }]));
  return { all: false, numbers: unionOfPorts(numbers), named };
}

const actions: Readonly<Record<string, Action>> = { Allow: 'allow', Accept: 'allow', Deny: 'deny', Pass: 'pass' };
/** The model's word for an API's. */
export const actionOf = (word: string): Action => actions[word] ?? 'deny';

interface GivenRule {
  readonly name?: string | null | undefined;
  readonly action: string;
  readonly ports?: readonly z.infer<typeof port>[] | null | undefined;
}

const ruleOf = (direction: Rule['direction'], index: number, given: GivenRule, peers: readonly GivenPeer[]): Rule => ({
  direction,
  action: actionOf(given.action),
  peers: peers.flatMap((peer) => peerOf(peer) ?? []),
  ports: portsOfRule(given.ports),
  path: `spec.${direction}[${index}]`,
  ...(given.name ? { name: given.name } : {}),
});

type Spec = z.infer<typeof adminSpec> | z.infer<typeof baselineSpec>;

function understood(object: SpecObject, layer: Layer, order: number, spec: Spec): Understood {
  const rules = [
    ...(spec.ingress ?? []).map((rule, index) => ruleOf('ingress', index, rule, rule.from)),
    ...(spec.egress ?? []).map((rule, index) => ruleOf('egress', index, rule, rule.to)),
  ];
  return {
    policy: {
      ref: refOf(object),
      layer,
      order,
      subject: subjectOf(spec.subject),
      isolates: { ingress: false, egress: false },
      rules,
      partial: domainReasons(rules),
    },
  };
}

/** An AdminNetworkPolicy in the model's form. */
export function adminNetworkPolicy(object: SpecObject): Understood {
  const parsed = adminSpec.safeParse(object.spec ?? {});
  return parsed.success
    ? understood(object, 'admin', parsed.data.priority, parsed.data)
    : { invalid: { ref: refOf(object), layer: 'admin', namespace: null, reason: reasonOf(parsed.error, object.spec) } };
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
  const parsed = baselineSpec.safeParse(object.spec ?? {});
  return parsed.success ? understood(object, 'baseline', lastOrder, parsed.data) : invalid(reasonOf(parsed.error, object.spec));
}
