import type { Severity } from '#lib/controls/control.ts';
import type { Counts } from '#lib/controls/run.ts';
import classes from './verdict.module.css';

const parts = ['pass', 'fail', 'unknown', 'excluded'] as const;
const words = { pass: 'pass', fail: 'fail', unknown: 'unknown', excluded: 'left out by the settings' };

/** How many of the judged resources pass, fail, are unknown and are left out, as one bar. */
export function OutcomeBar({ counts, severity = 'high' }: { readonly counts: Counts; readonly severity?: Severity }) {
  const shown = parts.filter((part) => counts[part] > 0);
  const text = shown.map((part) => `${counts[part]} ${words[part]}`).join(', ') || 'nothing to judge';
  return (
    <span className={classes.bar} role="img" aria-label={text} title={text}>
      {shown.map((part) => (
        <span
          key={part}
          className={`${classes.part} ${classes.fill}`}
          data-fill={part === 'unknown' ? 'hatched' : part === 'excluded' ? 'outline' : 'solid'}
          style={{ flexGrow: counts[part], color: `var(--verdict-${part === 'fail' ? severity : part})` }}
        />
      ))}
    </span>
  );
}
