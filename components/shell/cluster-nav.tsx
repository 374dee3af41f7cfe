'use client';

import { useSelectedLayoutSegment } from 'next/navigation';
import { Link } from '../link.tsx';
import classes from './shell.module.css';

/** The pages of one cluster, by the part of the address that they begin with; null is the page of the cluster itself. */
const clusterPages: readonly (readonly [string | null, string])[] = [
  [null, 'Overview'],
  ['reachability', 'Reachability'],
  ['workloads', 'Workloads'],
  ['drift', 'Drift'],
  ['explain', 'Explain'],
  ['scans', 'Scans'],
];

/** Stands above every page of a cluster; the page that is open, or that the open one belongs to, is marked. `path` is the cluster's. */
export function ClusterNav({ cluster, path }: { readonly cluster: string; readonly path: string }) {
  const open = useSelectedLayoutSegment();
  return (
    <nav aria-label={`Cluster ${cluster}`} className={classes.tabs}>
      <ul>
        {clusterPages.map(([segment, title]) => (
          <li key={title}>
            <Link href={segment === null ? path : `${path}/${segment}`} aria-current={segment === open ? 'page' : undefined}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
