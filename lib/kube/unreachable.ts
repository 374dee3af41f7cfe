import { messageOf } from '../errors.ts';
import type { Connection } from './connection.ts';

/** All error codes of a failure, its causes included; the codes of Node's TLS, of OpenSSL, of the system and of undici are distinct. */
function codesOf(thrown: unknown): readonly string[] {
  if (!(thrown instanceof Error)) return [];
  const own = 'code' in thrown && typeof thrown.code === 'string' ? [thrown.code] : [];
  const inner = thrown instanceof AggregateError ? thrown.errors : [thrown.cause];
  return [...own, ...inner.flatMap(codesOf)];
}

/** Whether asking again may help: never, only a server that has answered before (it may be restarting), or always. */
type Retry = 'never' | 'if-met' | 'soon';

interface Cause {
  readonly matches: (codes: readonly string[], text: string) => boolean;
  /** A sentence that goes on after the server's address. */
  readonly says: (server: URL, text: string, thrown: unknown) => string;
  readonly retry: Retry;
  /** Asking for less at once may help. */
  readonly tooLarge?: true;
}

const has =
  (...wanted: readonly string[]) =>
  (codes: readonly string[]): boolean =>
    wanted.some((code) => codes.includes(code));

/** The names that a certificate is for, which Node puts beside the error as `DNS:a, IP Address:1.2.3.4`. */
function certificateNames(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'others';
  const cert: unknown = 'cert' in thrown ? thrown.cert : undefined;
  const names = typeof cert === 'object' && cert !== null && 'subjectaltname' in cert ? String(cert.subjectaltname) : '';
  return names === '' ? certificateNames(thrown.cause) : names.replaceAll(/DNS:|IP Address:/g, '');
}

// The first that matches is told, so the narrow ones come first.
const causes: readonly Cause[] = [
  {
    matches: has('ERR_TLS_CERT_ALTNAME_INVALID'),
    says: (server, _, thrown) =>
      `has a certificate for other names than "${server.hostname}" (it is for: ${certificateNames(thrown)}). Use one of those as the address, or set tls-server-name in the kubeconfig.`,
    retry: 'never',
  },
  {
    matches: has('CERT_HAS_EXPIRED'),
    says: () => 'has a certificate that has expired. Renew it, and check the clock of this machine.',
    retry: 'never',
  },
  {
    matches: has('CERT_NOT_YET_VALID'),
    says: () => 'has a certificate that is not valid yet. Check the clock of this machine and of the server.',
    retry: 'never',
  },
  {
    matches: has(
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_SIGNATURE_FAILURE',
    ),
    says: () => 'has a certificate from an authority that is not trusted. Give the certificate authority of this cluster.',
    retry: 'never',
  },
  {
    matches: (codes, text) => codes.some((code) => /^ERR_SSL_.*ALERT/.test(code)) || /SSL alert number/.test(text),
    says: (_, text) => `refused the TLS connection, as it does when it wants another client certificate: ${text}.`,
    retry: 'never',
  },
  {
    matches: (codes, text) =>
      has('ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG')(codes) || /wrong version number/.test(text),
    says: () =>
      'does not speak TLS: something answers there in plain text. Check the port, and whether the address should start with http://.',
    retry: 'never',
  },
  {
    matches: (codes) => codes.some((code) => code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')),
    says: (_, text) => `could not agree on a TLS connection: ${text}.`,
    retry: 'never',
  },
  {
    matches: (codes) => codes.some((code) => code.startsWith('HPE_')),
    says: () => 'does not speak HTTP. Check the port.',
    retry: 'never',
  },
  {
    matches: has('ENOTFOUND', 'EAI_AGAIN'),
    says: (server) =>
      `cannot be found: the name "${server.hostname}" does not resolve. Check the address and this machine's DNS.`,
    retry: 'if-met',
  },
  {
    matches: has('ECONNREFUSED'),
    says: () => 'refuses connections. Check that the API server runs and that the address and port are right.',
    retry: 'if-met',
  },
  {
    matches: has('EHOSTUNREACH', 'ENETUNREACH'),
    says: () => 'cannot be reached: there is no route to it. Check the network, VPN and firewall.',
    retry: 'if-met',
  },
  {
    matches: (_, text) => /when HTTP Tunneling|Proxy/.test(text),
    says: (_, text) => `cannot be reached: the proxy does not let us through: ${text}.`,
    retry: 'if-met',
  },
  {
    matches: has('UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'),
    says: () => 'cannot be reached: it did not answer in time. Check the address, the network, VPN and firewall.',
    retry: 'if-met',
  },
  {
    matches: has('ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'),
    says: () => 'closed the connection before the answer was complete.',
    retry: 'soon',
  },
  {
    matches: has('UND_ERR_RES_EXCEEDED_MAX_SIZE', 'ERR_BUFFER_TOO_LARGE'),
    says: () => 'gave an answer that is too large to be taken.',
    retry: 'never',
    tooLarge: true,
  },
];

export interface Unreachable {
  /** One sentence, or two: what happened at which address, and what to look at. */
  readonly message: string;
  readonly retry: Retry;
  /** The answer came and was more than is taken: asking for less at once may help. */
  readonly tooLarge: boolean;
}

/** Explains why a request had no whole answer. */
export function unreachable(thrown: unknown, { server, proxy }: Pick<Connection, 'server' | 'proxy'>): Unreachable {
  const text = messageOf(thrown).replace(/\.$/, '');
  const codes = codesOf(thrown);
  const cause = causes.find(({ matches }) => matches(codes, text));
  const said = cause === undefined ? `could not be read: ${text}.` : cause.says(new URL(server), text, thrown);
  const via = proxy === undefined ? '' : `, asked through the proxy ${proxy},`;
  return {
    message: `The API server at ${server}${via} ${said}`,
    retry: cause?.retry ?? 'soon',
    tooLarge: cause?.tooLarge ?? false,
  };
}
