import { palette, type Tone } from '#lib/controls/palette.ts';
import classes from './verdict.module.css';

interface Props {
  readonly tone: Tone;
  /** In place of the tone's own word and letter. */
  readonly label?: string;
  readonly letter?: string;
  /** Keeps the word for hovering and for those who hear the page. */
  readonly short?: boolean;
}

/** A verdict by its colour, its letter, the way it is filled and its word: none of them alone has to be seen. */
export function Verdict({ tone, label = palette[tone].label, letter = palette[tone].letter, short = false }: Props) {
  return (
    <span className={classes.verdict} title={short ? label : undefined}>
      <span
        className={`${classes.mark} ${classes.fill}`}
        data-fill={palette[tone].fill}
        style={{ color: `var(--verdict-${tone})` }}
        aria-hidden
      >
        <span>{letter}</span>
      </span>
      <span className={short ? classes.heard : undefined}>{label}</span>
    </span>
  );
}
