'use client';

import { useSelectedLayoutSegment } from 'next/navigation';
import { useEffect, useRef } from 'react';
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
  const box = useRef<HTMLElement>(null);
  // On a narrow screen not all of them fit. The page itself must not scroll, so `scrollIntoView` will not do.
  useEffect(() => {
    const mark = box.current?.querySelector(`[data-segment="${open ?? ''}"]`);
    if (!(mark instanceof HTMLElement) || box.current === null) return;
    box.current.scrollLeft = mark.offsetLeft + mark.offsetWidth / 2 - box.current.clientWidth / 2;
  }, [open]);
  return (
    <nav ref={box} aria-label={`Cluster ${cluster}`} className={classes.tabs}>
      <ul>
        {clusterPages.map(([segment, title]) => (
          <li key={title} data-segment={segment ?? ''}>
            <Link href={segment === null ? path : `${path}/${segment}`} aria-current={segment === open ? 'page' : undefined}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
