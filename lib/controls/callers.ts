import type { CallersAsked } from '#lib/facts/callers.ts';
import type { Facts, NamespaceFacts, WorkloadFacts } from '#lib/facts/facts.ts';
import { groupWithout, type TrafficPeers, type WorkloadGroup } from '#lib/facts/traffic.ts';
import type { PortSet } from '#lib/policy/ports.ts';
import { refText } from '#lib/snapshot/objects.ts';

/** Who gets through to a workload, and, where nobody is known to, why somebody may all the same. */
export interface Calling {
  readonly through: TrafficPeers;
  readonly doubt: string | undefined;
}

export type CallersFrom = (workload: WorkloadFacts, ports: PortSet, asked?: CallersAsked) => Calling;

/**
 * Answers who of the workloads in some namespaces gets through to one of another namespace. A caller whose own policies are not fully known
 * counts only as a doubt, where the other side would let it in.
 */
export function callersFrom(
  { namespaces, workloads, traffic }: Facts,
  isMeant: (namespace: NamespaceFacts) => boolean,
): CallersFrom {
  const meant = new Map(namespaces.filter(isMeant).map((namespace) => [namespace.name, namespace]));
  const doubtAbout = ({ namespace, hostNetwork, partial }: WorkloadFacts): string | undefined =>
    hostNetwork ? undefined : (meant.get(namespace)?.unknown[0] ?? partial.egress[0]);
  const isKnown = ({ namespace, hostNetwork }: WorkloadFacts): boolean =>
    meant.has(namespace) && (hostNetwork || meant.get(namespace)?.unknown.length === 0);
  const known = traffic.group(workloads.filter(isKnown));
  const isDoubtful = (workload: WorkloadFacts): boolean => meant.has(workload.namespace) && doubtAbout(workload) !== undefined;
  const doubted = workloads.filter(isDoubtful);
  const doubtful = doubted.length === 0 ? null : traffic.group(doubted);
  const outside = new Map<string, { readonly known: WorkloadGroup; readonly doubtful: WorkloadGroup | null }>();
  const inNamespace = Map.groupBy(workloads, ({ namespace }) => namespace);
  const outsideOf = (name: string) => {
    const found = outside.get(name);
    if (found !== undefined) return found;
    const own = traffic.group(inNamespace.get(name) ?? []);
    const made = { known: groupWithout(known, own), doubtful: doubtful && groupWithout(doubtful, own) };
    outside.set(name, made);
    return made;
  };
  return (workload, ports, asked = {}) => {
    const others = outsideOf(workload.namespace);
    const through = traffic.callers(workload, others.known, ports, asked);
    if (through.count > 0 || others.doubtful === null) return { through, doubt: undefined };
    const [first] = traffic.callers(workload, others.doubtful, ports, { ...asked, heldBack: true }).few;
    return {
      through,
      doubt: first && `${refText(first.workload.ref)} may get through, for ${doubtAbout(first.workload)}`,
    };
  };
}
