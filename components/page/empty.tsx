import type { ReactNode } from 'react';
import classes from './page.module.css';

/** Stands where there is nothing to list: one sentence, and the one thing to do about it. */
export function Empty({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <p>{children}</p>
      {action}
    </div>
  );
}
