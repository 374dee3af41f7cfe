import type { ChildProcess } from 'node:child_process';
import { log } from '#lib/log.ts';

const longestDelay = 30_000;
/** Who has lived so long has recovered from what ended it before. */
const healthyAfter = 60_000;

export interface Supervised {
  pid(): number | undefined;
  /** Asks the process to end, and ends it by force after `patience` milliseconds; it is not started again. */
  stop(patience: number): Promise<void>;
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Keeps a process running: whenever it ends, it is started again, at first at once and then ever more slowly. */
export function supervise(name: string, start: () => ChildProcess): Supervised {
  const state: { child: ChildProcess | null; timer: NodeJS.Timeout | undefined; failures: number; stopping: boolean } = {
    child: null,
    timer: undefined,
    failures: 0,
    stopping: false,
  };
  const launch = () => {
    const begun = Date.now();
    const child = start();
    state.child = child;
    let told = false;
    const onEnd = (reason: string) => {
      if (told || state.stopping) return;
      told = true;
      state.failures = Date.now() - begun > healthyAfter ? 0 : state.failures + 1;
      const delay = Math.min(250 * 2 ** (state.failures - 1), longestDelay);
      log.error({ process: name, reason, againInMs: delay }, 'a process ended and is started again');
      state.timer = setTimeout(launch, delay);
    };
    child.once('error', (error) => onEnd(error.message));
    child.once('exit', (code, signal) => onEnd(signal ?? `exit code ${code}`));
  };
  launch();
  return {
    pid: () => state.child?.pid,
    stop: async (patience) => {
      state.stopping = true;
      clearTimeout(state.timer);
      const { child } = state;
      if (child === null || child.pid === undefined || hasEnded(child)) return;
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), patience);
      await ended;
      clearTimeout(force);
    },
  };
}
