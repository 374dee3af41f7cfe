import { describe, expect, test } from 'vitest';
import { environmentProxy } from '#lib/kube/proxy.ts';

const proxy = 'http://proxy.example:3128';
const through = (server: string, env: Readonly<Record<string, string>> = {}) =>
  environmentProxy(new URL(server), { HTTPS_PROXY: proxy, ...env });

test('HTTPS_PROXY is for https, HTTP_PROXY for http, in either case, and a scheme is filled in', () => {
  expect(through('https://api.example')).toBe(proxy);
  expect(through('http://api.example')).toBeUndefined();
  expect(environmentProxy(new URL('http://api.example'), { http_proxy: 'proxy.example:80' })).toBe('http://proxy.example:80');
  expect(environmentProxy(new URL('https://api.example'), {})).toBeUndefined();
});

test('the machine itself is never proxied', () => {
  for (const server of ['https://localhost:6443', 'https://127.0.0.1:6443', 'https://127.8.9.1', 'https://[::1]:6443']) {
    expect(through(server)).toBeUndefined();
  }
});

describe('NO_PROXY', () => {
  test.each([
    ['*', 'https://api.example', true],
    ['api.example', 'https://api.example', true],
    ['api.example', 'https://eu.api.example', true],
    ['api.example', 'https://my-api.example', false],
    ['.api.example', 'https://eu.api.example', true],
    ['.api.example', 'https://api.example', false],
    ['*.api.example', 'https://eu.api.example', true],
    ['*.api.example', 'https://api.example', false],
    ['API.Example', 'https://api.example', true],
    ['api.example:6443', 'https://api.example:6443', true],
    ['api.example:6443', 'https://api.example', false],
    ['api.example:443', 'https://api.example', true],
    ['10.0.0.1', 'https://10.0.0.1:6443', true],
    ['10.0.0.0/8', 'https://10.200.3.4', true],
    ['10.0.0.0/8', 'https://11.0.0.1', false],
    ['10.0.0.0/8', 'https://api.example', false],
    ['fd00::/8', 'https://[fd00::1]:6443', true],
    ['fd00::1', 'https://[fd00::1]:6443', true],
    ['10.0.0.0/99, nonsense/x', 'https://10.0.0.1', false],
    ['a.example, api.example', 'https://api.example', true],
    ['', 'https://api.example', false],
  ])('%s and %s', (noProxy, server, exempt) => {
    expect(through(server, { NO_PROXY: noProxy })).toBe(exempt ? undefined : proxy);
  });
});
