import { Link } from '#components/link.tsx';
import { Time } from '#components/text/time.tsx';
import { Verdict } from '#components/verdict/verdict.tsx';
import type { FindingRow } from '#lib/store/read/finding-rows.ts';
import { scanPath } from '../../links.ts';

/** Since when a finding is open or closed, and what makes it special. */
export function FindingState({ finding }: { readonly finding: FindingRow }) {
  const { cluster, openedAt, initial, closedAt, closedScan, unconfirmedScan, excluded } = finding;
  return (
    <>
      {closedAt === null ? (
        <span>
          Open since {initial && 'before '}
          <Time at={openedAt} />
        </span>
      ) : (
        <span>
          Closed <Time at={closedAt} />
          {closedScan !== null && (
            <>
              {' '}
              by <Link href={scanPath(cluster.name, closedScan)}>scan {closedScan}</Link>
            </>
          )}
        </span>
      )}
      {excluded && (
        <div>
          <Verdict tone="excluded" /> of the score by <Link href="/settings">the settings</Link>
        </div>
      )}
      {unconfirmedScan !== null && closedAt === null && (
        <div>
          <Verdict tone="unknown" /> whether it still holds, since{' '}
          <Link href={scanPath(cluster.name, unconfirmedScan)}>scan {unconfirmedScan}</Link>
        </div>
      )}
    </>
  );
}
