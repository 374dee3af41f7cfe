import { expect, test } from 'vitest';
import { unreachable } from '#lib/kube/unreachable.ts';

const server = 'https://10.0.0.1:6443';
const failure = (code: string, message = code) => Object.assign(new Error(message), { code });

test.each([
  ['EHOSTUNREACH', /^The API server at https:\/\/10\.0\.0\.1:6443 cannot be reached: there is no route to it\./, 'if-met'],
  ['UND_ERR_CONNECT_TIMEOUT', /cannot be reached: it did not answer in time\./, 'if-met'],
  ['EAI_AGAIN', /the name "10\.0\.0\.1" does not resolve/, 'if-met'],
  ['UND_ERR_SOCKET', /closed the connection before the answer was complete\./, 'soon'],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', /gave an answer that is too large to be taken\./, 'never'],
  ['HPE_INVALID_CONSTANT', /does not speak HTTP\./, 'never'],
  [
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    /refused the TLS connection, as it does when it wants another client certificate/,
    'never',
  ],
  ['ERR_SSL_NO_PROTOCOLS_AVAILABLE', /could not agree on a TLS connection/, 'never'],
  ['SOMETHING_NEW', /could not be read: SOMETHING_NEW\./, 'soon'],
])('%s', (code, message, retry) => {
  const explained = unreachable(failure(code), { server });
  expect(explained.message).toMatch(message);
  expect(explained.retry).toBe(retry);
});

test('the cause is found wherever it is wrapped', () => {
  const wrapped = new TypeError('fetch failed', {
    cause: new AggregateError([failure('ECONNREFUSED'), failure('ECONNREFUSED')], ''),
  });
  expect(unreachable(wrapped, { server }).message).toMatch(/refuses connections/);
});

test('what is no error at all is told as it is', () => {
  expect(unreachable('broken', { server }).message).toBe(`The API server at ${server} could not be read: broken.`);
});
