import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { request } from 'undici';
import type { Environment } from './kubeconfig.ts';
import { type Login, largestBody, login } from './login.ts';
import { accountOf, type ClusterSource, serverUrl } from './source.ts';

export type { ClusterSource } from './source.ts';

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
