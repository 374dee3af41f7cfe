import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageHeader } from '#components/page/page-header.tsx';
import { Section } from '#components/page/section.tsx';
import { ExportButtons } from '#components/report/export-buttons.tsx';
import { frameworkOf } from '#lib/frameworks/registry.ts';
import { listClusters } from '#lib/store/clusters.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readFrameworks } from '#lib/store/read/requirements.ts';
import { reportPath } from '../../links.ts';
import { requirementRows } from './requirement-rows.ts';
import { RequirementTable } from './table.tsx';
import { Tally } from './tally.tsx';

interface Props {
  readonly params: Promise<{ readonly framework: string }>;
}

const frameworkFor = async ({ params }: Props) => frameworkOf((await params).framework) ?? notFound();

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { name, edition } = await frameworkFor(props);
  return { title: `${name} ${edition}` };
}

export default async function FrameworkPage(props: Props) {
  const framework = await frameworkFor(props);
  const store = sharedStore();
  const [clusters, standings] = await Promise.all([listClusters(store), readFrameworks(store, { framework: framework.id })]);
  const rows = requirementRows(framework, clusters, standings);
  return (
    <>
      <PageHeader
        title={`${framework.name} ${framework.edition}`}
        above={[{ title: 'Frameworks', href: '/frameworks' }]}
        lede={
          <span>
            By {framework.publisher}; told here in our own words. The text itself: <a href={framework.url}>{framework.url}</a>
          </span>
        }
        actions={<ExportButtons href={(format) => reportPath(format, { framework: framework.id })} />}
      />
      <Tally rows={rows} clusters={clusters} standings={standings} />
      <Section title="Requirements">
        <RequirementTable name={framework.name} rows={rows} clusters={clusters} />
      </Section>
    </>
  );
}
