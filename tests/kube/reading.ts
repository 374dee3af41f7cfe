import { expect, onTestFinished } from 'vitest';
import { type ClusterSource, type Connection, connect } from '#lib/kube/connection.ts';
import { type PullOptions, pullSnapshot } from '#lib/kube/pull.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { type ApiServer, type ApiServerOptions, type KubeconfigOptions, startApiServer } from '#tests/support/api-server.ts';

/** An API server that ends with the test. */
export async function apiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const server = await startApiServer(options);
  onTestFinished(() => server.close());
  return server;
}

/** A connection through a kubeconfig of the server, which ends with the test. */
export async function connectionTo(
  server: ApiServer,
  options: KubeconfigOptions & { allowExec?: boolean } = {},
): Promise<Connection> {
  const { allowExec, ...kubeconfig } = options;
  const connection = await connect({ from: 'kubeconfig', paths: [await server.kubeconfig(kubeconfig)], allowExec }, {});
  onTestFinished(() => connection.close());
  return connection;
}

export interface Reading {
  readonly snapshot: Snapshot;
  /** Milliseconds that the reader wanted to wait, each time it did. It did not have to. */
  readonly pauses: readonly number[];
}

/** Reads a server without waiting between attempts. */
export async function readFrom(source: ApiServer | Connection, options: PullOptions = {}): Promise<Reading> {
  const pauses: number[] = [];
  const pause = async (ms: number) => pauses.push(ms);
  const connection = 'get' in source ? source : await connectionTo(source);
  return { snapshot: await pullSnapshot(connection, { pause, ...options }), pauses };
}

/** What was thrown; fails if nothing was. */
export async function thrownBy(action: () => Promise<unknown>): Promise<unknown> {
  try {
    await action();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

/** The message of the UserError that an action ends with. */
export async function complaint(exitCode: 2 | 3, action: () => Promise<unknown>): Promise<string> {
  const error = await thrownBy(action);
  expect(error).toMatchObject({ name: 'UserError', exitCode });
  return error instanceof Error ? error.message : '';
}

export type KubeconfigSource = ClusterSource & { readonly from: 'kubeconfig' };

/** A server as a kubeconfig has it. */
export const kubeconfigOf = async (server: ApiServer, options: KubeconfigOptions = {}): Promise<KubeconfigSource> => ({
  from: 'kubeconfig',
  paths: [await server.kubeconfig(options)],
});

/** Connects and reads, with nothing but the given environment. */
export async function pullFrom(source: ClusterSource, env: Readonly<Record<string, string>> = {}): Promise<Snapshot> {
  const connection = await connect(source, env);
  onTestFinished(() => connection.close());
  return pullSnapshot(connection, { pause: async () => {} });
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
