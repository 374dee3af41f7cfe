import ipaddr from 'ipaddr.js';

// A naive evaluator of the Kubernetes policy APIs: one connection at a time, straight from what the documentation says, on the objects as
// they are written. It shares no code with the product, so that neither can hide the other's mistakes.

type Labels = Readonly<Record<string, string>>;
type Proto = 'TCP' | 'UDP' | 'SCTP';

interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

interface NamespacedPods {
  readonly namespaceSelector?: LabelSelector;
  readonly podSelector?: LabelSelector;
}

interface AdminPeer {
  readonly namespaces?: LabelSelector & { readonly sameLabels?: readonly string[]; readonly notSameLabels?: readonly string[] };
  readonly pods?: NamespacedPods;
  readonly nodes?: LabelSelector;
  readonly networks?: readonly string[];
  readonly domainNames?: readonly string[];
}

interface PortOf<Destination> {
  readonly destinationPort?: Destination;
}
type Destination = { readonly number?: number; readonly range?: { readonly start: number; readonly end: number } };

export interface AdminRule {
  readonly action: 'Allow' | 'Accept' | 'Deny' | 'Pass';
  readonly from?: readonly AdminPeer[];
  readonly to?: readonly AdminPeer[];
  readonly ports?: readonly {
    readonly portNumber?: { readonly protocol?: Proto; readonly port: number };
    readonly portRange?: { readonly protocol?: Proto; readonly start: number; readonly end: number };
    readonly namedPort?: string;
  }[];
  readonly protocols?: readonly {
    readonly tcp?: PortOf<Destination>;
    readonly udp?: PortOf<Destination>;
    readonly sctp?: PortOf<Destination>;
    readonly destinationNamedPort?: string;
  }[];
}

export interface AdminPolicy {
  readonly kind: 'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy' | 'ClusterNetworkPolicy';
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly tier?: 'Admin' | 'Baseline';
    readonly priority?: number;
    readonly subject: { readonly namespaces?: LabelSelector; readonly pods?: NamespacedPods };
    readonly ingress?: readonly AdminRule[];
    readonly egress?: readonly AdminRule[];
  };
}

interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface NetworkRule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly protocol?: Proto; readonly port?: number | string; readonly endPort?: number }[];
}

export interface NetworkPolicy {
  readonly kind: 'NetworkPolicy';
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly policyTypes?: readonly ('Ingress' | 'Egress')[];
    readonly ingress?: readonly NetworkRule[];
    readonly egress?: readonly NetworkRule[];
  };
}

export interface OraclePod {
  readonly kind: 'pod';
  readonly id: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly ports: readonly { readonly name?: string; readonly containerPort: number; readonly protocol: Proto }[];
  readonly hostNetwork: boolean;
  readonly node: string | null;
  readonly addresses: readonly string[];
}

export interface OracleWorld {
  readonly namespaces: Readonly<Record<string, Labels>>;
  readonly nodes: readonly { readonly name: string; readonly labels: Labels; readonly addresses: readonly string[] }[];
  readonly pods: readonly OraclePod[];
  readonly networkPolicies: readonly NetworkPolicy[];
  readonly adminPolicies: readonly AdminPolicy[];
  readonly ipBlockMatchesPods: boolean;
}

/** A pod, or an address outside. */
export type End = OraclePod | { readonly kind: 'address'; readonly address: string };

type Direction = 'ingress' | 'egress';

function selected(selector: LabelSelector, labels: Labels): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (labels[key] !== value) return false;
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const value = labels[key];
    if (operator === 'Exists' && value === undefined) return false;
    if (operator === 'DoesNotExist' && value !== undefined) return false;
    if (operator === 'In' && (value === undefined || !values?.includes(value))) return false;
    if (operator === 'NotIn' && value !== undefined && values?.includes(value)) return false;
  }
  return true;
}

function inCidr(address: string, cidr: string): boolean {
  const one = ipaddr.parse(address);
  const [network, bits] = ipaddr.parseCIDR(cidr);
  return one.kind() === network.kind() && one.match(network, bits);
}

export interface Question {
  readonly src: End;
  readonly dst: End;
  readonly protocol: Proto;
  readonly port: number;
}

/** Whether the world lets a connection through. */
export function allows(world: OracleWorld, question: Question): boolean {
  return lets(world, 'egress', question) && lets(world, 'ingress', question);
}

function lets(world: OracleWorld, direction: Direction, question: Question): boolean {
  const subject = direction === 'egress' ? question.src : question.dst;
  const other = direction === 'egress' ? question.dst : question.src;
  // Nobody's policy is on an address outside, nor on a pod in the host's network.
  if (subject.kind === 'address' || subject.hostNetwork) return true;

  const admin = adminTier(world, direction, subject, other, question, world.adminPolicies.filter(isAdmin));
  if (admin !== undefined) return admin;

  const types = direction === 'ingress' ? 'Ingress' : 'Egress';
  const closing = world.networkPolicies.filter(({ metadata, spec }) => {
    const covered = spec.policyTypes ?? ['Ingress', ...((spec.egress ?? []).length > 0 ? (['Egress'] as const) : [])];
    return metadata.namespace === subject.namespace && selected(spec.podSelector, subject.labels) && covered.includes(types);
  });
  if (closing.length > 0)
    return closing.some((policy) =>
      (policy.spec[direction] ?? []).some((rule) => networkRuleMatches(world, policy, rule, direction, other, question)),
    );

  return (
    adminTier(
      world,
      direction,
      subject,
      other,
      question,
      world.adminPolicies.filter((one) => !isAdmin(one)),
    ) ?? true
  );
}

const isAdmin = ({ kind, spec }: AdminPolicy): boolean =>
  kind === 'AdminNetworkPolicy' || (kind === 'ClusterNetworkPolicy' && spec.tier === 'Admin');

/** Undefined where the tier has nothing final to say. */
function adminTier(
  world: OracleWorld,
  direction: Direction,
  subject: OraclePod,
  other: End,
  question: Question,
  policies: readonly AdminPolicy[],
): boolean | undefined {
  // The one baseline policy without a priority comes last.
  const ordered = [...policies].sort((a, b) => (a.spec.priority ?? 1001) - (b.spec.priority ?? 1001));
  for (const { spec } of ordered) {
    const { namespaces, pods } = spec.subject;
    const namespaceLabels = world.namespaces[subject.namespace] ?? {};
    const isSubject =
      namespaces !== undefined ? selected(namespaces, namespaceLabels) : inNamespacedPods(world, pods ?? {}, subject);
    if (!isSubject) continue;
    for (const rule of spec[direction] ?? []) {
      const peers = (direction === 'ingress' ? rule.from : rule.to) ?? [];
      // "Fail closed": an Allow or Accept rule with a peer that is not known matches no traffic, any other denies all.
      if (peers.some((peer) => !isKnown(peer, direction))) {
        if (rule.action === 'Allow' || rule.action === 'Accept') continue;
        return false;
      }
      const hit = peers.find((peer) => adminPeerMatches(world, peer, direction, subject, other));
      if (hit === undefined || !adminPortsMatch(rule, peers, world, direction, subject, other, question)) continue;
      if (rule.action === 'Pass') return undefined;
      return rule.action !== 'Deny';
    }
  }
  return undefined;
}

const isKnown = (peer: AdminPeer, direction: Direction): boolean =>
  (direction === 'ingress' ? ['namespaces', 'pods'] : ['namespaces', 'pods', 'nodes', 'networks', 'domainNames']).some(
    (field) => field in peer,
  );

const inNamespacedPods = (world: OracleWorld, { namespaceSelector, podSelector }: NamespacedPods, pod: OraclePod): boolean =>
  selected(namespaceSelector ?? {}, world.namespaces[pod.namespace] ?? {}) && selected(podSelector ?? {}, pod.labels);

/** How a peer matches: as a pod, whose port names then count, or by an address. */
function adminPeerMatches(
  world: OracleWorld,
  peer: AdminPeer,
  direction: Direction,
  subject: OraclePod,
  other: End,
): 'pod' | 'address' | undefined {
  if (other.kind === 'pod' && !other.hostNetwork) {
    const labels = world.namespaces[other.namespace] ?? {};
    if (peer.namespaces?.sameLabels !== undefined || peer.namespaces?.notSameLabels !== undefined) {
      const own = world.namespaces[subject.namespace] ?? {};
      const keys = peer.namespaces.sameLabels ?? peer.namespaces.notSameLabels ?? [];
      if (keys.some((key) => own[key] === undefined || labels[key] === undefined)) return undefined;
      const allSame = keys.every((key) => own[key] === labels[key]);
      return allSame === (peer.namespaces.sameLabels !== undefined) ? 'pod' : undefined;
    }
    if (peer.namespaces !== undefined && selected(peer.namespaces, labels)) return 'pod';
    if (peer.pods !== undefined && inNamespacedPods(world, peer.pods, other)) return 'pod';
  }
  if (direction === 'ingress') return undefined;
  if (peer.nodes !== undefined) {
    const { nodes } = peer;
    const matching = world.nodes.filter(({ labels }) => selected(nodes, labels));
    if (other.kind === 'address')
      return matching.some((node) => sameAddress(node.addresses, other.address)) ? 'address' : undefined;
    if (!other.hostNetwork) return undefined;
    return matching.some(({ name }) => name === other.node) ? 'address' : undefined;
  }
  if (
    peer.networks !== undefined &&
    addressesOf(world, other).some((address) => peer.networks?.some((cidr) => inCidr(address, cidr)))
  )
    return 'address';
  return undefined;
}

const sameAddress = (addresses: readonly string[], address: string): boolean =>
  addresses.some((one) => ipaddr.parse(one).toNormalizedString() === ipaddr.parse(address).toNormalizedString());

const addressesOf = (world: OracleWorld, end: End): readonly string[] =>
  end.kind === 'address' ? [end.address] : world.ipBlockMatchesPods ? end.addresses : [];

function adminPortsMatch(
  { ports, protocols }: AdminRule,
  peers: readonly AdminPeer[],
  world: OracleWorld,
  direction: Direction,
  subject: OraclePod,
  other: End,
  { dst, protocol, port }: Question,
): boolean {
  if (ports === undefined && protocols === undefined) return true;
  // A name means something where the destination is met as a pod.
  const asPod =
    direction === 'ingress' || peers.some((peer) => adminPeerMatches(world, peer, direction, subject, other) === 'pod');
  const named = (name: string | undefined): boolean =>
    name !== undefined &&
    asPod &&
    dst.kind === 'pod' &&
    dst.ports.some((one) => one.name === name && one.protocol === protocol && one.containerPort === port);
  const byPorts = (ports ?? []).some(
    ({ portNumber, portRange, namedPort }) =>
      (portNumber !== undefined && (portNumber.protocol ?? 'TCP') === protocol && portNumber.port === port) ||
      (portRange !== undefined &&
        (portRange.protocol ?? 'TCP') === protocol &&
        portRange.start <= port &&
        port <= portRange.end) ||
      named(namedPort),
  );
  const byProtocols = (protocols ?? []).some(({ tcp, udp, sctp, destinationNamedPort }) => {
    const given = { TCP: tcp, UDP: udp, SCTP: sctp }[protocol];
    if (given === undefined) return named(destinationNamedPort);
    const { number, range } = given.destinationPort ?? {};
    if (number !== undefined) return number === port;
    return range === undefined || (range.start <= port && port <= range.end);
  });
  return byPorts || byProtocols;
}

function networkRuleMatches(
  world: OracleWorld,
  policy: NetworkPolicy,
  rule: NetworkRule,
  direction: Direction,
  other: End,
  { dst, protocol, port }: Question,
): boolean {
  const peers = (direction === 'ingress' ? rule.from : rule.to) ?? [];
  const asPod = peers.length === 0 || peers.some((peer) => isPodPeer(world, policy, peer, other));
  const asAddress = peers.some(
    ({ ipBlock }) =>
      ipBlock !== undefined &&
      addressesOf(world, other).some(
        (address) => inCidr(address, ipBlock.cidr) && !(ipBlock.except ?? []).some((cidr) => inCidr(address, cidr)),
      ),
  );
  if (!asPod && !asAddress) return false;
  const ports = rule.ports ?? [];
  return (
    ports.length === 0 ||
    ports.some((given) => {
      if ((given.protocol ?? 'TCP') !== protocol) return false;
      if (given.port === undefined) return true;
      if (typeof given.port === 'number') return given.port <= port && port <= (given.endPort ?? given.port);
      return (
        dst.kind === 'pod' &&
        (direction === 'ingress' || asPod) &&
        dst.ports.some((one) => one.name === given.port && one.protocol === protocol && one.containerPort === port)
      );
    })
  );
}

function isPodPeer(world: OracleWorld, policy: NetworkPolicy, peer: Peer, other: End): boolean {
  if (peer.ipBlock !== undefined || other.kind !== 'pod' || other.hostNetwork) return false;
  const inNamespace =
    peer.namespaceSelector === undefined
      ? other.namespace === policy.metadata.namespace
      : selected(peer.namespaceSelector, world.namespaces[other.namespace] ?? {});
  return inNamespace && selected(peer.podSelector ?? {}, other.labels);
}
