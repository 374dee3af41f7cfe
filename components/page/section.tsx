import type { ReactNode } from 'react';
import classes from './page.module.css';

interface Props {
  readonly title: ReactNode;
  /** Where links from elsewhere come in. */
  readonly id?: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

export function Section({ title, id, note, actions, children }: Props) {
  return (
    <section id={id} className={classes.section}>
      <div className={classes.sectionHead}>
        <h2>{title}</h2>
        {actions}
      </div>
      {note !== undefined && <p className={classes.note}>{note}</p>}
      {children}
    </section>
  );
}
