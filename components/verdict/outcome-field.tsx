import type { Outcome, Severity } from '#lib/controls/control.ts';
import { palette } from '#lib/controls/palette.ts';
import type { Counts } from '#lib/controls/run.ts';
import { MiddleTruncated } from '../text/middle-truncated.tsx';
import classes from './verdict.module.css';

interface Props {
  readonly name: string;
  readonly outcome: Outcome | 'excluded';
  readonly severity: Severity;
  readonly counts: Counts;
}

/** One field of a grid: how the resources of a place are judged, by colour, letter and number. */
export function OutcomeField({ name, outcome, severity, counts }: Props) {
  const tone = outcome === 'fail' ? severity : outcome;
  const judged = counts.pass + counts.fail + counts.unknown + counts.excluded;
  const numbers = `${counts.fail} of ${judged} fail${counts.unknown > 0 ? `, ${counts.unknown} unknown` : ''}${counts.excluded > 0 ? `, ${counts.excluded} left out` : ''}`;
  return (
    <span className={classes.field} title={`${name}: ${numbers}`}>
      <span
        className={`${classes.mark} ${classes.fill}`}
        data-fill={palette[tone].fill}
        style={{ color: `var(--verdict-${tone})` }}
        aria-hidden
      >
        <span>{outcome === 'fail' ? '✗' : palette[tone].letter}</span>
      </span>
      <MiddleTruncated text={name} keep={6} />
      <span className={classes.number}>{judged === 0 ? '–' : `${counts.fail}/${judged}`}</span>
    </span>
  );
}
