/** `*.example.org` takes every host below it, at any depth, and not `example.org`; `*` takes every host. */
const takes = (pattern: string, host: string): boolean =>
  pattern === host || (pattern.startsWith('*') && host.endsWith(pattern.slice(1)));

/** Whether any host is one of both lists, either of which may name hosts by their end; all in lower case. */
export const shareHost = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((host) => others.some((other) => takes(host, other) || takes(other, host)));

const inCluster = /^([^.]+)\.([^.]+)\.svc(?:\.|$)/;

/** The Service of the cluster that DNS gives the name to: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ */
export function serviceNamed(host: string): { readonly namespace: string; readonly service: string } | undefined {
  const [, service, namespace] = inCluster.exec(host.toLowerCase()) ?? [];
  return service === undefined || namespace === undefined ? undefined : { namespace, service };
}
