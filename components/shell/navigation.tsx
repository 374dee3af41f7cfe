'use client';

import { usePathname } from 'next/navigation';
import { Link } from '../link.tsx';
import { pages } from './pages.ts';
import classes from './shell.module.css';

/** The main pages; the one that is open, or that the open one belongs to, is marked. */
export function Navigation({ onFollow }: { readonly onFollow?: () => void }) {
  const path = usePathname();
  return (
    <ul className={classes.links}>
      {pages.map(({ href, title, also }) => {
        const open = href === '/' ? path === '/' || path.startsWith(also ?? '/ ') : path.startsWith(href);
        return (
          <li key={href}>
            <Link href={href} aria-current={open ? 'page' : undefined} {...(onFollow === undefined ? {} : { onClick: onFollow })}>
              {title}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
