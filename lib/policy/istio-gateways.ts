import { type ObjectRef, refOf, refText, type SpecObject } from '#lib/snapshot/objects.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Encrypted } from './encryption.ts';
import { type Admission, anyOf, anyoneBy, knowsAll, notRead } from './entrance.ts';
import { shareHost } from './host-names.ts';
import { listOf, optional, part, type Reader, text, tryRead } from './readers.ts';

// https://istio.io/latest/docs/reference/config/networking/gateway/

/** Anything else than true leaves traffic readable. */
const isTrue: Reader<boolean> = (value) => value === true;
const serverOf = part({
  hosts: listOf(text),
  port: part({ protocol: text }),
  tls: optional(part({ httpsRedirect: isTrue, mode: optional(text) })),
});
const gatewaySpec = part({ servers: listOf(serverOf) });
type Server = ReturnType<typeof serverOf>;

function encryptionOf({ port, tls }: Server): Encrypted {
  const protocol = port.protocol.toUpperCase();
  if (protocol === 'HTTPS' || protocol === 'TLS' || tls?.mode !== undefined) return 'yes';
  return ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'].includes(protocol) ? 'no' : 'unknown';
}

/** The hosts that a server takes of a namespace: `*`, `shop/*.example.org`, and `./*` for those of the Gateway's own. */
const hostsFor = ({ hosts }: Server, gateway: string, namespace: string): readonly string[] =>
  hosts.flatMap((host) => {
    const [of, name] = host.includes('/') ? host.split('/', 2) : ['*', host];
    const takes = of === '*' || of === namespace || (of === '.' && gateway === namespace);
    return takes && name !== undefined ? [name.toLowerCase()] : [];
  });

/** How Gateways of Istio answer a VirtualService of a namespace that names them and serves the hosts; as for other Gateways. */
export function istioGatewaysOf(
  snapshot: Snapshot,
): (ref: ObjectRef, namespace: string, hosts: readonly string[]) => readonly Admission[] {
  const resource = 'gateways.networking.istio.io';
  const read = (one: SpecObject) => tryRead(gatewaySpec, one.spec);
  const gateways = new Map(objectsOf(snapshot, resource).map((one) => [refText(refOf(one)), read(one)]));
  const allKnown = knowsAll(snapshot, resource);
  const callers = anyoneBy('nothing is known to make its Gateway internal');
  return (ref, namespace, hosts) => {
    const gateway = gateways.get(refText(ref));
    if (gateway === undefined) return [allKnown ? { answer: 'no', why: 'does not exist' } : notRead('unknown')];
    if ('reason' in gateway)
      return [{ answer: 'unknown', why: 'a server of it could not be understood', callers, encrypted: 'unknown' }];
    const own = ref.namespace ?? 'default';
    // Where only redirections to TLS are sent, nothing is handed on.
    const taking = gateway.value.servers.filter(
      (server) => !server.tls?.httpsRedirect && shareHost(hostsFor(server, own, namespace), hosts),
    );
    if (taking.length === 0) return anyOf([{ answer: 'no', why: 'no server of it takes one of its hosts' }]);
    return taking.map((server) => ({ answer: 'yes', callers, encrypted: encryptionOf(server) }));
  };
}
