import type { ReactNode } from 'react';
import { Breadcrumb, type Crumb } from '../shell/breadcrumb.tsx';
import classes from './page.module.css';

interface Props {
  readonly title: ReactNode;
  readonly above?: readonly Crumb[];
  /** What the page answers, in a sentence. */
  readonly lede?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHeader({ title, above = [], lede, actions }: Props) {
  return (
    <div className={classes.header}>
      <div>
        {above.length > 0 && <Breadcrumb above={above} />}
        <h1>{title}</h1>
        {lede !== undefined && <p className={classes.lede}>{lede}</p>}
      </div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
