import type { Severity } from '#lib/controls/control.ts';
import { Link } from '../link.tsx';
import { countText } from '../text/count-text.ts';
import classes from './verdict.module.css';
import { Verdict } from './verdict.tsx';

interface Props {
  readonly counts: Readonly<Record<Severity, number>>;
  /** The list of exactly those that a number counts. */
  readonly href: (severity: Severity) => string;
}

const worstFirst: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** How many findings there are of each severity; every number opens the list that it counts. */
export function SeverityCounts({ counts, href }: Props) {
  return (
    <ul className={classes.counts}>
      {worstFirst.map((severity) => (
        <li key={severity}>
          <Link href={href(severity)}>
            <Verdict tone={severity} />
            <strong>{countText(counts[severity])}</strong>
          </Link>
        </li>
      ))}
    </ul>
  );
}
