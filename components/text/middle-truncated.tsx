import classes from './text.module.css';

/** Keeps both ends of a long name: the end stays whole and the part before it gives way. Selecting and copying take all of it. */
export function MiddleTruncated({ text, keep = 10 }: { readonly text: string; readonly keep?: number }) {
  const letters = [...text];
  const cut = Math.max(0, letters.length - keep);
  return (
    <span className={classes.parts} title={text}>
      {cut > 0 && <span className={classes.start}>{letters.slice(0, cut).join('')}</span>}
      <span className={classes.end}>{letters.slice(cut).join('')}</span>
    </span>
  );
}
