import type { ObjectRef } from '#lib/snapshot/objects.ts';
import { Link } from '../link.tsx';
import { CopyName } from './copy-name.tsx';
import { MiddleTruncated } from './middle-truncated.tsx';
import classes from './text.module.css';

interface Props {
  readonly resource: ObjectRef;
  /** Shown before the namespace where a list spans clusters. */
  readonly cluster?: string | undefined;
  readonly href?: string;
  /** Says what kind of object it is, in front. */
  readonly withKind?: boolean;
}

const Before = ({ part }: { readonly part: string }) => (
  <>
    <MiddleTruncated text={part} />
    <span className={classes.slash}>/</span>
  </>
);

/** `cluster / namespace / name`, each part cut in its middle where space lacks, whole on hover, with a button that copies it. */
export function ObjectName({ resource, cluster, href, withKind = false }: Props) {
  const full = [cluster, resource.namespace, resource.name].filter((part) => part !== undefined && part !== null).join('/');
  const name = (
    <>
      {cluster !== undefined && <Before part={cluster} />}
      {resource.namespace !== null && <Before part={resource.namespace} />}
      <MiddleTruncated text={resource.name} />
    </>
  );
  return (
    <span className={classes.name}>
      {withKind && <span className={classes.kind}>{resource.kind}</span>}
      {href === undefined ? (
        <span className={classes.whole}>{name}</span>
      ) : (
        <Link href={href} className={classes.whole}>
          {name}
        </Link>
      )}
      <CopyName text={full} />
    </span>
  );
}
