import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEnv } from '#lib/env.ts';

describe('the environment', () => {
  test('may be empty', () => {
    expect(readEnv({})).toMatchObject({
      databaseUrl: null,
      dataDir: path.resolve('.bulkhead'),
      dataDirGiven: false,
      host: '127.0.0.1',
      port: 3000,
      sample: null,
      manifestsRoot: 'any',
      kubeconfig: null,
      logLevel: 'info',
      scanConcurrency: 2,
    });
  });

  test('counts an empty variable as not set', () => {
    expect(readEnv({ DATABASE_URL: '', PORT: ' ', BULKHEAD_SAMPLE: '' })).toEqual(readEnv({}));
  });

  test('prefers BULKHEAD_PORT, which no other program sets, to PORT', () => {
    expect(readEnv({ PORT: '4000' }).port).toBe(4000);
    expect(readEnv({ PORT: '4000', BULKHEAD_PORT: '5000' }).port).toBe(5000);
  });

  test.each([
    ['127.0.0.1', undefined, 'any'],
    ['::1', undefined, 'any'],
    ['localhost', undefined, 'any'],
    ['0.0.0.0', undefined, null],
    ['192.168.1.5', undefined, null],
    ['0.0.0.0', '/srv/manifests', '/srv/manifests'],
    ['127.0.0.1', '/srv/manifests', '/srv/manifests'],
  ])(
    'on %s with BULKHEAD_MANIFESTS_ROOT %s, manifests may be named below %s',
    (BULKHEAD_HOST, BULKHEAD_MANIFESTS_ROOT, expected) => {
      expect(readEnv({ BULKHEAD_HOST, BULKHEAD_MANIFESTS_ROOT }).manifestsRoot).toBe(expected);
    },
  );

  test.each([
    ['PORT', '70000'],
    ['BULKHEAD_PORT', '0'],
    ['PORT', '80.5'],
    ['DATABASE_URL', 'mysql://localhost/db'],
    ['BULKHEAD_SAMPLE', 'maybe'],
    ['BULKHEAD_LOG_LEVEL', 'loud'],
    ['BULKHEAD_SCAN_CONCURRENCY', '-1'],
  ])('is refused with the name of the variable: %s=%s', (name, value) => {
    expect(() => readEnv({ [name]: value })).toThrow(new RegExp(`^The environment is not right: ${name}: `));
  });
});
