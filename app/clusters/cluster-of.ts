import { notFound } from 'next/navigation';
import { type Cluster, findCluster } from '#lib/store/clusters.ts';
import { sharedStore } from '#lib/store/connection.ts';

export interface ClusterParams {
  readonly params: Promise<{ readonly cluster: string }>;
}

/** The name in the address, as it was before it was encoded; null where it is no encoding of anything. */
export function nameIn(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** The cluster that the address names; ends in "not found" where there is none of that name. */
export async function clusterOf({ params }: ClusterParams): Promise<Cluster> {
  const name = nameIn((await params).cluster);
  return (name === null ? null : await findCluster(sharedStore(), { name })) ?? notFound();
}
