import { Link } from '../link.tsx';
import classes from './explain.module.css';

interface Props {
  readonly src: string;
  readonly dst: string;
  /** The page of an end; null for one that has none. */
  readonly href: (end: string) => string | null;
}

function End({ end, href }: { readonly end: string; readonly href: string | null }) {
  return href === null ? end : <Link href={href}>{end}</Link>;
}

/** `shop/web[Deployment] → shop/db[StatefulSet]`, each end a link where it has a page. */
export function ConnectionEnds({ src, dst, href }: Props) {
  return (
    <span className={classes.ends}>
      <End end={src} href={href(src)} /> → <End end={dst} href={href(dst)} />
    </span>
  );
}
