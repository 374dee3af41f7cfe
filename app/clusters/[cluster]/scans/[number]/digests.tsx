import { Facts } from '#components/page/facts.tsx';
import { CopyName } from '#components/text/copy-name.tsx';
import { absoluteTime } from '#components/text/time.tsx';
import type { ScanRow } from '#lib/store/read/scans.ts';

const Digest = ({ text }: { readonly text: string | null }) =>
  text === null ? (
    'none'
  ) : (
    <span>
      <code>{text}</code> <CopyName text={text} />
    </span>
  );

/** What an auditor compares: equal content, equal digest. */
export function ScanDigests({ scan, serverVersion }: { readonly scan: ScanRow; readonly serverVersion: string | null }) {
  return (
    <Facts
      facts={[
        ['Began', absoluteTime(new Date(scan.startedAt))],
        ['Ended', absoluteTime(new Date(scan.finishedAt))],
        ['Snapshot', <Digest key="snapshot" text={scan.snapshotDigest} />],
        ['Results', <Digest key="results" text={scan.resultsDigest} />],
        ['Scan before', <Digest key="previous" text={scan.previousDigest} />],
        ['Kubernetes', serverVersion ?? 'not told'],
        ['Bulkhead', scan.version],
        ['Objects', scan.objects],
        ['Findings', scan.findings],
      ]}
    />
  );
}
