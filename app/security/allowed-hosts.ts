import { isIP } from 'node:net';

/**
 * Whether a request with this `Host` header may be answered. A page of another site can point its own name at this server's address
 * (DNS rebinding) and would then read everything here as if it were its own; names that nobody configured are therefore refused. An
 * address cannot be rebound, so every address is fine.
 */
export function hostIsAllowed(header: string, allowed: readonly string[]): boolean {
  const name = hostName(header);
  if (name === null) return false;
  return isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost') || allowed.includes(name);
}

/** The name of `name:port`, `1.2.3.4:port` or `[::1]:port` in lower case; null where it is none of them. */
function hostName(header: string): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+))(?::\d{1,5})?$/i.exec(header);
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}
