import type { Metadata } from 'next';
import { ClusterForm } from '#components/form/cluster-form.tsx';
import { PageHeader } from '#components/page/page-header.tsx';
import { addClusterAction } from '../actions.ts';
import { sourceChoices, timeZones } from '../choices.ts';

export const metadata: Metadata = { title: 'Add a cluster' };

export default async function NewClusterPage() {
  return (
    <>
      <PageHeader
        title="Add a cluster"
        above={[{ title: 'Fleet', href: '/' }]}
        lede="Bulkhead only reads: it lists workloads, policies and what lets traffic in, and never changes anything in a cluster."
      />
      <ClusterForm
        action={addClusterAction}
        values={{ kind: 'context', cron: '0 */6 * * *', timeZone: 'UTC' }}
        choices={await sourceChoices()}
        timeZones={timeZones}
        submit="Add and scan"
      />
    </>
  );
}
