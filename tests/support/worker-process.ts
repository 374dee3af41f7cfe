import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

export interface WorkerProcess {
  readonly process: ChildProcess;
  /** Everything it said on stderr so far. */
  said(): string;
  kill(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export async function until<T>(probe: () => Promise<T | null | undefined | false>, every = 50): Promise<T> {
  for (;;) {
    const found = await probe();
    if (found !== null && found !== undefined && found !== false) return found;
    await wait(every);
  }
}

/** The worker as an operator starts it. */
export function startWorkerProcess(databaseUrl: string, environment: Readonly<Record<string, string>> = {}): WorkerProcess {
  const child = spawn(process.execPath, ['lib/worker/start.ts'], {
    env: { ...process.env, DATABASE_URL: databaseUrl, BULKHEAD_LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  return {
    process: child,
    said: () => text,
    kill: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await once(child, 'exit');
      }
      return { code: child.exitCode, signal: child.signalCode };
    },
  };
}
