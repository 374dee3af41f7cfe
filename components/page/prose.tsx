import type { ReactNode } from 'react';
import classes from './page.module.css';

/** Text to read: lines of a length that eyes can follow. */
export function Prose({ children }: { readonly children: ReactNode }) {
  return <div className={classes.prose}>{children}</div>;
}
