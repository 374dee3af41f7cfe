import type { Policy } from '#lib/policy/model.ts';
import type { PolicyModel } from '#lib/policy/policies.ts';
import { unlabelledOf } from '#lib/policy/unlabelled.ts';
import { refOf, refText } from '#lib/snapshot/objects.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import { objectsOf, type Snapshot, unreadOf, unrecognizedOf } from '#lib/snapshot/snapshot.ts';

/** A policy whose effect is not known: it may close what nothing else closes, and open what others close. */
export interface Doubt {
  readonly kind: 'misunderstood' | 'unevaluated' | 'unread';
  /** The namespace whose pods it may concern; null: of every namespace. */
  readonly namespace: string | null;
  readonly says: string;
}

/** Policies that are joined with Kubernetes' own, or come before them, in dialects that are not evaluated. Staged kinds do nothing. */
const unevaluated = [
  'ciliumnetworkpolicies.cilium.io',
  'ciliumclusterwidenetworkpolicies.cilium.io',
  'networkpolicies.crd.projectcalico.org',
  'globalnetworkpolicies.crd.projectcalico.org',
  'networkpolicies.projectcalico.org',
  'globalnetworkpolicies.projectcalico.org',
] as const satisfies readonly ResourceName[];

// Policies whose reading failed could be any number, anywhere. NetworkPolicies are not here: controls that need them say so themselves.
const alsoNeeded = new Set<ResourceName>([
  ...unevaluated,
  'adminnetworkpolicies.policy.networking.k8s.io',
  'baselineadminnetworkpolicies.policy.networking.k8s.io',
  'clusternetworkpolicies.policy.networking.k8s.io',
]);

/** Why what policies do is not fully known, policy by policy. */
export function doubtsOf(snapshot: Snapshot, model: PolicyModel): readonly Doubt[] {
  const misunderstood = model.invalid.map(({ ref, namespace, reason }) => ({
    kind: 'misunderstood' as const,
    namespace,
    says: `${refText(ref)} could not be understood: ${reason}`,
  }));
  const foreign = unevaluated.flatMap((resource) =>
    objectsOf(snapshot, resource).map((policy) => ({
      kind: 'unevaluated' as const,
      namespace: policy.metadata.namespace ?? null,
      says: `${refText(refOf(policy))} is not evaluated: policies of ${resource.slice(resource.indexOf('.') + 1)} are not supported yet`,
    })),
  );
  const unknownKinds = snapshot.problems.flatMap(({ object, policy, namespace = null }) =>
    policy
      ? [{ kind: 'unevaluated' as const, namespace, says: `${object} is not evaluated: policies of its kind are not known` }]
      : [],
  );
  const unrecognized = unrecognizedOf(snapshot.problems).map(({ object, message }) => ({
    kind: 'unread' as const,
    namespace: null,
    says: `${object}, which may hold policies, could not be taken as it was given: ${message}`,
  }));
  const unread = unreadOf(snapshot)
    .filter(({ resource }) => alsoNeeded.has(resource))
    .map(({ resource, status, message }) => ({
      kind: 'unread' as const,
      namespace: null,
      says: `${resource} could not be read (${status}): ${message}`,
    }));
  // Cluster-wide policies find their subjects by the labels of namespaces, which nobody knows then.
  const adrift = policiesInForce(snapshot, model).unplaced.map(({ ref }) => ({
    kind: 'unread' as const,
    namespace: null,
    says: `whom ${refText(ref)} concerns is not known, because namespaces could not be read`,
  }));
  const unlabelled = unlabelledOf(snapshot, model.policies).map(({ object, reason }) => ({
    kind: 'unread' as const,
    namespace: null,
    says: `${object} ${reason}`,
  }));
  return [...misunderstood, ...foreign, ...unknownKinds, ...unrecognized, ...unread, ...adrift, ...unlabelled];
}

/** Policies by whether it can be told whom they concern. */
export function policiesInForce(
  snapshot: Snapshot,
  { policies }: PolicyModel,
): { readonly placed: readonly Policy[]; readonly unplaced: readonly Policy[] } {
  if (snapshot.reads.namespaces.status === 'read') return { placed: policies, unplaced: [] };
  const isOwn = ({ ref }: Policy) => ref.namespace !== null;
  return { placed: policies.filter(isOwn), unplaced: policies.filter((policy) => !isOwn(policy)) };
}
