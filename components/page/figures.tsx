import type { ReactNode } from 'react';
import classes from './page.module.css';

export interface Figure {
  readonly title: string;
  readonly value: ReactNode;
  /** What it is a number of, or where it is from. */
  readonly about: ReactNode;
}

/** A few large numbers in a row, each with its name above and what it counts below. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <dl className={classes.figures}>
      {figures.map(({ title, value, about }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>
            <strong>{value}</strong>
            <span>{about}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
