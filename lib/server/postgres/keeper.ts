// A process of its own that keeps the embedded PostgreSQL running for as long as the process that started it lives: PostgreSQL itself
// would not notice that its owner is gone. It is told what to do by messages, and stops when the channel closes.
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { messageOf } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { clearPostmaster } from './postmaster.ts';
import { type PreparedDatabase, prepareDatabase, type RunningDatabase, type ServeOptions, serveDatabase } from './server.ts';

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

/** `server` is the one that was started last, or is being started. */
const state: { stopping: boolean; server: Promise<RunningDatabase> | null } = { stopping: false, server: null };

async function stop(): Promise<void> {
  if (state.stopping) return;
  state.stopping = true;
  // One that does not start has ended by itself.
  const running = await state.server?.catch(() => null);
  await running?.stop();
  process.exit(0);
}

function startServer(prepared: PreparedDatabase, options: ServeOptions): Promise<RunningDatabase> {
  state.server = serveDatabase(prepared, options);
  return state.server;
}

/** Starts the server again whenever it ends by itself, at first at once and then ever more slowly. */
async function keep(prepared: PreparedDatabase, first: RunningDatabase, options: ServeOptions): Promise<void> {
  let running: RunningDatabase | null = first;
  for (let failures = 0; ; failures += 1) {
    if (running !== null) {
      const begun = Date.now();
      const reason = await running.ended;
      if (state.stopping) return;
      if (Date.now() - begun > 60_000) failures = 0;
      log.error({ reason }, 'the embedded database ended and is started again');
    }
    await wait(Math.min(250 * 2 ** failures, 15_000));
    running = null;
    try {
      await clearPostmaster(prepared.databaseFolder);
      if (state.stopping) return;
      running = await startServer(prepared, options);
    } catch (error) {
      log.error({ reason: messageOf(error) }, 'the embedded database does not start');
    }
  }
}

async function serve({ folder, given, port, unsafe }: KeeperRequest): Promise<void> {
  try {
    const prepared = await prepareDatabase({ folder, given, onProgress: (message) => tell({ kind: 'progress', message }) });
    if (state.stopping) return;
    const options = { port: port ?? (await freePort()), unsafe };
    const running = await startServer(prepared, options);
    tell({ kind: 'ready', url: running.url, port: options.port, dataFolder: prepared.dataFolder });
    await keep(prepared, running, options);
  } catch (error) {
    if (state.stopping) return;
    tell({ kind: 'failed', message: messageOf(error) });
    process.exitCode = 2;
    process.disconnect();
  }
}

process.once('message', (request: KeeperRequest) => void serve(request));
process.on('disconnect', () => void stop());
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
