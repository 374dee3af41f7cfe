import { z } from 'zod';
import { type ObjectRef, refOf, type SpecObject } from '#lib/snapshot/objects.ts';
import { contains, difference, unionOfAddresses } from './addresses.ts';
import { cidr, portNumber, portOrName, protocolName, reasonOf } from './fields.ts';
import type { Peer, Rule, RulePorts, Understood } from './model.ts';
import { portsOf, unionOfPorts } from './ports.ts';
import { everything, selectorSchema } from './selector.ts';

// The schema follows the API server's validation (kubernetes/kubernetes, pkg/apis/networking/validation): what it would refuse is refused
// here, field by field. A field that the API does not know is refused as well: what its author meant cannot be guessed.

const portSchema = z
  .strictObject({
    protocol: protocolName.nullish(),
    port: portOrName.nullish(),
    endPort: portNumber.nullish(),
  })
  .superRefine(({ port, endPort }, context) => {
    if (endPort == null) return;
    if (typeof port !== 'number')
      context.addIssue({ code: 'custom', path: ['endPort'], message: 'endPort needs a numeric port' });
    else if (endPort < port)
      context.addIssue({ code: 'custom', path: ['endPort'], message: `endPort ${endPort} is below port ${port}` });
  });

const blockSchema = z.strictObject({ cidr, except: z.array(cidr).nullish() }).superRefine(({ cidr: whole, except }, context) => {
  for (const [index, part] of (except ?? []).entries()) {
    if (!contains(whole.addresses, part.addresses) || contains(part.addresses, whole.addresses)) {
      context.addIssue({ code: 'custom', path: ['except', index], message: `${part.text} is not strictly inside ${whole.text}` });
    }
  }
});

const peerSchema = z
  .strictObject({
    podSelector: selectorSchema.nullish(),
    namespaceSelector: selectorSchema.nullish(),
    ipBlock: blockSchema.nullish(),
  })
  .superRefine(({ podSelector, namespaceSelector, ipBlock }, context) => {
    const selects = podSelector != null || namespaceSelector != null;
    if (!selects && ipBlock == null)
      context.addIssue({ code: 'custom', message: 'a peer must name podSelector, namespaceSelector or ipBlock' });
    if (selects && ipBlock != null)
      context.addIssue({ code: 'custom', message: 'ipBlock cannot stand beside a selector in one peer' });
  });

const peers = z.array(peerSchema).nullish();
const ports = z.array(portSchema).nullish();

const specSchema = z.strictObject({
  podSelector: selectorSchema.nullish(),
  policyTypes: z
    .array(z.enum(['Ingress', 'Egress']))
    .max(2)
    .nullish(),
  ingress: z.array(z.strictObject({ from: peers, ports })).nullish(),
  egress: z.array(z.strictObject({ to: peers, ports })).nullish(),
});

function peerOf({ podSelector, namespaceSelector, ipBlock }: z.infer<typeof peerSchema>, namespace: string): Peer {
  if (ipBlock != null) {
    const except = ipBlock.except ?? [];
    return {
      kind: 'addresses',
      addresses: difference(ipBlock.cidr.addresses, unionOfAddresses(except.map(({ addresses }) => addresses))),
      text: except.length === 0 ? ipBlock.cidr.text : `${ipBlock.cidr.text} except ${except.map(({ text }) => text).join(', ')}`,
    };
  }
  return {
    kind: 'pods',
    selector: {
      namespaces: namespaceSelector == null ? { names: [namespace] } : { labels: namespaceSelector },
      pods: podSelector ?? everything,
    },
  };
}

function portsOfRule(given: z.infer<typeof ports>): RulePorts {
  if (given == null || given.length === 0) return { all: true };
  const numbers = given.flatMap(({ protocol, port, endPort }) =>
    typeof port === 'string'
      ? []
      : [port == null ? portsOf(protocol ?? 'TCP') : portsOf(protocol ?? 'TCP', { from: port, to: endPort ?? port })],
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
  const parsed = specSchema.safeParse(object.spec ?? {});
  if (!parsed.success)
    return { invalid: { ref, layer: 'networkPolicy', namespace, reason: reasonOf(parsed.error, object.spec) } };
  const { podSelector, policyTypes, ingress, egress } = parsed.data;
  const given = policyTypes ?? [];
  const isolates =
    given.length === 0
      ? { ingress: true, egress: (egress?.length ?? 0) > 0 }
      : { ingress: given.includes('Ingress'), egress: given.includes('Egress') };
  const rule = (direction: Rule['direction'], index: number, from: z.infer<typeof peers>, on: z.infer<typeof ports>): Rule => ({
    direction,
    action: 'allow',
    peers: from == null || from.length === 0 ? [{ kind: 'everything' }] : from.map((peer) => peerOf(peer, namespace)),
    ports: portsOfRule(on),
    path: `spec.${direction}[${index}]`,
  });
  return {
    policy: {
      ref,
      layer: 'networkPolicy',
      order: 0,
      subject: { namespaces: { names: [namespace] }, pods: podSelector ?? everything },
      isolates,
      rules: [
        ...(isolates.ingress ? (ingress ?? []).map(({ from, ports }, index) => rule('ingress', index, from, ports)) : []),
        ...(isolates.egress ? (egress ?? []).map(({ to, ports }, index) => rule('egress', index, to, ports)) : []),
      ],
      partial: [],
    },
  };
}
