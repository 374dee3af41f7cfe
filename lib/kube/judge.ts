import type { Answer } from './connection.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * How a question to the server ended. `missing` is a 404 as Kubernetes writes it, `expired` a 410, `unacceptable` a 406; `tooLarge` and
 * `unreachable` mean that no whole answer came; `failed` is everything else.
 */
export type Reply =
  | { readonly outcome: 'ok'; readonly body: JsonObject; readonly bytes: number }
  | {
      readonly outcome:
        | 'unauthorized'
        | 'forbidden'
        | 'missing'
        | 'expired'
        | 'unacceptable'
        | 'tooLarge'
        | 'unreachable'
        | 'failed';
      /** The server's own words where it gave some. */
      readonly message: string;
      /** The answer had the form that Kubernetes gives it, so that there is an API server. */
      readonly fromKubernetes: boolean;
    };

export type Refusal = Exclude<Reply, { outcome: 'ok' }>;

/** A reply, and whether asking again may help: `if-met` only where an API server is known to be, `slow` not as often as `soon`. */
export interface Verdict {
  readonly reply: Reply;
  readonly retry: 'never' | 'if-met' | 'slow' | 'soon';
  /** What the server asked to wait, in milliseconds. */
  readonly waitMs?: number | undefined;
}

const transient: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined; // No JSON value is undefined, so this says "not JSON".
  }
}

/** The beginning of a body as one line. */
function excerpt(body: Buffer): string {
  const line = body.toString('utf8', 0, 1000).replaceAll(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
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

function judgeSuccess(body: Buffer, expects: (body: JsonObject) => boolean): Verdict {
  const json = parseJson(body);
  if (isObject(json) && expects(json)) return { reply: { outcome: 'ok', body: json, bytes: body.length }, retry: 'never' };
  const failed = (message: string) => ({ outcome: 'failed', message, fromKubernetes: false }) as const;
  const start = excerpt(body);
  // What it holds is not repeated: it may be anything that is in the cluster.
  if (start.startsWith('{')) {
    const what = json === undefined ? 'JSON that breaks off' : 'JSON that is not what was asked for';
    return { reply: failed(`The server answered with ${what}`), retry: 'soon' };
  }
  return { reply: failed(`The server answered with something that is not JSON: ${start || 'nothing'}`), retry: 'if-met' };
}

/** What an answer means. `expects` tells whether a 200 holds what was asked for; one that does not is worth asking again. */
export function judge({ status, headers, body }: Answer, expects: (body: JsonObject) => boolean): Verdict {
  if (status === 200) return judgeSuccess(body, expects);
  const own = statusMessage(parseJson(body));
  const start = excerpt(body);
  const message = own ?? (start || 'nothing more');
  const refused = (outcome: Refusal['outcome'], text: string): Verdict => ({
    reply: { outcome, message: text, fromKubernetes: own !== undefined },
    retry: 'never',
  });
  if (status === 401) return refused('unauthorized', message);
  if (status === 403) return refused('forbidden', message);
  // Unknown paths are answered in plain text, unknown objects and built-in resources with a Status.
  if (status === 404 && (own !== undefined || start === '404 page not found')) return refused('missing', message);
  if (status === 406) return refused('unacceptable', message);
  if (status === 410) return refused('expired', message);
  if (status >= 300 && status < 400)
    return refused('failed', `The server answered ${status} and points to ${headers.location ?? 'nowhere'}`);
  const failure = refused('failed', `The server answered ${status}: ${message}`);
  return transient.has(status)
    ? { ...failure, retry: 'soon', waitMs: retryAfterMs(headers['retry-after'], Date.now()) }
    : failure;
}
