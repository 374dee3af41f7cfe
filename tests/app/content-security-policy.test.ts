import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../app/security/content-security-policy.ts';

const directive = (policy: string, name: string) => policy.split('; ').find((text) => text.startsWith(`${name} `));

describe('the content security policy', () => {
  const policy = contentSecurityPolicy('abc', { development: false });

  it('lets only scripts with the nonce of the answer run', () => {
    expect(directive(policy, 'script-src')).toBe("script-src 'self' 'nonce-abc' 'strict-dynamic'");
  });

  it('lets style elements in by the same nonce', () => {
    expect(directive(policy, 'style-src')).toBe("style-src 'self' 'nonce-abc'");
  });

  it('lets nobody frame a page or send its forms elsewhere', () => {
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self'");
  });
});
