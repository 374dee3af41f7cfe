import type { ReactNode } from 'react';
import { ClusterNav } from '#components/shell/cluster-nav.tsx';
import { clusterPath } from '../../links.ts';
import { type ClusterParams, nameIn } from '../cluster-of.ts';

/** Every page of a cluster, below the way to the others. A cluster that is not there is the page's to tell: it ends in "not found". */
export default async function ClusterLayout({ params, children }: ClusterParams & { readonly children: ReactNode }) {
  const name = nameIn((await params).cluster);
  return (
    <>
      {name !== null && <ClusterNav cluster={name} path={clusterPath(name)} />}
      {children}
    </>
  );
}
