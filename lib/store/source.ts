import { z } from 'zod';

/** Where a cluster is read from. `kubeconfig` is a path on the machine of the worker; without it the usual one is used. */
export const clusterSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('context'), context: z.string().min(1), kubeconfig: z.string().min(1).optional() }),
  z.strictObject({ kind: z.literal('inCluster') }),
  z.strictObject({ kind: z.literal('manifests'), path: z.string().min(1) }),
  z.strictObject({ kind: z.literal('sample'), story: z.string().min(1) }),
]);
export type ClusterSource = z.infer<typeof clusterSource>;

/** As pages and reports name it: `context prod`, `manifests ./deploy`. */
export function sourceText(source: ClusterSource): string {
  switch (source.kind) {
    case 'context':
      return source.kubeconfig === undefined ? `context ${source.context}` : `context ${source.context} of ${source.kubeconfig}`;
    case 'inCluster':
      return 'the cluster that Bulkhead runs in';
    case 'manifests':
      return `manifests ${source.path}`;
    case 'sample':
      return `sample ${source.story}`;
  }
}
