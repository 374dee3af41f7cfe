import classes from './shell.module.css';

/** The first stop of the Tab key: past the header, to what the page says. */
export function SkipLink() {
  return (
    <a href="#main" className={classes.skip}>
      Skip to content
    </a>
  );
}
