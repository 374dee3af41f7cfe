import { access } from 'node:fs/promises';
import type { Cluster, User } from '@kubernetes/client-node';
import { UserError } from '../errors.ts';
import { chooseContext, type Environment, loadKubeconfig } from './kubeconfig.ts';
import type { Account } from './login.ts';

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

/** The address as a URL; `source` tells in a message whose it is. */
export function serverUrl(server: string, source: string): URL {
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
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return {
    cluster: {
      name: 'in-cluster',
      server: `https://${bracketed}:${env.KUBERNETES_SERVICE_PORT ?? '443'}`,
      caFile: `${mounted}/ca.crt`,
      skipTLSVerify: false,
    },
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
  return { cluster, user, extras: {}, source, file: '', env, environmentProxies: true };
}

/** Gathers what a source says; nothing is run or sent yet. Throws a UserError that names what is missing, broken or not allowed. */
export function accountOf(source: ClusterSource, env: Environment): Account | Promise<Account> {
  if (source.from === 'kubeconfig') return kubeconfigAccount(source, env);
  if (source.from === 'in-cluster') return inClusterAccount(source.root ?? '', env);
  return tokenAccount(source, env);
}
