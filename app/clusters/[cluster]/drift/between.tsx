import { Link } from '#components/link.tsx';
import { LinkButton } from '#components/link-button.tsx';
import { Empty } from '#components/page/empty.tsx';
import { Section } from '#components/page/section.tsx';
import { DriftNumbers } from '#components/reach/drift-counts.tsx';
import { absoluteTime } from '#components/text/time.tsx';
import { driftByCause } from '#lib/assess/drift-causes.ts';
import type { DriftView } from '#lib/store/read/drift.ts';
import type { DriftScan } from '#lib/store/read/drift-scans.ts';
import { driftCsvPath, driftPath, scanPath } from '../../../links.ts';
import type { ChosenScans } from './chosen.ts';
import { DriftGroups } from './groups.tsx';
import { DriftNotices } from './notices.tsx';

interface Props {
  readonly cluster: string;
  readonly chosen: ChosenScans;
  readonly drift: DriftView;
}

const ScanAt = ({ cluster, scan: { number, at } }: { readonly cluster: string; readonly scan: DriftScan }) => (
  <>
    <Link href={scanPath(cluster, number)}>scan {number}</Link> ({absoluteTime(new Date(at))})
  </>
);

/** What is different between the two scans, by the object whose change made it so. */
export function DriftBetween({ cluster, chosen, drift }: Props) {
  const scans = { from: chosen.from.number, to: chosen.to.number };
  const { lines, truncated, unknownScans } = drift;
  const same = scans.from === scans.to;
  const csv = driftCsvPath(cluster, scans);
  return (
    <Section
      title={`From scan ${scans.from} to scan ${scans.to}`}
      note={
        <>
          From <ScanAt cluster={cluster} scan={chosen.from} /> to <ScanAt cluster={cluster} scan={chosen.to} />:{' '}
          <DriftNumbers counts={drift} isWhole={truncated.length + unknownScans.length === 0} />
        </>
      }
    >
      <DriftNotices cluster={cluster} chosen={chosen} truncated={truncated} unknownScans={unknownScans} />
      {lines.length === 0 && (
        <Empty action={<LinkButton href={driftPath(cluster)}>To the last change</LinkButton>}>
          {same
            ? 'This is one and the same scan: choose two to see what changed between them.'
            : 'As far as it is known, every connection that one of them allows is allowed by the other, on the same ports.'}
        </Empty>
      )}
      <DriftGroups cluster={cluster} groups={driftByCause(lines)} scans={scans} csv={csv} />
    </Section>
  );
}
