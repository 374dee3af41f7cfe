import type { Labels, ObjectRef } from '#lib/snapshot/objects.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import type { InvalidPolicy, PodSelector, Policy } from './model.ts';
import { networkPolicy } from './network-policy.ts';
import { keysOf, matches } from './selector.ts';
import { type PodGroup, type Workload, workloadsOf } from './workloads.ts';

export interface NamespaceModel {
  readonly ref: ObjectRef;
  readonly name: string;
  readonly labels: Labels;
}

/** Everything that the policies of one snapshot say, in one model whatever their dialect. */
export interface PolicyModel {
  readonly namespaces: readonly NamespaceModel[];
  readonly workloads: readonly Workload[];
  readonly policies: readonly Policy[];
  readonly invalid: readonly InvalidPolicy[];
}

const podKeys = (selector: PodSelector): readonly string[] => keysOf(selector.pods);

/** Pod label keys that any subject or peer looks at. */
const keysOfPolicies = (policies: readonly Policy[]): ReadonlySet<string> =>
  new Set(
    policies.flatMap(({ subject, rules }) => [
      ...podKeys(subject),
      ...rules.flatMap(({ peers }) => peers.flatMap((peer) => (peer.kind === 'pods' ? podKeys(peer.selector) : []))),
    ]),
  );

/**
 * Namespaces that are given, and those that any object lies in. Every one carries its own name as `kubernetes.io/metadata.name`, as the
 * API server sees to.
 */
function namespacesOf(snapshot: Snapshot): readonly NamespaceModel[] {
  const labels = new Map<string, Labels>();
  for (const objects of Object.values(snapshot.objects)) {
    for (const { metadata } of objects) if (metadata.namespace !== undefined) labels.set(metadata.namespace, {});
  }
  for (const { metadata } of objectsOf(snapshot, 'namespaces')) labels.set(metadata.name, metadata.labels ?? {});
  return [...labels.entries()]
    .map(([name, given]) => ({
      ref: { kind: 'Namespace', namespace: null, name },
      name,
      labels: { ...given, 'kubernetes.io/metadata.name': name },
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

export function policyModel(snapshot: Snapshot): PolicyModel {
  const results = objectsOf(snapshot, 'networkpolicies.networking.k8s.io').map(networkPolicy);
  const policies = results.flatMap((result) => ('policy' in result ? [result.policy] : []));
  const unreadable = snapshot.problems.flatMap(({ object, message, resource, namespace }) =>
    resource === 'networkpolicies.networking.k8s.io'
      ? [
          {
            ref: { kind: 'NetworkPolicy', namespace: namespace ?? null, name: object },
            namespace: namespace ?? null,
            reason: message,
          },
        ]
      : [],
  );
  return {
    namespaces: namespacesOf(snapshot),
    workloads: workloadsOf(snapshot, keysOfPolicies(policies)),
    policies,
    invalid: [...results.flatMap((result) => ('invalid' in result ? [result.invalid] : [])), ...unreadable],
  };
}

/** Whether the pods of a group are selected. Pods in the host's network never are: policies do not apply to them. */
export const selects = (selector: PodSelector, group: PodGroup, namespace: NamespaceModel): boolean =>
  !group.hostNetwork &&
  ('names' in selector.namespaces
    ? selector.namespaces.names.includes(namespace.name)
    : matches(selector.namespaces.labels, namespace.labels)) &&
  matches(selector.pods, group.labels);
