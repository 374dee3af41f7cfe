import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { LinkButton } from '#components/link-button.tsx';
import { Box, Columns } from '#components/page/columns.tsx';
import { Facts } from '#components/page/facts.tsx';
import { PageHeader } from '#components/page/page-header.tsx';
import { Section } from '#components/page/section.tsx';
import { Verdict } from '#components/verdict/verdict.tsx';
import { controlOf } from '#lib/controls/registry.ts';
import { listClusters } from '#lib/store/clusters.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readControlAcrossFleet } from '#lib/store/read/controls.ts';
import { findingsPath } from '../../links.ts';
import { ControlGrid } from './grid.tsx';
import { RequirementLinks } from './requirement-links.tsx';
import { Unknowns } from './unknowns.tsx';

interface Props {
  readonly params: Promise<{ readonly control: string }>;
}

const controlFor = async ({ params }: Props) => controlOf((await params).control) ?? notFound();

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: (await controlFor(props)).title };
}

export default async function ControlPage(props: Props) {
  const control = await controlFor(props);
  const store = sharedStore();
  const [clusters, standings] = await Promise.all([listClusters(store), readControlAcrossFleet(store, control.id)]);
  return (
    <>
      <PageHeader
        title={control.title}
        above={[{ title: 'Controls', href: '/controls' }]}
        lede={control.why}
        actions={
          <LinkButton href={findingsPath({ control: control.id })} variant="default">
            Its findings
          </LinkButton>
        }
      />
      <Columns shape="halves">
        <Box title="How it is judged">
          <Facts
            facts={[
              ['Severity', <Verdict key="severity" tone={control.severity} />],
              ['Id', <code key="id">{control.id}</code>],
              ['Needs to read', control.needs.join(', ')],
              ['Helps to decide', <RequirementLinks key="requirements" satisfies={control.satisfies} />],
            ]}
          />
        </Box>
        <Box title="What to do where it fails">
          <p>{control.fix}</p>
          {control.others !== undefined && (
            <>
              <h3>What other scanners say</h3>
              <p>{control.others}</p>
            </>
          )}
        </Box>
      </Columns>
      <Section
        title="Clusters and namespaces"
        note="Each field is a namespace: its colour says whether a resource in it fails, its number how many."
      >
        <ControlGrid control={control} clusters={clusters} standings={standings} />
      </Section>
      <Unknowns clusters={clusters} standings={standings} />
    </>
  );
}
