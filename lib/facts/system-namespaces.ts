/** Kubernetes' own (https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces). */
export const systemNamespaces: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease'];

export const isSystemNamespace = (name: string): boolean => systemNamespaces.includes(name);
