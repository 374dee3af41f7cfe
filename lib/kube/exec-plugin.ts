import { execFile } from 'node:child_process';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { Cluster } from '@kubernetes/client-node';
import { z } from 'zod';
import { messageOf, UserError } from '../errors.ts';
import type { Environment } from './kubeconfig.ts';

// The `exec` of a kubeconfig user: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
// @kubernetes/client-node can run these too, but without a time limit, without KUBERNETES_EXEC_INFO, and it trusts whatever they print.

const execConfig = z.object({
  apiVersion: z.string().default('client.authentication.k8s.io/v1'),
  command: z.string().min(1),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: z.string().nullish(),
  provideClusterInfo: z.boolean().nullish(),
});

const execCredential = z.object({
  kind: z.literal('ExecCredential'),
  status: z.object({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
  }),
});

/** What a plugin gave: a bearer token, or a client certificate and its key (PEM), or both. */
export type PluginCredential = z.infer<typeof execCredential>['status'];

export interface PluginCall {
  /** `users[].user.exec` as the kubeconfig has it. */
  readonly exec: unknown;
  readonly user: string;
  readonly cluster: Cluster;
  /** The kubeconfig that defines the user: a relative path to the program starts from its folder. */
  readonly file: string;
  /** Variables beside those of this process. */
  readonly env: Environment;
  readonly timeoutMs?: number;
  /** Somebody is watching, so what the plugin says (a link to sign in with, say) is shown at once, and there is time to follow it. */
  readonly terminal?: boolean;
}

function execInfo(apiVersion: string, { provideClusterInfo }: z.infer<typeof execConfig>, cluster: Cluster): string {
  const info = {
    server: cluster.server,
    'tls-server-name': cluster.tlsServerName,
    'certificate-authority-data': cluster.caData,
    'proxy-url': cluster.proxyUrl,
  };
  return JSON.stringify({
    apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(provideClusterInfo ? { cluster: info } : {}) },
  });
}

interface RunOptions {
  readonly env: Environment;
  readonly timeoutMs: number;
  readonly terminal: boolean;
}

function run(command: string, args: readonly string[], { env, timeoutMs, terminal }: RunOptions): Promise<string> {
  return new Promise((done, fail) => {
    const options = { env: { ...process.env, ...env }, timeout: timeoutMs, maxBuffer: 1024 * 1024 };
    const child = execFile(command, [...args], options, (error, stdout, stderr) => {
      if (error === null) return done(stdout);
      const said = stderr.trim().split('\n').at(-1)?.slice(0, 300);
      // Node's own message repeats the arguments, which may hold a password.
      const ended = typeof error.code === 'number' ? `it ended with code ${error.code}` : `it could not be run (${error.code})`;
      const why = error.killed ? `it did not finish within ${timeoutMs / 1000} s` : said || ended;
      fail(new Error(why, { cause: error.code === 'ENOENT' ? error : undefined }));
    });
    if (terminal) child.stderr?.pipe(process.stderr, { end: false });
    // A plugin that wants to ask something gets an end of input at once instead of waiting for ever.
    child.stdin?.end();
  });
}

/** Runs a credential plugin. Throws a UserError when it is missing, fails, takes too long or prints something else than a credential. */
export async function runExecPlugin(call: PluginCall): Promise<PluginCredential> {
  const { exec, user, cluster, file, env, terminal = process.stderr.isTTY === true } = call;
  const timeoutMs = call.timeoutMs ?? (terminal ? 300_000 : 60_000);
  const config = execConfig.safeParse(exec);
  if (!config.success) {
    const why = z.prettifyError(config.error).replaceAll(/\s+/g, ' ');
    throw new UserError(`The "exec" of user "${user}" in the kubeconfig ${file} is not well formed: ${why}`);
  }
  const { apiVersion, command, args, installHint } = config.data;
  // A name without a slash is looked up in PATH.
  const program = command.includes('/') && !isAbsolute(command) ? resolve(dirname(file), command) : command;
  const own = Object.fromEntries((config.data.env ?? []).map(({ name, value }) => [name, value]));
  const complaint = (what: string, cause?: unknown) =>
    new UserError(`The credential plugin "${command}" of user "${user}" ${what}`, { cause });

  let printed: string;
  try {
    const variables = { ...env, ...own, KUBERNETES_EXEC_INFO: execInfo(apiVersion, config.data, cluster) };
    printed = await run(program, args ?? [], { env: variables, timeoutMs, terminal });
  } catch (error) {
    const missing = error instanceof Error && error.cause !== undefined;
    if (missing)
      throw complaint(`is not installed, or not in PATH. ${installHint ?? `The kubeconfig ${file} asks for it.`}`.trim(), error);
    throw complaint(`failed: ${messageOf(error)}`, error);
  }

  let credential: unknown;
  try {
    credential = JSON.parse(printed);
  } catch {
    throw complaint('did not print JSON.'); // What it printed may be a secret, so it is not repeated.
  }
  const parsed = execCredential.safeParse(credential);
  const given = parsed.data?.status;
  if (given === undefined || (given.token === undefined && given.clientCertificateData === undefined)) {
    throw complaint('did not print an ExecCredential with a token or a client certificate.');
  }
  return given;
}
