// A process of its own that keeps the embedded PostgreSQL running for as long as the process that started it lives: PostgreSQL itself
// would not notice that its owner is gone. It is told what to do by messages, and stops when the channel closes.
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { messageOf } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { clearPostmaster } from './postmaster.ts';
import { type PreparedDatabase, prepareDatabase, type RunningDatabase, serveDatabase } from './server.ts';

export interface KeeperRequest {
  readonly folder: string;
  /** The folder was asked for by name: no other one will do. */
  readonly given: boolean;
  /** Null: any that is free. */
  readonly port: number | null;
  /** For tests: nothing has to survive a crash of the machine. */
  readonly unsafe: boolean;
}

export type KeeperMessage =
  | { readonly kind: 'progress'; readonly message: string }
  | { readonly kind: 'ready'; readonly url: string; readonly port: number; readonly dataFolder: string }
  | { readonly kind: 'failed'; readonly message: string };

const tell = (message: KeeperMessage) => {
  if (process.connected) process.send?.(message);
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
    server.on('error', reject);
  });

const state: { stopping: boolean; running: RunningDatabase | null } = { stopping: false, running: null };

async function stop(): Promise<void> {
  if (state.stopping) return;
  state.stopping = true;
  await state.running?.stop();
  process.exit(0);
}

/** Starts the server again whenever it ends by itself, at first at once, then ever more slowly. */
async function keep(prepared: PreparedDatabase, { port, unsafe }: { port: number; unsafe: boolean }): Promise<void> {
  let failures = 0;
  for (;;) {
    const { running } = state;
    if (running !== null) {
      const begun = Date.now();
      const reason = await running.ended;
      if (state.stopping) return;
      failures = Date.now() - begun > 60_000 ? 0 : failures + 1;
      log.error({ reason }, 'the embedded database ended and is started again');
    }
    await wait(Math.min(250 * 2 ** failures, 15_000));
    try {
      await clearPostmaster(prepared.databaseFolder);
      state.running = await serveDatabase(prepared, { port, unsafe });
    } catch (error) {
      failures += 1;
      state.running = null;
      log.error({ err: error }, 'the embedded database does not start');
    }
  }
}

async function serve({ folder, given, port, unsafe }: KeeperRequest): Promise<void> {
  try {
    const prepared = await prepareDatabase({ folder, given, onProgress: (message) => tell({ kind: 'progress', message }) });
    const chosen = port ?? (await freePort());
    const running = await serveDatabase(prepared, { port: chosen, unsafe });
    if (state.stopping) return await running.stop();
    state.running = running;
    tell({ kind: 'ready', url: running.url, port: chosen, dataFolder: prepared.dataFolder });
    await keep(prepared, { port: chosen, unsafe });
  } catch (error) {
    tell({ kind: 'failed', message: messageOf(error) });
    process.exitCode = 2;
    process.disconnect();
  }
}

process.once('message', (request: KeeperRequest) => void serve(request));
process.on('disconnect', () => void stop());
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
