import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import type { Connection } from './connection.ts';
import { type JsonObject, judge, type Refusal, type Reply, type Verdict } from './judge.ts';
import { unreachable } from './unreachable.ts';

export interface Question {
  readonly accept?: string;
  /** Whether a 200 holds what was asked for. An answer that does not is asked for again, as one that breaks off. */
  readonly expects: (body: JsonObject) => boolean;
}

/** Asks one server during one scan, patiently but within bounds. */
export interface Client {
  /** The answer after retries, where those may help. Throws only the reason of an aborted signal. */
  ask(path: string, question: Question): Promise<Reply>;
}

export interface Patience {
  /** Ends everything: `ask` then throws its reason. */
  readonly signal?: AbortSignal | undefined;
  /** For all questions together, in milliseconds; what is not answered then has failed. */
  readonly deadlineMs?: number | undefined;
  /** For one answer, in milliseconds. An API server gives up on a request after 60 s by itself. */
  readonly requestTimeoutMs?: number | undefined;
  /** How to wait; another way is for tests. */
  readonly pause?: ((ms: number, signal: AbortSignal) => Promise<unknown>) | undefined;
}

const attempts = 6;
/** A server that takes longer than the time limit is not asked as often: each attempt costs a whole limit. */
const slowAttempts = 2;
/** Over all questions of a scan, so that a server on which everything fails is not asked for an hour. */
const retriesInAll = 200;
const firstDelayMs = 500;
const longestDelayMs = 15_000;

const withNote = (reply: Refusal, note: string): Refusal => ({
  ...reply,
  message: `${reply.message.replace(/\.$/, '')} (${note}).`,
});

/** Twice as long each time, and never quite the same: lists that fail together should not come back together. */
const delayMs = (made: number): number => Math.min(longestDelayMs, firstDelayMs * 2 ** (made - 1)) * (0.5 + Math.random() / 2);

export function createClient(connection: Connection, patience: Patience = {}): Client {
  const { signal, deadlineMs = 600_000, requestTimeoutMs = 65_000 } = patience;
  const pause = patience.pause ?? ((ms: number, until: AbortSignal) => sleep(ms, undefined, { signal: until }));
  const deadlineAt = performance.now() + deadlineMs;
  const deadline = AbortSignal.timeout(deadlineMs);
  const end = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  /** This server has answered as Kubernetes does. */
  let met = false;
  let retriesLeft = retriesInAll;

  const noAnswer = (outcome: 'unreachable' | 'tooLarge' | 'unauthorized', message: string, retry: Verdict['retry']): Verdict => ({
    reply: { outcome, message, fromKubernetes: false },
    retry,
  });

  async function attempt(path: string, { accept, expects }: Question): Promise<Verdict> {
    const limit = AbortSignal.timeout(requestTimeoutMs);
    try {
      const verdict = judge(
        await connection.get(path, { signal: AbortSignal.any([end, limit]), ...(accept ? { accept } : {}) }),
        expects,
      );
      met ||= verdict.reply.outcome === 'ok' || verdict.reply.fromKubernetes;
      return verdict;
    } catch (error) {
      if (end.aborted)
        return noAnswer('unreachable', `The time limit of ${deadlineMs / 1000} s for the whole scan was over.`, 'never');
      // The server refused the credentials, and there are no new ones to be had.
      if (error instanceof UserError) return noAnswer('unauthorized', error.message, 'never');
      if (limit.aborted) {
        return noAnswer(
          'unreachable',
          `The API server at ${connection.server} did not answer within ${requestTimeoutMs / 1000} s.`,
          'slow',
        );
      }
      const { message, retry, tooLarge } = unreachable(error, connection);
      return noAnswer(tooLarge ? 'tooLarge' : 'unreachable', message, retry);
    }
  }

  return {
    async ask(path, question) {
      for (let made = 1; ; made += 1) {
        signal?.throwIfAborted();
        const { reply, retry, waitMs = 0 } = await attempt(path, question);
        signal?.throwIfAborted();
        if (reply.outcome === 'ok' || retry === 'never' || (retry === 'if-met' && !met)) return reply;
        if (made >= (retry === 'slow' ? slowAttempts : attempts)) return withNote(reply, `asked ${made} times`);
        if (retriesLeft === 0) return withNote(reply, 'not asked again: too much of this scan had to be asked for again');
        const wait = Math.max(waitMs, delayMs(made));
        if (performance.now() + wait > deadlineAt) return withNote(reply, 'no time left to ask again');
        retriesLeft -= 1;
        await pause(wait, end).catch((error: unknown) => {
          // Woken by the end of the scan, which the next attempt finds and tells.
          if (!end.aborted) throw error;
        });
      }
    },
  };
}
