import { ActionButton } from '#components/form/action-button.tsx';
import { Section } from '#components/page/section.tsx';
import { listClusters } from '#lib/store/clusters.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { loadSampleAction, removeSampleAction } from './actions.ts';

/** Made-up clusters with 90 days of history, to look around with. */
export async function SampleSection() {
  const samples = (await listClusters(sharedStore())).filter(({ sample }) => sample);
  if (samples.length === 0) {
    return (
      <Section
        title="Sample fleet"
        note="Four made-up clusters with 90 days of history, to look around with. They can be removed with one click."
      >
        <ActionButton action={loadSampleAction} variant="default">
          Load the sample
        </ActionButton>
      </Section>
    );
  }
  return (
    <Section
      title="Sample fleet"
      note={`${samples.map(({ name }) => name).join(', ')}: made-up manifests with 90 days of history.`}
    >
      <ActionButton action={removeSampleAction} variant="default">
        Remove the sample
      </ActionButton>
    </Section>
  );
}
