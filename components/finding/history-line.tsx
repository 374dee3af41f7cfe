import { Link } from '../link.tsx';
import { Time } from '../text/time.tsx';
import classes from './finding.module.css';

interface Occurrence {
  readonly id: number;
  readonly openedAt: string;
  readonly openedScan: number;
  readonly initial: boolean;
  readonly closedAt: string | null;
  readonly closedScan: number | null;
}

interface Props {
  /** The newest first. */
  readonly occurrences: readonly Occurrence[];
  readonly current: number;
  readonly href: (id: number) => string;
  readonly scanHref: (scan: number) => string;
}

/** Every time that the control failed on the resource, and the scans that saw it begin and end. */
export function HistoryLine({ occurrences, current, href, scanHref }: Props) {
  return (
    <ol className={classes.history} reversed>
      {occurrences.map(({ id, openedAt, openedScan, initial, closedAt, closedScan }) => (
        <li key={id} aria-current={id === current || undefined}>
          Opened {initial && 'before '}
          <Link href={scanHref(openedScan)}>scan {openedScan}</Link>, <Time at={openedAt} />
          {closedAt !== null && closedScan !== null ? (
            <>
              ; closed by <Link href={scanHref(closedScan)}>scan {closedScan}</Link>, <Time at={closedAt} />
            </>
          ) : (
            '; still open'
          )}
          {id !== current && (
            <>
              {' '}
              (<Link href={href(id)}>show</Link>)
            </>
          )}
        </li>
      ))}
    </ol>
  );
}
