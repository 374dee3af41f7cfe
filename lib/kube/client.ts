import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import type { Answer, Connection } from './connection.ts';
import { unreachable } from './unreachable.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * How a question to the server ended. `missing` is a 404 as Kubernetes writes it, `expired` a 410, `unacceptable` a 406; `unreachable`
 * means that no answer came at all; `failed` is everything else, after retries where those may help.
 */
export type Reply =
  | { readonly outcome: 'ok'; readonly body: JsonObject; readonly bytes: number }
  | {
      readonly outcome: 'unauthorized' | 'forbidden' | 'missing' | 'expired' | 'unacceptable' | 'unreachable' | 'failed';
      /** The server's own words where it gave some. */
      readonly message: string;
      /** The answer had the form that Kubernetes gives it, so that there is an API server. */
      readonly fromKubernetes: boolean;
    };

export type Refusal = Exclude<Reply, { outcome: 'ok' }>;

export interface Question {
  readonly accept?: string;
  /** Whether a 200 holds what was asked for. An answer that does not is asked for again, as one that is cut short. */
  readonly expects: (body: JsonObject) => boolean;
}

/** Asks one server during one scan, patiently but within bounds. */
export interface Client {
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
const transient: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const excerpt = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
};

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined; // No JSON value is undefined, so this says "not JSON".
  }
}

/** The message of a Status. Not all of them say their kind: the 504 of an elapsed time limit does not. */
function statusMessage(body: unknown): string | undefined {
  if (!isObject(body) || (body.kind !== 'Status' && body.status !== 'Failure')) return undefined;
  return typeof body.message === 'string' && body.message !== '' ? body.message : 'no message';
}

/** Milliseconds that a Retry-After asks for: it holds seconds or a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(header: string | string[] | undefined, now: number): number | undefined {
  const value = Array.isArray(header) ? header[0] : header;
  if (value === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

interface Attempt {
  readonly reply: Reply;
  readonly retry: 'never' | 'slow' | 'soon';
  /** What the server asked to wait, in milliseconds. */
  readonly waitMs?: number | undefined;
}

const settled = (outcome: Refusal['outcome'], message: string, fromKubernetes = true): Attempt => ({
  reply: { outcome, message, fromKubernetes },
  retry: 'never',
});

function judge({ status, headers, body }: Answer, { expects }: Question): Attempt {
  const json = parseJson(body);
  const own = statusMessage(json);
  const text = excerpt(body.toString('utf8', 0, 1000));
  if (status === 200) {
    if (isObject(json) && expects(json)) return { reply: { outcome: 'ok', body: json, bytes: body.length }, retry: 'never' };
    const what = json === undefined ? `not JSON: ${text === '' ? 'nothing' : text}` : `not what was asked for: ${text}`;
    return {
      reply: { outcome: 'failed', message: `The server answered 200 with something that is ${what}`, fromKubernetes: false },
      retry: 'soon',
    };
  }
  const said = own ?? (text === '' ? `The server answered ${status} without a word.` : text);
  if (status === 401) return settled('unauthorized', said, own !== undefined);
  if (status === 403) return settled('forbidden', said, own !== undefined);
  // Unknown paths are answered in plain text, unknown objects and built-in resources with a Status.
  if (status === 404 && (own !== undefined || text === '404 page not found')) return settled('missing', said);
  if (status === 406) return settled('unacceptable', said, own !== undefined);
  if (status === 410) return settled('expired', said, own !== undefined);
  const message = `The server answered ${status}: ${said}`;
  if (!transient.has(status))
    return settled(
      'failed',
      status >= 300 && status < 400 ? `${message} (redirect to ${headers.location})` : message,
      own !== undefined,
    );
  return {
    reply: { outcome: 'failed', message, fromKubernetes: own !== undefined || status === 429 },
    retry: 'soon',
    waitMs: retryAfterMs(headers['retry-after'], Date.now()),
  };
}

export function createClient(connection: Connection, patience: Patience = {}): Client {
  const { signal, deadlineMs = 600_000, requestTimeoutMs = 65_000 } = patience;
  const pause = patience.pause ?? ((ms: number, until: AbortSignal) => sleep(ms, undefined, { signal: until }));
  const deadlineAt = performance.now() + deadlineMs;
  const deadline = AbortSignal.timeout(deadlineMs);
  const end = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  const late = `The time limit of ${deadlineMs / 1000} s for the whole scan was over before this was read.`;
  let met = false;
  let retriesLeft = retriesInAll;

  async function attempt(path: string, question: Question): Promise<Attempt> {
    const limit = AbortSignal.timeout(requestTimeoutMs);
    try {
      const answer = await connection.get(path, {
        signal: AbortSignal.any([end, limit]),
        ...(question.accept === undefined ? {} : { accept: question.accept }),
      });
      met = true;
      return judge(answer, question);
    } catch (error) {
      if (end.aborted) return settled('unreachable', late, false);
      // Credentials that cannot be renewed: the server had refused the old ones.
      if (error instanceof UserError) return settled('unauthorized', error.message);
      if (limit.aborted) {
        const message = `The API server at ${connection.server} did not answer within ${requestTimeoutMs / 1000} s.`;
        return { reply: { outcome: 'unreachable', message, fromKubernetes: false }, retry: 'slow' };
      }
      const { message, retry } = unreachable(error, connection);
      const again = retry === 'always' || (retry === 'if-met' && met);
      return { reply: { outcome: 'unreachable', message, fromKubernetes: false }, retry: again ? 'soon' : 'never' };
    }
  }

  /** Twice as long each time, and never quite the same: lists that fail together should not come back together. */
  const delayOf = (made: number) => Math.min(longestDelayMs, firstDelayMs * 2 ** (made - 1)) * (0.5 + Math.random() / 2);

  return {
    async ask(path, question) {
      for (let made = 1; ; made += 1) {
        signal?.throwIfAborted();
        const { reply, retry, waitMs } = await attempt(path, question);
        signal?.throwIfAborted();
        if (reply.outcome === 'ok' || retry === 'never') return reply;
        const wait = Math.max(waitMs ?? 0, delayOf(made));
        if (made >= (retry === 'slow' ? slowAttempts : attempts) || retriesLeft <= 0)
          return { ...reply, message: `${reply.message} (asked ${made} times)` };
        if (performance.now() + wait > deadlineAt) return { ...reply, message: `${reply.message} (no time left to ask again)` };
        retriesLeft -= 1;
        await pause(wait, end).catch((error: unknown) => {
          // Woken up by the end of the scan: the next attempt tells which end it was.
          if (!end.aborted) throw error;
        });
      }
    },
  };
}
