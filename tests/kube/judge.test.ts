import { expect, test } from 'vitest';
import { judge, retryAfterMs } from '#lib/kube/judge.ts';

const answer = (status: number, body: unknown, headers = {}) => ({
  status,
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const anything = () => true;

test('an answer of 200 counts only if it is what was asked for', () => {
  const isList = ({ kind }: Readonly<Record<string, unknown>>) => kind === 'PodList';
  expect(judge(answer(200, { kind: 'PodList' }), isList).reply.outcome).toBe('ok');
  expect(judge(answer(200, { kind: 'Status' }), isList).reply.outcome).toBe('failed');
  expect(judge(answer(200, []), isList).reply.outcome).toBe('failed');
  expect(judge(answer(200, ''), isList)).toMatchObject({
    reply: { message: 'The server answered with something that is not JSON: nothing' },
  });
});

test('half a document is not repeated in the message, whatever it holds', () => {
  const { reply } = judge(answer(200, '{"kind":"ConfigMapList","items":[{"data":{"password":"hunter2"'), anything);
  expect(reply).toMatchObject({ outcome: 'failed', message: 'The server answered with JSON that breaks off' });
});

test('the message of a Status is taken even where it does not say its kind', () => {
  const body =
    '{"metadata":{},"status":"Failure","message":"Timeout: request did not complete","reason":"Timeout","details":{},"code":504}\n';
  expect(judge(answer(504, body), anything)).toMatchObject({
    reply: { message: 'The server answered 504: Timeout: request did not complete', fromKubernetes: true },
    retry: 'soon',
  });
});

test('a long page is told by its beginning', () => {
  const { reply } = judge(answer(403, `<html>\n${'x'.repeat(5000)}`), anything);
  expect(reply).toMatchObject({
    outcome: 'forbidden',
    fromKubernetes: false,
    message: expect.stringMatching(/^<html> x{193}…$/),
  });
});

test('the three shapes of a 404 are one, and any other page is none of them', () => {
  const outcomes = [
    '404 page not found\n',
    { kind: 'Status', message: 'the server could not find the requested resource' },
    'Not here',
  ].map((body) => judge(answer(404, body), anything).reply.outcome);
  expect(outcomes).toEqual(['missing', 'missing', 'failed']);
});

test.each([
  ['5', 5000],
  [' 0 ', 0],
  ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
  ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ['soon', undefined],
  [undefined, undefined],
])('Retry-After %j', (header, expected) => {
  expect(retryAfterMs(header, Date.parse('2026-01-01T00:00:00Z'))).toBe(expected);
});
