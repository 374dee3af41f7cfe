import type { WorkloadFacts } from '#lib/facts/facts.ts';
import { isSystemNamespace } from '#lib/facts/system-namespaces.ts';
import { type PortSet, portsOf, unionOfPorts } from '#lib/policy/ports.ts';
import type { OpenPort } from './remediation.ts';

/**
 * The ports of cluster DNS, which is there for everyone; none for other workloads. On its pods they may be others than 53: then they are
 * called `dns` and `dns-tcp`, as in the manifests of CoreDNS.
 */
export function dnsPortsOf({ namespace, labels, containers }: WorkloadFacts): readonly OpenPort[] {
  const names = [labels['k8s-app'], labels['app.kubernetes.io/name']];
  if (!isSystemNamespace(namespace) || !names.some((name) => name === 'kube-dns' || name === 'coredns')) return [];
  const declared = containers
    .flatMap(({ ports }) => ports ?? [])
    .filter(({ name, containerPort }) => (name === 'dns' || name === 'dns-tcp') && containerPort !== 53);
  return [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
    ...declared.map(({ protocol, containerPort }) => ({ protocol, port: containerPort })),
  ];
}

/** The same as a set. */
export const setOfOpenPorts = (ports: readonly OpenPort[]): PortSet =>
  unionOfPorts(ports.map(({ protocol, port }) => portsOf(protocol, { from: port, to: port })));
