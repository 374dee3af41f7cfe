import { once } from 'node:events';
import { createServer } from 'node:net';
import { buildWeb, isBuilt } from '#lib/server/build.ts';
import { startWeb, untilWell, webUrl } from '#lib/server/web.ts';
import { startWorkerProcess, type WorkerProcess } from '#tests/support/worker-process.ts';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

export interface BuiltApp {
  readonly url: string;
  readonly worker: WorkerProcess;
  stop(): Promise<void>;
}

/** The built web app and a worker, each a process of its own, on a database. `environment` is that of both. */
export async function startApp(databaseUrl: string, environment: Readonly<Record<string, string>> = {}): Promise<BuiltApp> {
  if (!(await isBuilt())) await buildWeb({ onProgress: () => undefined });
  const address = { host: '127.0.0.1', port: await freePort() };
  const web = startWeb(address, { ...process.env, DATABASE_URL: databaseUrl, ...environment });
  const worker = startWorkerProcess(databaseUrl, environment);
  await untilWell(address, { signal: AbortSignal.timeout(60_000) });
  return {
    url: webUrl(address),
    worker,
    stop: async () => {
      await worker.kill('SIGTERM');
      web.kill('SIGTERM');
      if (web.exitCode === null && web.signalCode === null) await once(web, 'exit');
    },
  };
}
