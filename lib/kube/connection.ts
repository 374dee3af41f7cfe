import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Cluster, KubeConfig, type User } from '@kubernetes/client-node';
import { request } from 'undici';
import { UserError } from '../errors.ts';
import { chooseContext, type Environment, loadKubeconfig, type UserExtras } from './kubeconfig.ts';
import { type Account, type Login, largestBody, login } from './login.ts';

/** Where a cluster and the credentials for it come from. */
export type ClusterSource =
  | {
      readonly from: 'kubeconfig';
      /** Files to merge; absent: what KUBECONFIG lists, else `~/.kube/config`. */
      readonly paths?: readonly string[] | undefined;
      /** Absent: the current context. */
      readonly context?: string | undefined;
      /** Lets the kubeconfig run credential plugins: only where the person who wrote it is the one who runs us. */
      readonly allowExec?: boolean | undefined;
      /** Lets the kubeconfig turn off the check of the server's certificate, or use plain HTTP. */
      readonly allowInsecure?: boolean | undefined;
    }
  /** The service account of the pod that we run in. `root` is where its files are mounted under, `/` unless told. */
  | { readonly from: 'in-cluster'; readonly root?: string | undefined }
  /** `ca`: the certificate authority as PEM; absent: those that the machine trusts. */
  | { readonly from: 'token'; readonly server: string; readonly token: string; readonly ca?: string | undefined };

/** What a server answered, whatever its status; the body is no longer compressed. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface GetOptions {
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

/** A way to one API server. */
export interface Connection {
  /** Address of the server, without credentials: `https://10.0.0.1:6443`. */
  readonly server: string;
  /** Where the connection is defined: `context "prod" of /root/.kube/config`. */
  readonly source: string;
  /** The proxy that requests go through, without its password. */
  readonly proxy?: string | undefined;
  /** The server's certificate is not checked, because the kubeconfig and the caller both asked for that. */
  readonly insecure: boolean;
  /**
   * Fetches a path, which starts with a slash. An answer of 401 is met once by fetching fresh credentials, where they come from a plugin,
   * a file or a sign-in. Throws what undici throws when there is no whole answer, and a UserError when credentials cannot be renewed.
   */
  get(path: string, options?: GetOptions): Promise<Answer>;
  close(): Promise<void>;
}

const unzip = promisify(gunzip);

function serverUrl(server: string, source: string): URL {
  const url = URL.parse(server);
  if (url === null || !['https:', 'http:'].includes(url.protocol)) {
    throw new UserError(`The server address of ${source} is not a URL such as https://10.0.0.1:6443.`);
  }
  return url;
}

function assertSafe(
  { cluster, user, source }: Account,
  { allowExec, allowInsecure }: { allowExec?: boolean | undefined; allowInsecure?: boolean | undefined },
) {
  if (!allowInsecure && cluster.skipTLSVerify) {
    throw new UserError(
      `The kubeconfig turns off the check of the server's certificate (insecure-skip-tls-verify) for ${source}. Give the cluster's certificate authority instead, or allow the insecure connection explicitly.`,
    );
  }
  if (!allowInsecure && serverUrl(cluster.server, source).protocol === 'http:') {
    throw new UserError(
      `The server address of ${source} is plain http://, which protects neither credentials nor answers. Use https://, or allow the insecure connection explicitly.`,
    );
  }
  if (!allowExec && user.exec) {
    throw new UserError(
      `The credentials of ${source} come from a program ("exec"), which may only be run from the command line. Use a token or a client certificate.`,
    );
  }
  const provider: unknown = user.authProvider?.name;
  if (provider !== undefined && provider !== 'oidc') {
    throw new UserError(
      `The credentials of ${source} use the auth-provider "${provider}", which Kubernetes removed in 1.26. Use a credential plugin ("exec"), a token or a client certificate.`,
    );
  }
}

async function kubeconfigAccount(source: ClusterSource & { from: 'kubeconfig' }, env: Environment): Promise<Account> {
  const chosen = chooseContext(await loadKubeconfig({ paths: source.paths, env }), source.context);
  const account = { ...chosen, source: `context "${chosen.name}" of ${chosen.file}`, env, environmentProxies: true };
  assertSafe(account, source);
  // Without this, @kubernetes/client-node refuses plain HTTP.
  if (chosen.cluster.server.startsWith('http:')) return { ...account, cluster: { ...chosen.cluster, skipTLSVerify: true } };
  return account;
}

async function inClusterAccount(root: string, env: Environment): Promise<Account> {
  const host = env.KUBERNETES_SERVICE_HOST;
  const mounted = `${root}/var/run/secrets/kubernetes.io/serviceaccount`;
  const readable = await Promise.all(
    ['token', 'ca.crt'].map((file) =>
      access(`${mounted}/${file}`).then(
        () => true,
        () => false,
      ),
    ),
  );
  if (!host || readable.includes(false)) {
    throw new UserError(
      `This process does not run in a pod with a service account: KUBERNETES_SERVICE_HOST or the files token and ca.crt in ${mounted} are missing.`,
    );
  }
  const config = new KubeConfig();
  config.loadFromCluster(root);
  const [cluster] = config.clusters;
  if (cluster === undefined) throw new UserError('The service account of this pod names no cluster.');
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return {
    cluster: { ...cluster, server: `https://${bracketed}:${env.KUBERNETES_SERVICE_PORT ?? '443'}` },
    user: { name: 'service-account' },
    extras: { tokenFile: `${mounted}/token` },
    source: "this pod's service account",
    file: mounted,
    env,
    environmentProxies: false,
  };
}

function tokenAccount({ server, token, ca }: ClusterSource & { from: 'token' }, env: Environment): Account {
  const source = 'the given token';
  const url = serverUrl(server, `the cluster with ${source}`);
  if (url.protocol !== 'https:')
    throw new UserError(`The server address ${url.origin} must start with https://: a token is not sent unprotected.`);
  if (url.username !== '' || url.search !== '' || url.hash !== '')
    throw new UserError('The server address must not carry credentials or parameters.');
  const trimmed = token.trim();
  if (!/^[\x21-\x7e]+$/.test(trimmed)) throw new UserError('The token is empty or has characters that no token has.');
  const cluster: Cluster = {
    name: 'cluster',
    server: url.href.replace(/\/$/, ''),
    skipTLSVerify: false,
    ...(ca === undefined ? {} : { caData: Buffer.from(ca).toString('base64') }),
  };
  const user: User = { name: 'token', token: trimmed };
  return { cluster, user, extras: {} satisfies UserExtras, source, file: '', env, environmentProxies: true };
}

function accountOf(source: ClusterSource, env: Environment): Account | Promise<Account> {
  if (source.from === 'kubeconfig') return kubeconfigAccount(source, env);
  if (source.from === 'in-cluster') return inClusterAccount(source.root ?? '', env);
  return tokenAccount(source, env);
}

/** A login in use. `renewal` is shared by all requests that it was refused to, so that credentials are fetched once for all of them. */
interface Session extends Login {
  accepted: boolean;
  readonly first: boolean;
  renewal?: Promise<Session>;
}

/**
 * Prepares a connection; nothing is sent to the server yet, but files are read and credential plugins are run. Throws a UserError (exit
 * code 2) that names the kubeconfig, context, file or program to look at.
 */
export async function connect(source: ClusterSource, env: Environment = process.env): Promise<Connection> {
  const account = await accountOf(source, env);
  const base = serverUrl(account.cluster.server, account.source);
  const sessions: Session[] = [];
  const open = async (first: boolean): Promise<Session> => {
    const session: Session = { ...(await login(account)), accepted: false, first };
    sessions.push(session);
    return session;
  };
  let current = await open(true);

  const send = async (
    { headers, dispatcher }: Session,
    path: string,
    { accept = 'application/json', signal }: GetOptions,
  ): Promise<Answer> => {
    const response = await request(`${base.origin}${base.pathname.replace(/\/$/, '')}${path}`, {
      dispatcher,
      headers: { accept, 'accept-encoding': 'gzip', 'user-agent': 'bulkhead', ...headers },
      ...(signal === undefined ? {} : { signal }),
    });
    const body = Buffer.from(await response.body.arrayBuffer());
    const zipped = response.headers['content-encoding'] === 'gzip';
    return {
      status: response.statusCode,
      headers: response.headers,
      body: zipped ? await unzip(body, { maxOutputLength: largestBody }) : body,
    };
  };

  /** Fresh credentials for requests that `refused` was not good enough for; undefined where there are none to be had. */
  const renew = async (refused: Session): Promise<Session | undefined> => {
    // Credentials that were refused from the start are not asked for over and over again.
    if (!refused.renewable || !(refused.accepted || refused.first)) return undefined;
    refused.renewal ??= open(false);
    const fresh = await refused.renewal;
    if (current === refused) current = fresh;
    return current;
  };

  return {
    server: `${base.origin}${base.pathname.replace(/\/$/, '')}`,
    source: account.source,
    proxy: current.proxy,
    insecure: account.cluster.skipTLSVerify,
    async get(path, options = {}) {
      const used = current;
      const answer = await send(used, path, options);
      if (answer.status !== 401) {
        used.accepted = true;
        return answer;
      }
      const renewed = await renew(used);
      if (renewed === undefined) return answer;
      const second = await send(renewed, path, options);
      if (second.status !== 401) renewed.accepted = true;
      return second;
    },
    async close() {
      await Promise.all(sessions.map(({ dispatcher }) => dispatcher.destroy()));
    },
  };
}
