import { Link } from '#components/link.tsx';
import { Time } from '#components/text/time.tsx';
import { scanPath } from '../../../links.ts';
import type { ScanShown } from '../../scan-shown.ts';

interface Props {
  readonly cluster: string;
  readonly shown: ScanShown;
  /** The same page for the newest scan. */
  readonly newest: string;
}

/** Which scan a page tells about, and the way to the newest where that is another. */
export function ScanLine({ cluster, shown: { scan, asked }, newest }: Props) {
  return (
    <span>
      As <Link href={scanPath(cluster, scan.number)}>scan {scan.number}</Link> saw it, <Time at={scan.startedAt} />
      {asked !== null && (
        <>
          {' · '}
          <Link href={newest}>Show the newest scan</Link>
        </>
      )}
    </span>
  );
}
