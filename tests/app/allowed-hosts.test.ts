import { describe, expect, it } from 'vitest';
import { hostIsAllowed } from '../../app/security/allowed-hosts.ts';

const allowed = ['bulkhead.example.org'];

describe('a request', () => {
  it.each([
    'localhost',
    'localhost:3000',
    'LOCALHOST:3000',
    'app.localhost:3000',
    '127.0.0.1:3000',
    '10.1.2.3',
    '[::1]:3000',
    'bulkhead.example.org',
    'Bulkhead.Example.org:443',
  ])('for %s is answered', (host) => {
    expect(hostIsAllowed(host, allowed)).toBe(true);
  });

  it.each([
    '',
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    'notlocalhost',
    'bulkhead.example.org.evil.example',
    '127.0.0.1.evil.example',
    'user@localhost',
    'localhost/',
    '[::1].evil.example',
    'localhost:3000:3000',
  ])('for %j is refused', (host) => {
    expect(hostIsAllowed(host, allowed)).toBe(false);
  });
});
