import { type ObjectRef, refOf, type SpecObject } from '#lib/snapshot/objects.ts';
import { contains, difference, unionOfAddresses } from './addresses.ts';
import { cidr, portNumber, portOrName, protocolName } from './fields.ts';
import type { Peer, Rule, RulePorts, Understood } from './model.ts';
import { portsOf, unionOfPorts } from './ports.ts';
import { listOf, mapping, mistake, oneOf, optional, tryRead } from './readers.ts';
import { everything, selectorOf } from './selector.ts';

// What is read here follows the API server's validation (kubernetes/kubernetes, pkg/apis/networking/validation): what it would refuse is refused
// here, field by field. A field that the API does not know is refused as well: what its author meant cannot be guessed.

const portOf = mapping(
  { protocol: optional(protocolName), port: optional(portOrName), endPort: optional(portNumber) },
  ({ port, endPort }) => {
    if (endPort === undefined) return;
    if (typeof port !== 'number') throw mistake('endPort needs a numeric port', 'endPort');
    if (endPort < port) throw mistake(`endPort ${endPort} is below port ${port}`, 'endPort');
  },
);

const blockOf = mapping({ cidr, except: optional(listOf(cidr)) }, ({ cidr: whole, except = [] }) => {
  for (const [index, part] of except.entries()) {
    if (!contains(whole.addresses, part.addresses) || contains(part.addresses, whole.addresses))
      throw mistake(`${part.text} is not strictly inside ${whole.text}`, 'except', index);
  }
});

const givenPeer = mapping(
  { podSelector: optional(selectorOf), namespaceSelector: optional(selectorOf), ipBlock: optional(blockOf) },
  ({ podSelector, namespaceSelector, ipBlock }) => {
    const selects = podSelector !== undefined || namespaceSelector !== undefined;
    if (!selects && ipBlock === undefined) throw mistake('a peer must name podSelector, namespaceSelector or ipBlock');
    if (selects && ipBlock !== undefined) throw mistake('ipBlock cannot stand beside a selector in one peer');
  },
);

const peers = optional(listOf(givenPeer));
const ports = optional(listOf(portOf));

const specOf = mapping({
  podSelector: optional(selectorOf),
  policyTypes: optional(listOf(oneOf(['Ingress', 'Egress']), { most: 2 })),
  ingress: optional(listOf(mapping({ from: peers, ports }))),
  egress: optional(listOf(mapping({ to: peers, ports }))),
});

function peerOf({ podSelector, namespaceSelector, ipBlock }: ReturnType<typeof givenPeer>, namespace: string): Peer {
  if (ipBlock !== undefined) {
    const { cidr: whole, except = [] } = ipBlock;
    return {
      kind: 'addresses',
      addresses: difference(whole.addresses, unionOfAddresses(except.map(({ addresses }) => addresses))),
      text: except.length === 0 ? whole.text : `${whole.text} except ${except.map(({ text }) => text).join(', ')}`,
    };
  }
  return {
    kind: 'pods',
    selector: {
      namespaces: namespaceSelector === undefined ? { names: [namespace] } : { labels: namespaceSelector },
      pods: podSelector ?? everything,
    },
  };
}

function portsOfRule(given: ReturnType<typeof ports>): RulePorts {
  if (given === undefined || given.length === 0) return { all: true };
  const numbers = given.flatMap(({ protocol, port, endPort }) =>
    typeof port === 'string'
      ? []
      : [port === undefined ? portsOf(protocol ?? 'TCP') : portsOf(protocol ?? 'TCP', { from: port, to: endPort ?? port })],
  );
  const named = given.flatMap(({ protocol, port }) =>
    typeof port === 'string' ? [{ protocol: protocol ?? ('TCP' as const), name: port }] : [],
  );
  return { all: false, numbers: unionOfPorts(numbers), named };
}

/**
 * A `networking.k8s.io/v1` NetworkPolicy in the model's form (https://kubernetes.io/docs/concepts/services-networking/network-policies/).
 * Where `policyTypes` is absent, Ingress always counts and Egress only if there are egress rules; rules of a direction that the
 * policy does not cover have no effect.
 */
export function networkPolicy(object: SpecObject): Understood {
  const ref: ObjectRef = refOf(object);
  const namespace = object.metadata.namespace ?? 'default';
  const spec = tryRead(specOf, object.spec ?? {});
  if ('reason' in spec) return { invalid: { ref, layer: 'networkPolicy', namespace, reason: spec.reason } };
  const { podSelector = everything, policyTypes = [], ingress = [], egress = [] } = spec.value;
  const isolates =
    policyTypes.length === 0
      ? { ingress: true, egress: egress.length > 0 }
      : { ingress: policyTypes.includes('Ingress'), egress: policyTypes.includes('Egress') };
  const rule = (
    direction: Rule['direction'],
    index: number,
    from: ReturnType<typeof peers>,
    on: ReturnType<typeof ports>,
  ): Rule => ({
    direction,
    action: 'allow',
    peers: from === undefined || from.length === 0 ? [{ kind: 'everything' }] : from.map((peer) => peerOf(peer, namespace)),
    ports: portsOfRule(on),
    path: `spec.${direction}[${index}]`,
  });
  return {
    policy: {
      ref,
      layer: 'networkPolicy',
      order: 0,
      subject: { namespaces: { names: [namespace] }, pods: podSelector },
      isolates,
      rules: [
        ...(isolates.ingress ? ingress.map(({ from, ports }, index) => rule('ingress', index, from, ports)) : []),
        ...(isolates.egress ? egress.map(({ to, ports }, index) => rule('egress', index, to, ports)) : []),
      ],
      partial: [],
    },
  };
}
