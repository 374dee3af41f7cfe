import { describe, expect, test } from 'vitest';
import { createClient, type Patience, type Question } from '#lib/kube/client.ts';
import type { Connection } from '#lib/kube/connection.ts';
import type { Reply } from '#lib/kube/judge.ts';
import {
  cut,
  type FaultAnswer,
  gatewayTimeout,
  html,
  initializing,
  internalError,
  reset,
  silence,
  slow,
  tooManyRequests,
  truncated,
  unauthorized,
  unavailable,
} from '#tests/support/api-server-faults.ts';
import { pods } from './cluster.ts';
import { apiServer, connectionTo } from './reading.ts';

const podList: Question = { expects: ({ items }) => Array.isArray(items) };

/** Asks for the pods of a server that first answers so, `times` times. */
async function askWith(answer: FaultAnswer, times: number, patience: Patience = {}, count = 1) {
  const server = await apiServer({ objects: pods(count), faults: [{ path: /\/pods/, times, answer }] });
  const pauses: number[] = [];
  const pause = async (ms: number) => pauses.push(ms);
  const client = createClient(await connectionTo(server), { pause, ...patience });
  await client.ask('/version', { expects: () => true });
  const reply: Reply = await client.ask('/api/v1/pods', podList);
  return { reply, pauses, asked: server.requests.length - 1 };
}

const message = (reply: Reply): string => (reply.outcome === 'ok' ? '' : reply.message);

describe('what passes is asked again', () => {
  test.each<[string, FaultAnswer]>([
    ['429 under load', tooManyRequests()],
    ['429 of a resource that is being set up', initializing()],
    ['500', internalError()],
    ['503', unavailable()],
    ['504 that is labelled as text', gatewayTimeout()],
    ['a connection that is dropped', reset()],
    ['a body that is cut', cut()],
    ['a whole answer that is half a document', truncated()],
    ['a page of a proxy in between', html()],
  ])('%s', async (_, answer) => {
    const { reply, asked } = await askWith(answer, 2);
    expect(reply.outcome).toBe('ok');
    expect(asked).toBe(3);
  });

  test('a compressed body that is cut', async () => {
    const { reply, asked } = await askWith(cut(), 1, {}, 800);
    expect(reply).toMatchObject({ outcome: 'ok' });
    expect(asked).toBe(2);
  });

  test('an answer that does not come in time, once', async () => {
    expect((await askWith(silence(), 1, { requestTimeoutMs: 60 })).reply.outcome).toBe('ok');
    const { reply, asked } = await askWith(silence(), 9, { requestTimeoutMs: 60 });
    expect(message(reply)).toMatch(/^The API server at https:\S+ did not answer within 0\.06 s \(asked 2 times\)\.$/);
    expect(asked).toBe(2);
  });

  test('but a slow answer is waited for', async () => {
    const { reply, asked } = await askWith(slow(80), 1);
    expect(reply.outcome).toBe('ok');
    expect(asked).toBe(1);
  });
});

describe('bounds', () => {
  test('what does not pass is given up after six times, with the last answer', async () => {
    const { reply, asked } = await askWith(internalError(), 99);
    expect(message(reply)).toBe('The server answered 500: Internal error occurred: etcdserver: leader changed (asked 6 times).');
    expect(asked).toBe(6);
  });

  test('the pauses grow, and are never quite the same', async () => {
    const { pauses } = await askWith(internalError(), 99);
    expect(pauses).toHaveLength(5);
    pauses.forEach((ms, index) => {
      expect(ms).toBeGreaterThanOrEqual(250 * 2 ** index);
      expect(ms).toBeLessThanOrEqual(500 * 2 ** index);
    });
  });

  test('a Retry-After in seconds is waited for', async () => {
    expect(Math.min(...(await askWith(tooManyRequests('7'), 2)).pauses)).toBeGreaterThanOrEqual(7000);
  });

  test('a Retry-After with a date is waited for', async () => {
    const { pauses } = await askWith(unavailable(new Date(Date.now() + 20_000).toUTCString()), 1);
    expect(pauses[0]).toBeGreaterThan(15_000);
    expect(pauses[0]).toBeLessThan(21_000);
  });

  test('a Retry-After beyond the time limit is not waited for', async () => {
    const { reply, pauses } = await askWith(tooManyRequests('3600'), 1, { deadlineMs: 60_000 });
    expect(message(reply)).toBe(
      'The server answered 429: Too many requests, please try again later (no time left to ask again).',
    );
    expect(pauses).toEqual([]);
  });

  test('a scan asks again two hundred times and no more', async () => {
    const server = await apiServer({ faults: [{ path: /\/pods/, answer: unavailable() }] });
    const client = createClient(await connectionTo(server), { pause: async () => {} });
    const replies: Reply[] = [];
    for (let index = 0; index < 50; index += 1) replies.push(await client.ask('/api/v1/pods', podList));
    expect(server.requests).toHaveLength(50 + 200);
    expect(message(replies.at(-1) ?? { outcome: 'ok', body: {}, bytes: 0 })).toMatch(/not asked again: too much of this scan/);
  });

  test('the time limit ends a pause', async () => {
    const server = await apiServer({ faults: [{ path: /\/pods/, answer: unavailable() }] });
    const client = createClient(await connectionTo(server), { deadlineMs: 700 });
    const started = performance.now();
    expect((await client.ask('/api/v1/pods', podList)).outcome).not.toBe('ok');
    expect(performance.now() - started).toBeLessThan(1500);
  });

  test('a stop ends a pause, with its reason', async () => {
    const server = await apiServer({ faults: [{ path: /\/pods/, answer: unavailable('60') }] });
    const stop = new AbortController();
    const client = createClient(await connectionTo(server), { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(client.ask('/api/v1/pods', podList)).rejects.toThrow('enough');
  });
});

describe('what does not pass is not asked again', () => {
  test('a refusal', async () => {
    expect(await askWith(unauthorized(), 9)).toMatchObject({
      reply: { outcome: 'unauthorized', message: 'Unauthorized' },
      asked: 1,
    });
  });

  test('a page of something else, from a server that has not answered as Kubernetes yet', async () => {
    const server = await apiServer({ faults: [{ path: /./, answer: html() }] });
    const client = createClient(await connectionTo(server), { pause: async () => {} });
    expect(await client.ask('/version', { expects: () => true })).toMatchObject({ outcome: 'failed', fromKubernetes: false });
    expect(server.requests).toHaveLength(1);
  });

  test('a refused connection, before the server has ever answered; later it may be restarting', async () => {
    let calls = 0;
    const refuse = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const ok = { status: 200, headers: {}, body: Buffer.from('{}') };
    const connection: Connection = {
      server: 'https://10.0.0.1:6443',
      source: 'a test',
      insecure: false,
      get: async (path) => {
        calls += 1;
        if (path === '/version') return ok;
        throw refuse;
      },
      close: async () => {},
    };
    const client = createClient(connection, { pause: async () => {} });
    expect((await client.ask('/pods', { expects: () => true })).outcome).toBe('unreachable');
    expect(calls).toBe(1);
    await client.ask('/version', { expects: () => true });
    await client.ask('/pods', { expects: () => true });
    expect(calls).toBe(1 + 1 + 6);
  });
});
