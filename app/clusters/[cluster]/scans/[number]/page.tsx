import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Link } from '#components/link.tsx';
import { Box, Columns } from '#components/page/columns.tsx';
import { PageHeader } from '#components/page/page-header.tsx';
import { Section } from '#components/page/section.tsx';
import { ScanStatus } from '#components/scan/scan-status.tsx';
import { Time } from '#components/text/time.tsx';
import { UserError } from '#lib/errors.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { findDriftScan } from '#lib/store/read/drift-scans.ts';
import { readScan, type ScanDetail } from '#lib/store/read/scan.ts';
import { findScan } from '#lib/store/read/scans.ts';
import { clusterPath, scanPath, scansPath } from '../../../../links.ts';
import { type ClusterParams, clusterOf } from '../../../cluster-of.ts';
import { ReadingNotices } from '../../reading-notices.tsx';
import { ScanChanges } from './changes.tsx';
import { ScanConnections } from './connections.tsx';
import { ScanDigests } from './digests.tsx';
import { Reads } from './reads.tsx';
import { ScanScores } from './scores.tsx';

interface Props {
  readonly params: Promise<{ readonly cluster: string; readonly number: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Scan ${(await params).number}` };
}

async function scanOf(cluster: number, number: string): Promise<ScanDetail> {
  if (!/^[1-9]\d{0,8}$/.test(number)) notFound();
  return readScan(sharedStore(), cluster, Number(number)).catch((error: unknown) => {
    if (error instanceof UserError && error.status === 404) notFound();
    throw error;
  });
}

export default async function ScanPage({ params }: Props & ClusterParams) {
  const { id, name } = await clusterOf({ params });
  const detail = await scanOf(id, (await params).number);
  const { scan, header, summary, scores } = detail;
  const [connections, ...neighbours] = await Promise.all([
    findDriftScan(sharedStore(), id, scan.number),
    findScan(sharedStore(), id, scan.number - 1),
    findScan(sharedStore(), id, scan.number + 1),
  ]);
  const failure = scan.status === 'failed' ? { number: scan.number, at: scan.startedAt, error: scan.error ?? '' } : null;
  return (
    <>
      <PageHeader
        title={`Scan ${scan.number}`}
        above={[
          { title: 'Fleet', href: '/' },
          { title: name, href: clusterPath(name) },
          { title: 'Scans', href: scansPath(name) },
        ]}
        lede={
          <span>
            <ScanStatus status={scan.status} /> <Time at={scan.startedAt} />
          </span>
        }
        actions={neighbours.flatMap((neighbour) =>
          neighbour === null
            ? []
            : [
                <Link key={neighbour.number} href={scanPath(name, neighbour.number)}>
                  Scan {neighbour.number}
                </Link>,
              ],
        )}
      />
      <ReadingNotices failure={failure} summary={summary} />
      <Columns shape="halves">
        <Box title="Digests">
          <ScanDigests scan={scan} serverVersion={header?.serverVersion ?? null} />
        </Box>
        {scores.length > 0 && (
          <Box title="Scores after it">
            <ScanScores scores={scores} />
          </Box>
        )}
      </Columns>
      {failure === null && connections !== null && <ScanConnections cluster={name} scan={connections} />}
      {failure === null && <ScanChanges detail={detail} />}
      {header !== null && (
        <Section title="What was read">
          <Reads reads={header.reads} />
        </Section>
      )}
    </>
  );
}
