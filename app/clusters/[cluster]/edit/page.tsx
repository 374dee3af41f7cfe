import type { Metadata } from 'next';
import { ClusterForm } from '#components/form/cluster-form.tsx';
import { ConfirmRemoval } from '#components/form/confirm-removal.tsx';
import { Notice } from '#components/page/notice.tsx';
import { PageHeader } from '#components/page/page-header.tsx';
import { Section } from '#components/page/section.tsx';
import type { Cluster } from '#lib/store/clusters.ts';
import { clusterPath } from '../../../links.ts';
import { editClusterAction, removeClusterAction } from '../../actions.ts';
import { sourceChoices, timeZones } from '../../choices.ts';
import { type ClusterParams, clusterOf } from '../../cluster-of.ts';

export const metadata: Metadata = { title: 'Edit a cluster' };

const valuesOf = ({ name, source, cron, timeZone }: Cluster): Readonly<Record<string, string>> => ({
  name,
  cron: cron ?? '',
  timeZone,
  kind: source.kind,
  ...(source.kind === 'context' ? { context: source.context } : {}),
  ...(source.kind === 'manifests' ? { path: source.path } : {}),
});

export default async function EditClusterPage(props: ClusterParams) {
  const cluster = await clusterOf(props);
  const { name, source } = cluster;
  return (
    <>
      <PageHeader
        title={`Edit ${name}`}
        above={[
          { title: 'Fleet', href: '/' },
          { title: name, href: clusterPath(name) },
        ]}
      />
      {source.kind === 'sample' ? (
        <Notice kind="info" title="A sample cluster cannot be edited; it can be removed." />
      ) : (
        <ClusterForm
          action={editClusterAction.bind(null, name)}
          values={valuesOf(cluster)}
          choices={await sourceChoices()}
          timeZones={timeZones}
          submit="Save"
        />
      )}
      <Section title="Remove" note="With every scan, finding and score that is known of it.">
        <ConfirmRemoval action={removeClusterAction} name={name} />
      </Section>
    </>
  );
}
