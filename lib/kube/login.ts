import type { RequestOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import { type Cluster, KubeConfig, type User } from '@kubernetes/client-node';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { messageOf, UserError } from '../errors.ts';
import { runExecPlugin } from './exec-plugin.ts';
import type { Environment, UserExtras } from './kubeconfig.ts';
import { environmentProxy } from './proxy.ts';

/** Far more than most pages of a list; a body beyond it is refused instead of filling the memory, and smaller pages are asked for. */
export const largestBody = 64 * 1024 * 1024;

/** Everything it takes to log in to one API server, once and again. */
export interface Account {
  readonly cluster: Cluster;
  readonly user: User;
  readonly extras: UserExtras;
  /** Where the account is defined, for messages: `context "prod" of /root/.kube/config`. */
  readonly source: string;
  /** The kubeconfig file; relative paths to credential plugins start from its folder. */
  readonly file: string;
  readonly env: Environment;
  /** A kubeconfig's proxies come from the environment too, those of a pod's own service account do not. */
  readonly environmentProxies: boolean;
}

/** One set of credentials, ready to send requests with. */
export interface Login {
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly dispatcher: Dispatcher;
  /** The proxy that requests go through, without its password. */
  readonly proxy: string | undefined;
  /** Credentials that are not part of the account itself can be fetched anew. */
  readonly renewable: boolean;
}

type TlsOptions = Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'>;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The user as @kubernetes/client-node understands it, with what a credential plugin gives filled in. */
async function effectiveUser({ user, extras, cluster, file, env }: Account): Promise<User> {
  const { exec, token, ...rest } = user;
  if (exec) {
    const given = await runExecPlugin({ exec, user: user.name, cluster, file, env });
    return {
      ...rest,
      ...(given.token === undefined ? {} : { token: given.token }),
      ...(given.clientCertificateData === undefined ? {} : { certData: base64(given.clientCertificateData) }),
      ...(given.clientKeyData === undefined ? {} : { keyData: base64(given.clientKeyData) }),
    };
  }
  // client-go: "If both Token and TokenFile are specified, the TokenFile … takes precedence".
  if (extras.tokenFile !== undefined)
    return { ...rest, authProvider: { name: 'tokenFile', config: { tokenFile: extras.tokenFile } } };
  return { ...rest, ...(token ? { token } : {}) };
}

/** Inline data wins over a file, as for kubectl; @kubernetes/client-node has it the other way round. */
function withoutShadowedFiles(cluster: Cluster, user: User): [Cluster, User] {
  const { caFile, ...ownCluster } = cluster;
  const { certFile, keyFile, ...ownUser } = user;
  return [
    { ...ownCluster, ...(caFile && !cluster.caData ? { caFile } : {}) },
    { ...ownUser, ...(certFile && !user.certData ? { certFile } : {}), ...(keyFile && !user.keyData ? { keyFile } : {}) },
  ];
}

function impersonation({ extras, user }: Account): Record<string, string | string[]> {
  if (!user.impersonateUser) return {};
  const extra = Object.entries(extras['as-user-extra'] ?? {}).map(([key, values]) => [
    `impersonate-extra-${encodeURIComponent(key)}`,
    values,
  ]);
  return {
    ...(extras['as-uid'] === undefined ? {} : { 'impersonate-uid': extras['as-uid'] }),
    ...(extras['as-groups'] === undefined ? {} : { 'impersonate-group': extras['as-groups'] }),
    ...Object.fromEntries(extra),
  };
}

function explained(error: unknown, { source }: Account): UserError {
  if (error instanceof UserError) return error;
  if (error instanceof Error && 'path' in error && typeof error.path === 'string') {
    return new UserError(`The file ${error.path}, which ${source} names, cannot be read: ${messageOf(error)}.`, { cause: error });
  }
  return new UserError(`The credentials of ${source} cannot be used: ${messageOf(error)}.`, { cause: error });
}

/** Certificates that no connection could be made with are told at once, by name, instead of as a failing handshake. */
function checkTls({ ca, cert, key }: TlsOptions, { source }: Account): void {
  if (ca !== undefined && !ca.toString().includes('-----BEGIN')) {
    throw new UserError(`The certificate authority of ${source} is not a PEM certificate.`);
  }
  if (cert !== undefined && key === undefined) throw new UserError(`The client certificate of ${source} comes without its key.`);
  createSecureContext({ ca, cert, key });
}

/** What the kubeconfig says, else the environment. */
function proxyOf({ cluster, environmentProxies, env, source }: Account): URL | undefined {
  const proxy = cluster.proxyUrl || (environmentProxies ? environmentProxy(new URL(cluster.server), env) : undefined);
  if (proxy === undefined) return undefined;
  const url = URL.parse(proxy);
  if (url !== null && ['http:', 'https:', 'socks5:'].includes(url.protocol)) return url;
  throw new UserError(
    `The proxy of ${source} is not one that Bulkhead can use: it must start with http://, https:// or socks5://.`,
  );
}

function dispatcherFor(proxy: URL | undefined, requestTls: TlsOptions): Dispatcher {
  // One connection a list, over HTTP/1.1: with HTTP/2 all lists would share the flow control of a single connection.
  const options = { allowH2: false, maxResponseSize: largestBody };
  if (proxy === undefined) return new Agent({ ...options, connect: { ...requestTls, keepAlive: true } });
  return new ProxyAgent({ ...options, uri: proxy.href, requestTls });
}

/**
 * Gathers the credentials of an account: reads its files, runs its plugin, refreshes its token. Throws a UserError that names what is
 * missing or broken.
 */
export async function login(account: Account): Promise<Login> {
  try {
    const [cluster, user] = withoutShadowedFiles(account.cluster, await effectiveUser(account));
    // A new one each time: it remembers the tokens that it was given.
    const config = new KubeConfig();
    config.loadFromClusterAndUser(cluster, user);
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);

    const authorization = options.auth
      ? `Basic ${base64(options.auth)}`
      : options.headers && 'Authorization' in options.headers
        ? options.headers.Authorization
        : undefined;
    if (user.authProvider && authorization === undefined) {
      throw new UserError(
        `The sign-in of ${account.source} has expired and cannot be renewed: sign in again the way you did for kubectl.`,
      );
    }
    const { ca, cert, key, servername } = options;
    const tls: TlsOptions = {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(servername === undefined ? {} : { servername }),
      // Always said: left out, NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would turn the check off silently.
      rejectUnauthorized: !cluster.skipTLSVerify,
    };
    checkTls(tls, account);
    const proxy = proxyOf(account);
    return {
      headers: {
        // A token file may end in a line break.
        ...(authorization === undefined ? {} : { authorization: String(authorization).trim() }),
        ...(user.impersonateUser ? { 'impersonate-user': user.impersonateUser } : {}),
        ...impersonation(account),
      },
      dispatcher: dispatcherFor(proxy, tls),
      proxy: proxy === undefined ? undefined : `${proxy.protocol}//${proxy.host}`,
      renewable: Boolean(account.user.exec || user.authProvider),
    };
  } catch (error) {
    throw explained(error, account);
  }
}
