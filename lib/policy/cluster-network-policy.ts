import { z } from 'zod';
import { refOf, type SpecObject } from '#lib/snapshot/objects.ts';
import {
  actionOf,
  domainReasons,
  egressPeerFields,
  type GivenPeer,
  ingressPeerFields,
  peerOf as modelPeer,
  priority,
  rising,
  ruleName,
  subjectOf,
  subjectSchema,
} from './admin-network-policy.ts';
import { exactlyOne, portName, portNumber, reasonOf } from './fields.ts';
import type { Direction, Rule, RulePorts, Understood } from './model.ts';
import { portsOf, unionOfPorts } from './ports.ts';

// ClusterNetworkPolicy, policy.networking.k8s.io/v1alpha2 (kubernetes-sigs/network-policy-api, apis/v1alpha2); v1beta1 says the same.

const destination = z
  .strictObject({
    number: portNumber.nullish(),
    range: z.strictObject({ start: portNumber, end: portNumber }).superRefine(rising).nullish(),
  })
  .superRefine(exactlyOne('a destinationPort', ['number', 'range']));

const transport = z.strictObject({ destinationPort: destination.nullish() }).nullish();

const protocolSchema = z
  .strictObject({ tcp: transport, udp: transport, sctp: transport, destinationNamedPort: portName.nullish() })
  .superRefine(exactlyOne('a protocol', ['tcp', 'udp', 'sctp', 'destinationNamedPort']));

/**
 * A peer that names no field that is known comes from a newer version of the API. It is not refused, but fails closed (see `ruleOf`);
 * one that names a known field and others beside it is refused like any other mistake.
 */
function peerOf<Fields extends z.ZodRawShape>(fields: Fields) {
  const names = Object.keys(fields);
  const isNewer = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && names.every((name) => !Object.hasOwn(value, name));
  const single = exactlyOne('a peer', names);
  const one = z.strictObject(fields).superRefine((given, context) => {
    if (Object.keys(given).length > 0) single(given, context);
  });
  return z.preprocess((value) => (isNewer(value) ? {} : value), one);
}

const common = {
  name: ruleName,
  action: z.enum(['Accept', 'Deny', 'Pass']),
  protocols: z.array(protocolSchema).min(1).nullish(),
};

const domainsOnlyAccept = (
  { action, to }: { readonly action: string; readonly to: readonly GivenPeer[] },
  context: z.RefinementCtx,
): void => {
  for (const [index, { domainNames }] of to.entries()) {
    if (domainNames != null && action !== 'Accept')
      context.addIssue({ code: 'custom', path: ['to', index], message: 'domainNames may stand in Accept rules only' });
  }
};

const specSchema = z.strictObject({
  tier: z.enum(['Admin', 'Baseline']),
  priority,
  subject: subjectSchema,
  ingress: z.array(z.strictObject({ ...common, from: z.array(peerOf(ingressPeerFields)).min(1) })).nullish(),
  egress: z
    .array(z.strictObject({ ...common, to: z.array(peerOf(egressPeerFields)).min(1) }).superRefine(domainsOnlyAccept))
    .nullish(),
});

type Protocols = readonly z.infer<typeof protocolSchema>[] | null | undefined;

function portsOfRule(protocols: Protocols): RulePorts {
  if (protocols == null) return { all: true };
  const numbers = protocols.flatMap(({ tcp, udp, sctp }) =>
    ([tcp, udp, sctp] as const).flatMap((given, index) => {
      const protocol = (['TCP', 'UDP', 'SCTP'] as const)[index] ?? 'TCP';
      if (given == null) return [];
      const { number, range } = given.destinationPort ?? {};
      if (number != null) return [portsOf(protocol, { from: number, to: number })];
      return [range == null ? portsOf(protocol) : portsOf(protocol, { from: range.start, to: range.end })];
    }),
  );
  const named = protocols.flatMap(({ destinationNamedPort: name }) => (name == null ? [] : [{ protocol: null, name }]));
  return { all: false, numbers: unionOfPorts(numbers), named };
}

interface GivenRule {
  readonly name?: string | null | undefined;
  readonly action: string;
  readonly protocols?: Protocols;
}

/**
 * Where any of its peers names nothing that is known, the whole rule fails closed: an Accept rule matches no traffic, whatever its other
 * peers are, and a Deny or Pass rule denies all (documentation of ClusterNetworkPolicyIngressPeer and ClusterNetworkPolicyEgressPeer).
 */
function ruleOf(direction: Direction, index: number, given: GivenRule, givenPeers: readonly GivenPeer[]): Rule {
  const action = actionOf(given.action);
  const peers = givenPeers.map(modelPeer);
  const head = { direction, path: `spec.${direction}[${index}]`, ...(given.name ? { name: given.name } : {}) };
  if (peers.includes(undefined))
    return action === 'allow'
      ? { ...head, action, peers: [], ports: portsOfRule(given.protocols) }
      : { ...head, action: 'deny', peers: [{ kind: 'everything' }], ports: { all: true } };
  return { ...head, action, peers: peers.filter((peer) => peer !== undefined), ports: portsOfRule(given.protocols) };
}

const newerReasons = (direction: Direction, rules: readonly (readonly GivenPeer[])[]): readonly string[] =>
  rules.flatMap((peers, index) =>
    peers.some((peer) => modelPeer(peer) === undefined)
      ? [`spec.${direction}[${index}] has a peer without any field that is known: the rule fails closed`]
      : [],
  );

/** A ClusterNetworkPolicy in the model's form. */
export function clusterNetworkPolicy(object: SpecObject): Understood {
  const ref = refOf(object);
  const parsed = specSchema.safeParse(object.spec ?? {});
  if (!parsed.success) {
    const isBaseline =
      typeof object.spec === 'object' && object.spec !== null && 'tier' in object.spec && object.spec.tier === 'Baseline';
    return {
      invalid: { ref, layer: isBaseline ? 'baseline' : 'admin', namespace: null, reason: reasonOf(parsed.error, object.spec) },
    };
  }
  const { tier, priority: order, subject, ingress, egress } = parsed.data;
  const rules = [
    ...(ingress ?? []).map((rule, index) => ruleOf('ingress', index, rule, rule.from)),
    ...(egress ?? []).map((rule, index) => ruleOf('egress', index, rule, rule.to)),
  ];
  return {
    policy: {
      ref,
      layer: tier === 'Admin' ? 'admin' : 'baseline',
      order,
      subject: subjectOf(subject),
      isolates: { ingress: false, egress: false },
      rules,
      partial: [
        ...domainReasons(rules),
        ...newerReasons(
          'ingress',
          (ingress ?? []).map(({ from }) => from),
        ),
        ...newerReasons(
          'egress',
          (egress ?? []).map(({ to }) => to),
        ),
      ],
    },
  };
}
