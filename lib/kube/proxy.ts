import { BlockList, isIP } from 'node:net';
import type { Environment } from './kubeconfig.ts';

const portOf = (url: URL): string => url.port || (url.protocol === 'https:' ? '443' : '80');

function isInRange(host: string, range: string): boolean {
  const [address = '', prefix = ''] = range.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const hostFamily = isIP(host) === 6 ? 'ipv6' : 'ipv4';
  const length = Number(prefix);
  if (isIP(address) === 0 || isIP(host) === 0 || !/^\d+$/.test(prefix) || length > (family === 'ipv6' ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(address, length, family);
  return list.check(host, hostFamily);
}

function isExempt(server: URL, noProxy: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host === '::1' || isInRange(host, '127.0.0.0/8')) return true;
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      if (entry.includes('/')) return isInRange(host, entry);
      const [, name = '', port] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
      if (port !== undefined && port !== portOf(server)) return false;
      const suffix = name.replace(/^\*?\./, '');
      return host.endsWith(`.${suffix}`) || (host === suffix && suffix === name);
    });
}

/**
 * The proxy that the environment asks for, as kubectl understands HTTPS_PROXY, HTTP_PROXY and NO_PROXY (golang.org/x/net/http/httpproxy):
 * NO_PROXY holds host names with their subdomains, `host:port`, addresses, CIDR ranges or `*`; the machine itself is never proxied.
 */
export function environmentProxy(server: URL, env: Environment): string | undefined {
  const of = (name: string) => env[name] || env[name.toLowerCase()] || undefined;
  const proxy = server.protocol === 'https:' ? of('HTTPS_PROXY') : of('HTTP_PROXY');
  if (proxy === undefined || isExempt(server, of('NO_PROXY') ?? '')) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}
