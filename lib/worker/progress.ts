import { messageOf } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import type { ScanAttempt } from '#lib/queue/work.ts';
import type { Store } from '#lib/store/connection.ts';
import { writeProgress } from '#lib/store/progress.ts';

const betweenWrites = 500;
const signOfLife = 10_000;

export interface Progress {
  step(step: string, done?: number, total?: number | null): void;
  /** Writes what was told last, with the error if there is one, and stops giving signs of life. */
  end(error?: string): Promise<void>;
}

/** Tells where a scan stands: at most twice a second, and at least every ten. That it cannot be told is no reason to end the scan. */
export function reportProgress(
  store: Store,
  { jobId, cluster, attempt }: Pick<ScanAttempt, 'jobId' | 'cluster' | 'attempt'>,
): Progress {
  let current: { step: string; done: number; total: number | null } = { step: 'starting', done: 0, total: null };
  let last = 0;
  let writing: Promise<void> = Promise.resolve();
  const write = (error?: string) => {
    last = Date.now();
    writing = writing.then(() =>
      writeProgress(store, { jobId, cluster, attempt, ...current, ...(error === undefined ? {} : { error }) }).catch(
        (failure: unknown) => {
          log.warn({ reason: messageOf(failure), jobId }, 'the progress of a scan could not be written');
        },
      ),
    );
    return writing;
  };
  const alive = setInterval(() => void write(), signOfLife);
  // What is told within half a second after a write is written at its end, so that the last word is never lost.
  let later: NodeJS.Timeout | undefined;
  void write();
  return {
    step: (step, done = 0, total = null) => {
      const newPhase = total === null;
      current = { step, done, total };
      if (newPhase) void write();
      else if (later === undefined)
        later = setTimeout(
          () => {
            later = undefined;
            void write();
          },
          Math.max(0, last + betweenWrites - Date.now()),
        );
    },
    end: async (error) => {
      clearInterval(alive);
      clearTimeout(later);
      await (error === undefined ? writing : write(error));
    },
  };
}
