import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { stringify } from 'yaml';
import {
  type Answer,
  forbiddenPath,
  forbiddenResource,
  json,
  pageNotFound,
  resourceNotFound,
  send,
  status,
  unauthorized,
} from './api-server-answers.ts';
import {
  type CertificateOptions,
  certificateAuthority,
  clientCertificate,
  type KeyPair,
  serverCertificate,
} from './api-server-certificates.ts';
import { type DiscoveryForm, discoveryOfVersion, discoveryRoot } from './api-server-discovery.ts';
import type { Fault } from './api-server-faults.ts';
import { Store } from './api-server-lists.ts';
import { type ClusterObject, servedResources, stateOf } from './api-server-objects.ts';

export { type ClusterObject, loadClusterObjects } from './api-server-objects.ts';

export interface ApiServerOptions {
  readonly objects?: readonly ClusterObject[];
  readonly faults?: readonly Fault[];
  /** Resources (`pods`, `deployments.apps`) and paths (`/version`) that the user may not read. */
  readonly forbidden?: readonly string[];
  /** Versions that resources are served in, where it is not those of their objects; none: the resource is not served. */
  readonly served?: Readonly<Record<string, readonly string[]>>;
  readonly discovery?: DiscoveryForm;
  /** Group versions whose own API server is down: `projectcalico.org/v3`. */
  readonly down?: readonly string[];
  /** The bearer token that is accepted from the start. */
  readonly token?: string;
  readonly certificate?: CertificateOptions;
  /** Speaks HTTP without TLS. */
  readonly plain?: boolean;
  readonly port?: number;
}

export interface KubeconfigOptions {
  /** The user's entry instead of the one with the token. */
  readonly user?: Readonly<Record<string, unknown>>;
  /** Fields of the cluster's entry, beside the usual ones. */
  readonly cluster?: Readonly<Record<string, unknown>>;
  readonly context?: string;
}

export interface ApiServer {
  readonly url: string;
  /** Certificate authority, PEM. */
  readonly ca: string;
  readonly token: string;
  /** Bearer tokens that are accepted at the moment; tests add and remove some. */
  readonly tokens: Set<string>;
  /** Paths with their queries, in the order they came. */
  readonly requests: readonly { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** Replaces what the cluster holds. */
  change(objects: readonly ClusterObject[]): void;
  /** Lets the pages of all lists that have begun expire. */
  compact(): void;
  clientCertificate(user: string): Promise<KeyPair>;
  /** Writes a kubeconfig for this server and gives its path. */
  kubeconfig(options?: KubeconfigOptions): Promise<string>;
  close(): Promise<void>;
}

const user = 'system:serviceaccount:bulkhead:bulkhead';
const version = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.2',
  gitCommit: '98b35193b2ac7a23a673325f5e9b830ecd5ba406',
  gitTreeState: 'clean',
  buildDate: '2026-08-21T00:00:00Z',
  goVersion: 'go1.26.10',
  compiler: 'gc',
  platform: 'linux/amd64',
};

/** `/api/v1/…` and `/apis/GROUP/VERSION/…` taken apart. */
function parsePath(path: string): { group: string; version: string; rest: readonly string[] } | undefined {
  const parts = path.split('/').slice(1).map(decodeURIComponent);
  if (parts[0] === 'api' && parts.length > 1) return { group: '', version: parts[1] ?? '', rest: parts.slice(2) };
  if (parts[0] === 'apis' && parts.length > 2) return { group: parts[1] ?? '', version: parts[2] ?? '', rest: parts.slice(3) };
  return undefined;
}

/** What is asked for below a group version: a list, a list in a namespace, or one object. */
function parseTarget(rest: readonly string[]): { plural: string; namespace?: string; name?: string } {
  const [first = '', second, third, fourth] = rest;
  if (first === 'namespaces' && second !== undefined && third !== undefined) {
    return { plural: third, namespace: second, ...(fourth === undefined ? {} : { name: fourth }) };
  }
  return { plural: first, ...(second === undefined ? {} : { name: second }) };
}

/**
 * A Kubernetes API server for tests: real HTTPS on a port of 127.0.0.1, with the answers, refusals and wire habits of a real one as far
 * as a client that reads can tell, and with faults on demand.
 */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const { faults = [], forbidden = [], discovery = 'v2', down = [], token = 'reader-token' } = options;
  const authority = await certificateAuthority();
  const certificate = await serverCertificate(authority, options.certificate);
  let served = servedResources(options.objects ?? [], options.served ?? {});
  const store = new Store(stateOf(options.objects ?? [], 1000));
  const tokens = new Set([token]);
  const requests: { path: string; headers: IncomingMessage['headers'] }[] = [];
  const used = new Map<Fault, number>();
  const folders: string[] = [];

  /** Who asks; undefined for a token that is not known. */
  const userOf = ({ headers, socket }: IncomingMessage): string | undefined => {
    const bearer = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1];
    if (bearer !== undefined) return tokens.has(bearer) ? user : undefined;
    if (socket instanceof TLSSocket && socket.authorized) return String(socket.getPeerCertificate().subject.CN);
    return 'system:anonymous';
  };

  const resourceAnswer = (url: URL, request: IncomingMessage, who: string): Answer => {
    const path = parsePath(url.pathname);
    // Only who may read any path learns that there is none.
    if (path === undefined) return forbiddenPath(who, url.pathname);
    const { group, version: wanted, rest } = path;
    if (rest.length === 0) return discoveryOfVersion({ served, form: discovery, down }, group, wanted);
    const { plural, namespace, name } = parseTarget(rest);
    const dotted = group === '' ? plural : `${plural}.${group}`;
    // Rights come before existence: whoever has none learns nothing about what there is.
    if (who === 'system:anonymous' || forbidden.includes(dotted)) {
      return forbiddenResource({ user: who, verb: name === undefined ? 'list' : 'get', plural, group, namespace, name });
    }
    if (down.includes(`${group}/${wanted}`)) {
      return status(503, {
        message: 'the server is currently unable to handle the request',
        reason: 'ServiceUnavailable',
        details: {},
      });
    }
    const found = served.get(dotted);
    if (found === undefined || !found.versions.includes(wanted))
      return found?.resource.custom === false ? resourceNotFound() : pageNotFound();
    const { resource } = found;
    if (name !== undefined) return store.get({ resource, version: wanted, namespace }, name);
    return store.list({ resource, version: wanted, namespace, query: url.searchParams, accept: request.headers.accept ?? '' });
  };

  const answerTo = (url: URL, request: IncomingMessage): Answer => {
    const who = userOf(request);
    if (who === undefined) return unauthorized();
    if (forbidden.includes(url.pathname)) return forbiddenPath(who, url.pathname);
    if (url.pathname === '/version') return json(200, version);
    if (who === 'system:anonymous' && /^\/(api(\/[^/]+)?|apis(\/[^/]+){0,2})$/.test(url.pathname))
      return forbiddenPath(who, url.pathname);
    if (url.pathname === '/api' || url.pathname === '/apis') {
      return discoveryRoot({ served, form: discovery, down }, url.pathname === '/api', request.headers.accept ?? '');
    }
    return resourceAnswer(url, request, who);
  };

  const faultFor = (url: URL): Fault | undefined =>
    faults.find((fault) => {
      const left = (fault.times ?? Number.POSITIVE_INFINITY) - (used.get(fault) ?? 0);
      return (
        left > 0 &&
        fault.path.test(url.pathname + url.search) &&
        (fault.page === undefined || fault.page === store.pageNumber(url.searchParams))
      );
    });

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'https://localhost');
    requests.push({ path: request.url ?? '/', headers: request.headers });
    const acceptEncoding = String(request.headers['accept-encoding'] ?? '');
    const fault = faultFor(url);
    if (fault === undefined) return send(response, answerTo(url, request), acceptEncoding);
    used.set(fault, (used.get(fault) ?? 0) + 1);
    await fault.answer({ real: () => answerTo(url, request), response, acceptEncoding });
  };

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  };
  // A client certificate is welcome, but not needed.
  const tls = { ...certificate, ca: authority.cert, requestCert: true, rejectUnauthorized: false };
  const server: Server = options.plain ? createPlainServer(listener) : createServer(tls, listener);
  await new Promise<void>((ready, fail) => server.once('error', fail).listen(options.port ?? 0, '127.0.0.1', ready));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `${options.plain ? 'http' : 'https'}://127.0.0.1:${port}`;

  return {
    url,
    ca: authority.cert,
    token,
    tokens,
    requests,
    change(objects) {
      served = servedResources(objects, options.served ?? {});
      store.change(stateOf(objects, store.resourceVersion + 1));
    },
    compact: () => store.compact(),
    clientCertificate: (name) => clientCertificate(authority, name),
    async kubeconfig({ user: own = { token }, cluster = {}, context = 'test' } = {}) {
      const folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
      folders.push(folder);
      const path = join(folder, 'config');
      const content = {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          {
            name: 'test-cluster',
            cluster: { server: url, 'certificate-authority-data': Buffer.from(authority.cert).toString('base64'), ...cluster },
          },
        ],
        users: [{ name: 'test-user', user: own }],
        contexts: [{ name: context, context: { cluster: 'test-cluster', user: 'test-user' } }],
        'current-context': context,
      };
      await writeFile(path, stringify(content), { mode: 0o600 });
      return path;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}
