import type { Metadata } from 'next';
import { ActionButton } from '#components/form/action-button.tsx';
import { ExclusionsForm } from '#components/form/exclusions-form.tsx';
import { NumberForm } from '#components/form/number-form.tsx';
import { Link } from '#components/link.tsx';
import { PageHeader } from '#components/page/page-header.tsx';
import { Prose } from '#components/page/prose.tsx';
import { Section } from '#components/page/section.tsx';
import { controls } from '#lib/controls/registry.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readAssessSettings, readRetentionDays } from '#lib/store/settings.ts';
import { resetExclusionsAction, saveExclusionsAction, saveRetentionAction } from './actions.ts';
import { SampleSection } from './sample-section.tsx';

export const metadata: Metadata = { title: 'Settings' };

const choices = controls.map(({ id, title }) => ({ value: id, label: `${title} (${id})` }));

export default async function SettingsPage() {
  const store = sharedStore();
  const [{ exclusions }, days] = await Promise.all([readAssessSettings(store), readRetentionDays(store)]);
  return (
    <Prose>
      <PageHeader title="Settings" />
      <Section
        title="What is left out of the score"
        note={
          <>
            Every namespace is judged. What stands here stays visible and is listed in every report, but does not count:{' '}
            <Link href="/how-scores-are-made">how scores are made</Link>.
          </>
        }
        actions={
          <ActionButton action={resetExclusionsAction} size="compact-sm" variant="subtle">
            Back to the default
          </ActionButton>
        }
      >
        <ExclusionsForm
          key={JSON.stringify(exclusions)}
          action={saveExclusionsAction}
          exclusions={exclusions}
          controls={choices}
        />
      </Section>
      <Section
        title="Retention"
        note="Scans, closed findings and old scores are removed when they ended so many days ago. What holds today stays."
      >
        <NumberForm action={saveRetentionAction} name="days" label="Days" description="0 keeps everything." value={days} />
      </Section>
      <SampleSection />
    </Prose>
  );
}
