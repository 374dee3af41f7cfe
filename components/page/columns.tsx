import type { ReactNode } from 'react';
import classes from './page.module.css';

/** Boxes side by side where there is room, else below one another. The `shape` names the widths. */
export function Columns({ shape, children }: { readonly shape: 'overview' | 'halves' | 'thirds'; readonly children: ReactNode }) {
  return (
    <div className={classes.columns} data-shape={shape}>
      {children}
    </div>
  );
}

export function Box({ title, children }: { readonly title?: string; readonly children: ReactNode }) {
  return (
    <div className={classes.box}>
      {title !== undefined && <h2>{title}</h2>}
      {children}
    </div>
  );
}
