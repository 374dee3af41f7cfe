import type { Ingress, SpecObject } from '#lib/snapshot/objects.ts';
import { optional, part, text, tryRead } from './readers.ts';

/**
 * Whether what comes in there is encrypted up to the cluster: `no` as soon as some of it may be readable, `unknown` where it is up to the
 * two ends that talk.
 */
export type Encrypted = 'yes' | 'no' | 'unknown';

/** Of several ways to the same place the worst. */
export const leastEncrypted = (ways: readonly Encrypted[]): Encrypted =>
  (['no', 'unknown', 'yes'] as const).find((one) => ways.includes(one)) ?? 'unknown';

/** A TLS host covers itself, and `*.example.org` one label below it (https://kubernetes.io/docs/concepts/services-networking/ingress/#tls). */
const covers = (tlsHost: string, host: string): boolean =>
  tlsHost === host || (tlsHost.startsWith('*.') && host.slice(host.indexOf('.') + 1) === tlsHost.slice(2) && host.includes('.'));

/** By these the clouds' controllers take a certificate of the cloud for all hosts, instead of a Secret in `spec.tls`. */
const certificateAnnotations = [
  'alb.ingress.kubernetes.io/certificate-arn',
  'ingress.gcp.kubernetes.io/pre-shared-cert',
  'networking.gke.io/managed-certificates',
];

/** The host of a rule or of a backend that serves every host. */
export const everyHost = '*';

/** Whether an Ingress serves a host with TLS. */
export function servesWithTls({ tls, metadata }: Ingress): (host: string) => boolean {
  const { annotations = {} } = metadata;
  const anyHost = tls.some(({ hosts }) => hosts.length === 0) || certificateAnnotations.some((name) => annotations[name]);
  const named = tls.flatMap(({ hosts }) => hosts);
  return (host) => anyHost || named.some((tlsHost) => covers(tlsHost, host));
}

const openShiftTls = part({ tls: optional(part({ insecureEdgeTerminationPolicy: optional(text) })) });

/** Of a Route of OpenShift: with TLS of any sort, unless it is told to serve the same without. */
export function openShiftEncryption({ spec }: SpecObject): Encrypted {
  const read = tryRead(openShiftTls, spec);
  if ('reason' in read) return 'unknown';
  const { tls } = read.value;
  return tls && tls.insecureEdgeTerminationPolicy !== 'Allow' ? 'yes' : 'no';
}

/** Of a Gateway's listener, by its protocol; over bare TCP or UDP the two ends may encrypt, or not. */
export function listenerEncryption(protocol: string): Encrypted {
  switch (protocol.toUpperCase()) {
    case 'HTTP':
      return 'no';
    case 'HTTPS':
    case 'TLS':
      return 'yes';
    default:
      return 'unknown';
  }
}

/** Of a route whose listener is not known: a TLSRoute attaches to those of TLS alone. */
export const routeEncryption = (kind: string): Encrypted => (kind === 'TLSRoute' ? 'yes' : 'unknown');
