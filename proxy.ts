import { type NextRequest, NextResponse } from 'next/server';
import { hostIsAllowed } from './app/security/allowed-hosts.ts';
import { contentSecurityPolicy } from './app/security/content-security-policy.ts';
import { env } from './lib/env.ts';

function isWellFormed(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** Runs before every page and API route: refuses foreign host names and broken addresses, and gives each page a nonce that its scripts must carry. */
export function proxy(request: NextRequest): NextResponse {
  const host = request.headers.get('host') ?? '';
  if (!hostIsAllowed(host, env().allowedHosts)) {
    return new NextResponse(
      `Bulkhead does not answer for the host name "${host}". Add it to BULKHEAD_ALLOWED_HOSTS if it should.\n`,
      {
        status: 421,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      },
    );
  }
  if (!isWellFormed(request.nextUrl.pathname))
    return new NextResponse('This address is not well-formed: a percent sign in it stands for no character.\n', {
      status: 400,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
  const nonce = crypto.randomUUID().replaceAll('-', '');
  const policy = contentSecurityPolicy(nonce, { development: process.env.NODE_ENV === 'development' });
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  // Next reads the nonce for its own scripts out of the policy in the request.
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

export const config = { matcher: '/((?!_next/static|icon.svg).*)' };
