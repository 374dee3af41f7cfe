import type { ClusterObject } from '#tests/support/api-server.ts';

/** Short ways to write the objects of a test's cluster. */

export const namespace = (name: string): ClusterObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
});

export const pod = (name: string, space = 'shop'): ClusterObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: space, labels: { app: name } },
  spec: { containers: [{ name: 'main', image: 'registry.example/app:1' }] },
  status: { phase: 'Running' },
});

export const pods = (count: number): readonly ClusterObject[] =>
  Array.from({ length: count }, (_, index) => pod(`pod-${String(index).padStart(4, '0')}`));

export const policy = (name: string, space = 'shop'): ClusterObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: space },
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
});

export const ciliumPolicy = (name: string, space = 'shop'): ClusterObject => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name, namespace: space },
  spec: { endpointSelector: {}, ingress: [{}] },
});

export const ciliumConfig = (): ClusterObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'cilium-config', namespace: 'kube-system' },
  data: { 'enable-policy': 'default' },
});
