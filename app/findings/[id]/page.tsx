import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EvidenceList } from '#components/finding/evidence-list.tsx';
import { HistoryLine } from '#components/finding/history-line.tsx';
import { Remediation } from '#components/finding/remediation.tsx';
import { Link } from '#components/link.tsx';
import { Box, Columns } from '#components/page/columns.tsx';
import { Facts } from '#components/page/facts.tsx';
import { PageHeader } from '#components/page/page-header.tsx';
import { Section } from '#components/page/section.tsx';
import { ObjectName } from '#components/text/object-name.tsx';
import { Verdict } from '#components/verdict/verdict.tsx';
import { controlOf } from '#lib/controls/registry.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readFinding } from '#lib/store/read/finding.ts';
import { clusterPath, controlPath, findingPath, findingsPath, scanPath } from '../../links.ts';
import { FindingState } from './state.tsx';

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

async function findingOf({ params }: Props) {
  const { id } = await params;
  // The largest number that PostgreSQL's integer holds has ten digits; no finding has a larger id.
  const finding = /^[1-9]\d{0,8}$/.test(id) ? await readFinding(sharedStore(), Number(id)) : null;
  return finding ?? notFound();
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { resource, control } = await findingOf(props);
  return { title: `${control}: ${refText(resource)}` };
}

export default async function FindingPage(props: Props) {
  const finding = await findingOf(props);
  const { cluster, control: controlId, severity, resource, message, evidence, remediation, history } = finding;
  const control = controlOf(controlId);
  const above = [
    { title: 'Findings', href: '/findings' },
    { title: cluster.name, href: findingsPath({ cluster: cluster.name }) },
  ];
  return (
    <>
      <PageHeader
        title={refText(resource)}
        above={above}
        lede={
          <>
            <strong>{message}</strong>
            {control !== undefined && <span>{control.why}</span>}
          </>
        }
      />
      <Columns shape="halves">
        <Box>
          <Facts
            facts={[
              ['Resource', <ObjectName key="resource" resource={resource} withKind />],
              ['Severity', <Verdict key="severity" tone={severity} />],
              ['State', <FindingState key="state" finding={finding} />],
              [
                'Cluster',
                <Link key="cluster" href={clusterPath(cluster.name)}>
                  {cluster.name}
                </Link>,
              ],
              [
                'Control',
                <Link key="control" href={controlPath(controlId)}>
                  {control?.title ?? controlId}
                </Link>,
              ],
            ]}
          />
        </Box>
        <Box title="History">
          <HistoryLine
            occurrences={history}
            current={finding.id}
            href={findingPath}
            scanHref={(number) => scanPath(cluster.name, number)}
          />
        </Box>
      </Columns>
      <Columns shape="halves">
        <Section title="Evidence">
          <EvidenceList evidence={evidence} />
        </Section>
        <Section title="What to do" note={control?.fix}>
          {remediation !== null && <Remediation yaml={remediation} />}
        </Section>
      </Columns>
    </>
  );
}
