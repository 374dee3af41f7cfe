import { Link } from '../link.tsx';
import classes from './shell.module.css';

export function Footer({ version }: { readonly version: string }) {
  return (
    <footer className={classes.footer}>
      <span>Bulkhead {version}</span>
      <Link href="/how-scores-are-made">How scores are made</Link>
    </footer>
  );
}
