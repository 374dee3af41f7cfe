import { Link } from '#components/link.tsx';
import { Notice } from '#components/page/notice.tsx';
import type { DriftScan } from '#lib/store/read/drift-scans.ts';
import { scanPath } from '../../../links.ts';
import type { ChosenScans } from './chosen.ts';

const most = 12;

interface Props {
  readonly cluster: string;
  readonly chosen: ChosenScans;
  /** Scans between the two whose lines are not all there, and those of which nobody knows any. */
  readonly truncated: readonly number[];
  readonly unknownScans: readonly number[];
}

function Numbers({ cluster, numbers }: { readonly cluster: string; readonly numbers: readonly number[] }) {
  return (
    <>
      {numbers.slice(0, most).map((number, index) => (
        <span key={number}>
          {index > 0 && ', '}
          <Link href={scanPath(cluster, number)}>scan {number}</Link>
        </span>
      ))}
      {numbers.length > most && ` and ${numbers.length - most} more`}
    </>
  );
}

/** Why an end of the comparison is not what its scan saw. */
const endText = (which: string, { number, reason }: DriftScan): string =>
  `${which} scan ${number} who reached whom is not known, because ${reason}: what the last scan before it saw stands in its place.`;

/** What has to be known before the lines are read. */
export function DriftNotices({ cluster, chosen: { from, to, swapped }, truncated, unknownScans }: Props) {
  const blind = ({ reason, against }: DriftScan) => reason !== null && against === null;
  return (
    <>
      {swapped && (
        <Notice kind="info" title={`Scan ${from.number} is the earlier one`}>
          <p>The two scans were named the other way round; what follows goes from the earlier to the later.</p>
        </Notice>
      )}
      {blind(from) && (
        <Notice kind="problem" title="The comparison begins earlier than asked">
          <p>{endText('At', from)}</p>
        </Notice>
      )}
      {blind(to) && (
        <Notice kind="problem" title="The comparison ends earlier than asked">
          <p>{endText('At', to)}</p>
        </Notice>
      )}
      {unknownScans.length > 0 && (
        <Notice kind="problem" title="What some scans changed is not known">
          <p>
            <Numbers cluster={cluster} numbers={unknownScans} />: what opened or closed there may be missing below.
          </p>
        </Notice>
      )}
      {truncated.length > 0 && (
        <Notice kind="problem" title="Some scans changed more connections than are kept">
          <p>
            <Numbers cluster={cluster} numbers={truncated} />: what is below is a part of what changed.
          </p>
        </Notice>
      )}
    </>
  );
}
