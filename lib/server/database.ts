import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { messageOf, UserError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import type { KeeperMessage, KeeperRequest } from './postgres/keeper.ts';

export interface EmbeddedDatabase {
  readonly url: string;
  /** Where the data really is: another folder than the one asked for, where PostgreSQL may not enter that. */
  readonly dataFolder: string;
  /** Process id of the keeper. */
  pid(): number | undefined;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly folder: string;
  /** The folder was asked for by name: no other one will do. */
  readonly given?: boolean;
  /** For tests: nothing has to survive a crash of the machine. */
  readonly unsafe?: boolean;
  /** Absent: any that is free. */
  readonly port?: number;
  readonly onProgress?: (message: string) => void;
}

type Ready = Extract<KeeperMessage, { kind: 'ready' }>;

/** Starts a keeper in a session of its own, which a Ctrl-C in the terminal does not reach, and waits until its database answers. */
function startKeeper(
  request: KeeperRequest,
  onProgress: (message: string) => void,
): Promise<{ keeper: ChildProcess; ready: Ready }> {
  const keeper = fork(path.join(import.meta.dirname, 'postgres/keeper.ts'), {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  keeper.send(request);
  return new Promise((resolve, reject) => {
    keeper.on('message', (message: KeeperMessage) => {
      if (message.kind === 'progress') onProgress(message.message);
      if (message.kind === 'ready') resolve({ keeper, ready: message });
      if (message.kind === 'failed') reject(new UserError(message.message));
    });
    keeper.on('error', reject);
    keeper.on('exit', (code, signal) =>
      reject(new UserError(`The embedded database ended while it started (${signal ?? code}).`)),
    );
  });
}

/**
 * The embedded PostgreSQL on a data folder, made there at the first start. It is kept running, on one port, until it is stopped or this
 * process ends in whatever way. Throws UserError where the folder or the database in it cannot be used.
 */
export async function startDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const request = {
    folder: options.folder,
    given: options.given ?? false,
    port: options.port ?? null,
    unsafe: options.unsafe ?? false,
  };
  const first = await startKeeper(request, options.onProgress ?? (() => {}));
  const { url, port, dataFolder } = first.ready;
  const state: { keeper: ChildProcess; stopping: boolean; restart: Promise<void> } = {
    keeper: first.keeper,
    stopping: false,
    restart: Promise.resolve(),
  };
  const restart = async (): Promise<void> => {
    for (let failures = 0; !state.stopping; failures += 1) {
      await wait(Math.min(250 * 2 ** failures, 15_000));
      if (state.stopping) return;
      try {
        state.keeper = (await startKeeper({ ...request, port }, () => {})).keeper;
        watch();
        return;
      } catch (error) {
        log.error({ reason: messageOf(error) }, 'the embedded database cannot be started again');
      }
    }
  };
  const watch = () =>
    state.keeper.once('exit', () => {
      if (!state.stopping) state.restart = restart();
    });
  watch();

  return {
    url,
    dataFolder,
    pid: () => state.keeper.pid,
    stop: async () => {
      state.stopping = true;
      await state.restart;
      const { keeper } = state;
      if (keeper.exitCode !== null || keeper.signalCode !== null) return;
      const ended = new Promise((resolve) => keeper.once('exit', resolve));
      if (keeper.connected) keeper.disconnect();
      await ended;
    },
  };
}
