import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';

const roleLabels = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/**
 * The addresses of the API server as far as the cluster itself tells: connections to its Service end there. None where no object tells, as
 * on clusters whose control plane the cloud runs. By the pods of the API server, or else by the nodes that carry the label of a control plane
 * (https://kubernetes.io/docs/reference/labels-annotations-taints/#node-role-kubernetes-io-control-plane).
 */
export function apiServerOf(snapshot: Snapshot): readonly string[] {
  const pods = objectsOf(snapshot, 'pods').filter(
    ({ metadata }) => metadata.namespace === 'kube-system' && metadata.labels?.component === 'kube-apiserver',
  );
  const ofPods = pods.flatMap(({ status }) => status.podIPs ?? (status.hostIP === undefined ? [] : [status.hostIP]));
  if (ofPods.length > 0) return [...new Set(ofPods)];
  const nodes = objectsOf(snapshot, 'nodes').filter(({ metadata }) =>
    roleLabels.some((label) => Object.hasOwn(metadata.labels ?? {}, label)),
  );
  const ofNodes = nodes.flatMap(({ addresses }) =>
    (addresses ?? []).flatMap(({ type, address }) => (type === 'InternalIP' ? [address] : [])),
  );
  return [...new Set(ofNodes)];
}
