import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './page.module.css';

/** Something that must be known before the rest is read: `problem` where it makes the rest less certain. */
export function Notice({
  kind,
  title,
  children,
}: {
  readonly kind: 'problem' | 'info';
  readonly title: string;
  readonly children?: ReactNode;
}) {
  const Icon = kind === 'problem' ? IconAlertTriangle : IconInfoCircle;
  return (
    <div className={classes.notice} data-kind={kind} role={kind === 'problem' ? 'alert' : 'note'}>
      <Icon size={18} aria-hidden />
      <div>
        <strong>{title}</strong>
        {children}
      </div>
    </div>
  );
}
