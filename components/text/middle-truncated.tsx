import classes from './text.module.css';

interface Props {
  readonly text: string;
  /** How many letters at the end always stay. */
  readonly keep?: number;
}

/**
 * Keeps both ends of a long name: the end stays whole and the part before it gives way. Selecting and copying take all of it. Those who
 * hear the page hear it in one piece.
 */
export function MiddleTruncated({ text, keep = 10 }: Props) {
  const letters = [...text];
  if (letters.length < 2 * keep) return <span className={classes.start}>{text}</span>;
  return (
    <span className={classes.parts} title={text} role="img" aria-label={text}>
      <span className={classes.start}>{letters.slice(0, -keep).join('')}</span>
      <span className={classes.end}>{letters.slice(-keep).join('')}</span>
    </span>
  );
}
