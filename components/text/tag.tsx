import classes from './text.module.css';

/** A word beside a name that says what kind of thing it is. */
export function Tag({ children }: { readonly children: string }) {
  return <small className={classes.tag}>{children}</small>;
}
