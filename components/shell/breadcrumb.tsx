import { Fragment } from 'react';
import { Link } from '../link.tsx';
import classes from './shell.module.css';

export interface Crumb {
  readonly title: string;
  readonly href: string;
}

/** The pages above the open one. */
export function Breadcrumb({ above }: { readonly above: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className={classes.crumbs}>
      {above.map(({ title, href }) => (
        <Fragment key={href}>
          <Link href={href}>{title}</Link>
          <span aria-hidden>/</span>
        </Fragment>
      ))}
    </nav>
  );
}
