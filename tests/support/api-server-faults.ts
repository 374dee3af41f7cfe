import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import * as answers from './api-server-answers.ts';
import { type Answer, encode, send, status, text } from './api-server-answers.ts';

/** A request that a fault takes over. */
export interface Call {
  /** What the server would have answered. */
  readonly real: () => Answer;
  readonly response: ServerResponse;
  readonly acceptEncoding: string;
}

export type FaultAnswer = (call: Call) => void | Promise<void>;

/** What goes wrong, and where: `{ path: /pods/, page: 2, times: 1, answer: expired() }`. */
export interface Fault {
  /** Matched against path and query. */
  readonly path: RegExp;
  /** Only this page of a list, from 1. */
  readonly page?: number;
  /** So often; without it, every time. */
  readonly times?: number;
  readonly answer: FaultAnswer;
}

/** Some answer instead of the real one. */
export const answer =
  (given: Answer): FaultAnswer =>
  ({ response, acceptEncoding }) =>
    send(response, given, acceptEncoding);

export const unauthorized = (): FaultAnswer => answer(answers.unauthorized());
export const forbidden = (message: string): FaultAnswer => answer(status(403, { message, reason: 'Forbidden', details: {} }));
export const notFound = (): FaultAnswer => answer(answers.pageNotFound());
export const expired = (): FaultAnswer =>
  answer(answers.expiredToken('eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoieFx1MDAwMCJ9'));

/** Load: the in-flight limit, or priority and fairness. `retryAfter` is the header, in seconds or as a date. */
export const tooManyRequests = (retryAfter = '1'): FaultAnswer =>
  answer(text(429, 'Too many requests, please try again later.\n', { 'retry-after': retryAfter }));

/** A CRD that is milliseconds old: a Status this time. */
export const initializing = (): FaultAnswer =>
  answer(
    status(
      429,
      { message: 'storage is (re)initializing', reason: 'TooManyRequests', details: { retryAfterSeconds: 1 } },
      { 'retry-after': '1' },
    ),
  );

export const unavailable = (retryAfter?: string): FaultAnswer =>
  answer(
    status(
      503,
      { message: 'the server is currently unable to handle the request', reason: 'ServiceUnavailable', details: {} },
      retryAfter === undefined ? {} : { 'retry-after': retryAfter },
    ),
  );

export const internalError = (): FaultAnswer =>
  answer(status(500, { message: 'Internal error occurred: etcdserver: leader changed', reason: 'InternalError', details: {} }));

/** An elapsed time limit: JSON that is labelled as text, a Status that does not say so. */
export const gatewayTimeout = (): FaultAnswer =>
  answer(
    text(
      504,
      '{"metadata":{},"status":"Failure","message":"Timeout: request did not complete within the allotted timeout","reason":"Timeout","details":{},"code":504}\n',
    ),
  );

/** What a proxy or a sign-in page in front of the server says. */
export const html = (code = 200): FaultAnswer =>
  answer({
    status: code,
    headers: { 'content-type': 'text/html' },
    body: Buffer.from('<!doctype html><title>Sign in</title>\n'),
  });

export const redirect = (location: string): FaultAnswer => answer({ status: 302, headers: { location }, body: Buffer.alloc(0) });

/** The real answer, a while later. */
export const slow =
  (ms: number): FaultAnswer =>
  async (call) => {
    await sleep(ms);
    if (!call.response.destroyed) send(call.response, call.real(), call.acceptEncoding);
  };

/** Takes the request and never says anything. */
export const silence = (): FaultAnswer => () => {};

/** Ends the connection before a single byte. */
export const reset = (): FaultAnswer => (call) => {
  call.response.socket?.destroy();
};

/** The first half of the real answer, and then the connection ends. */
export const cut =
  (): FaultAnswer =>
  ({ real, response, acceptEncoding }) => {
    const whole = real();
    const { headers, body } = encode(whole, acceptEncoding);
    response.writeHead(whole.status, { ...headers, 'content-length': String(body.length) });
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
  };

/** The first half of the real body as if it were all of it: a 200 that is not JSON. */
export const truncated =
  (): FaultAnswer =>
  ({ real, response, acceptEncoding }) => {
    const { body, ...whole } = real();
    send(response, { ...whole, body: body.subarray(0, Math.floor(body.length / 2)) }, acceptEncoding);
  };

/** The real answer with something changed in its JSON. */
export const changed =
  (change: (body: Record<string, unknown>) => unknown): FaultAnswer =>
  ({ real, response, acceptEncoding }) => {
    const whole = real();
    send(response, answers.json(whole.status, change(JSON.parse(whole.body.toString()))), acceptEncoding);
  };
