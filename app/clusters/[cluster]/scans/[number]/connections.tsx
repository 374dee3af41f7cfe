import { Link } from '#components/link.tsx';
import { Section } from '#components/page/section.tsx';
import { DriftNumbers } from '#components/reach/drift-counts.tsx';
import type { DriftScan } from '#lib/store/read/drift-scans.ts';
import { driftPath } from '../../../../links.ts';

/** How many connections this scan saw open and close, and the way to which and why. */
export function ScanConnections({ cluster, scan }: { readonly cluster: string; readonly scan: DriftScan }) {
  const { number, against, counts, reason } = scan;
  if (counts === null && against === null)
    return <Section title="Connections" note={`Which opened or closed is not known, because ${reason}.`} />;
  if (against === null) return null;
  return (
    <Section
      title="Connections that opened and closed"
      actions={<Link href={driftPath(cluster, { from: against, to: number })}>Which, and what did it</Link>}
      note={
        <>
          Against scan {against}: {counts === null ? `not known, because ${reason}` : <DriftNumbers counts={counts} />}
        </>
      }
    />
  );
}
