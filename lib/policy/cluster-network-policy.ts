import { refOf, type SpecObject } from '#lib/snapshot/objects.ts';
import {
  actionOf,
  closedReasons,
  domainReasons,
  egressPeerFields,
  failingClosed,
  type GivenPeer,
  givenSubject,
  ingressPeerFields,
  peersOf,
  priority,
  rising,
  ruleName,
  subjectOf,
} from './admin-network-policy.ts';
import { exactlyOne, portName, portNumber } from './fields.ts';
import type { Direction, Rule, RulePorts, Understood } from './model.ts';
import { portsOf, unionOfPorts } from './ports.ts';
import { listOf, mapping, mistake, oneOf, optional, tryRead } from './readers.ts';

// ClusterNetworkPolicy, policy.networking.k8s.io/v1alpha2 (kubernetes-sigs/network-policy-api, apis/v1alpha2); v1beta1 says the same.

const destination = mapping(
  {
    number: optional(portNumber),
    range: optional(mapping({ start: portNumber, end: portNumber }, rising)),
  },
  exactlyOne('a destinationPort', ['number', 'range']),
);

const transport = optional(mapping({ destinationPort: optional(destination) }));

const protocolOf = mapping(
  { tcp: transport, udp: transport, sctp: transport, destinationNamedPort: optional(portName) },
  exactlyOne('a protocol', ['tcp', 'udp', 'sctp', 'destinationNamedPort']),
);

const from = peersOf(ingressPeerFields);
const to = peersOf(egressPeerFields);

const common = {
  name: ruleName,
  action: oneOf(['Accept', 'Deny', 'Pass']),
  protocols: optional(listOf(protocolOf, { least: 1 })),
};

const domainsOnlyAccept = ({ action, to }: { readonly action: string; readonly to: readonly GivenPeer[] }): void => {
  for (const [index, { domainNames }] of to.entries()) {
    if (domainNames !== undefined && action !== 'Accept')
      throw mistake('domainNames may stand in Accept rules only', 'to', index);
  }
};

const specOf = mapping({
  tier: oneOf(['Admin', 'Baseline']),
  priority,
  subject: givenSubject,
  ingress: optional(listOf(mapping({ ...common, from }))),
  egress: optional(listOf(mapping({ ...common, to }, domainsOnlyAccept))),
});

type Protocols = ReturnType<typeof common.protocols>;

function portsOfRule(protocols: Protocols): RulePorts {
  if (protocols === undefined) return { all: true };
  const numbers = protocols.flatMap(({ tcp, udp, sctp }) =>
    ([tcp, udp, sctp] as const).flatMap((given, index) => {
      const protocol = (['TCP', 'UDP', 'SCTP'] as const)[index] ?? 'TCP';
      if (given === undefined) return [];
      const { number, range } = given.destinationPort ?? {};
      if (number !== undefined) return [portsOf(protocol, { from: number, to: number })];
      return [range === undefined ? portsOf(protocol) : portsOf(protocol, { from: range.start, to: range.end })];
    }),
  );
  const named = protocols.flatMap(({ destinationNamedPort: name }) => (name === undefined ? [] : [{ protocol: null, name }]));
  return { all: false, numbers: unionOfPorts(numbers), named };
}

interface GivenRule {
  readonly name: string | undefined;
  readonly action: string;
  readonly protocols: Protocols;
}

const ruleOf = (direction: Direction, index: number, given: GivenRule, peers: readonly GivenPeer[]): Rule =>
  failingClosed(
    {
      direction,
      action: actionOf(given.action),
      ports: portsOfRule(given.protocols),
      path: `spec.${direction}[${index}]`,
      ...(given.name ? { name: given.name } : {}),
    },
    peers,
  );

/** A ClusterNetworkPolicy in the model's form. */
export function clusterNetworkPolicy(object: SpecObject): Understood {
  const ref = refOf(object);
  const spec = tryRead(specOf, object.spec ?? {});
  if ('reason' in spec) {
    const isBaseline =
      typeof object.spec === 'object' && object.spec !== null && 'tier' in object.spec && object.spec.tier === 'Baseline';
    return { invalid: { ref, layer: isBaseline ? 'baseline' : 'admin', namespace: null, reason: spec.reason } };
  }
  const { tier, priority: order, subject, ingress = [], egress = [] } = spec.value;
  const rules = [
    ...ingress.map((rule, index) => ruleOf('ingress', index, rule, rule.from)),
    ...egress.map((rule, index) => ruleOf('egress', index, rule, rule.to)),
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
