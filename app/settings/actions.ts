'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { FormState } from '#components/form/form-state.ts';
import { controlOf } from '#lib/controls/registry.ts';
import { sharedQueue } from '#lib/queue/connection.ts';
import { requestSample } from '#lib/queue/sample-job.ts';
import { cancelScans } from '#lib/queue/scan-jobs.ts';
import { setSchedule } from '#lib/queue/schedules.ts';
import { removeSampleClusters } from '#lib/store/clusters.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { writeSetting } from '#lib/store/settings.ts';
import { changed } from '../action.ts';

const exclusion = z.object({
  controls: z
    .array(z.string().refine((id) => id === '*' || controlOf(id) !== undefined, 'This control does not exist.'))
    .min(1, 'Choose at least one control, or all.'),
  namespaces: z
    .array(
      z
        .string()
        .trim()
        .regex(
          /^[a-z0-9][a-z0-9-]{0,62}\*?$|^\*$/,
          'A namespace is small letters, digits and dashes, with a * at its end at most.',
        ),
    )
    .min(1, 'Name at least one namespace.'),
  why: z.string().trim().min(1, 'Say why: every report repeats it.').max(300, 'The reason has more than 300 characters.'),
});

const exclusionsForm = z.object({
  exclusions: z
    .string()
    .max(100_000, 'There are too many exclusions.')
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'The form was not sent whole: try again.' });
        return z.NEVER;
      }
    })
    .pipe(z.array(exclusion).max(200, 'There are too many exclusions.')),
});

/** Which namespaces are left out of which controls, from the next scans on. */
export async function saveExclusionsAction(_before: FormState, data: FormData): Promise<FormState> {
  return changed(exclusionsForm, data, async ({ exclusions }) => {
    await writeSetting(sharedStore(), 'assess', { exclusions });
    return 'Saved. Each cluster is judged by it from its next scan on.';
  });
}

export async function resetExclusionsAction(_before: FormState, data: FormData): Promise<FormState> {
  return changed(z.object({}), data, async () => {
    await writeSetting(sharedStore(), 'assess', null);
    revalidatePath('/settings');
    return 'Back to what Bulkhead comes with, from the next scans on.';
  });
}

const retentionForm = z.object({
  days: z.coerce
    .number('Give a number of days.')
    .int('Give whole days.')
    .min(0, 'Give 0 to keep everything, or a number of days.')
    .max(36_500, 'At most 36500 days; 0 keeps everything.'),
});

export async function saveRetentionAction(_before: FormState, data: FormData): Promise<FormState> {
  return changed(retentionForm, data, async ({ days }) => {
    await writeSetting(sharedStore(), 'retentionDays', days);
    return 'Saved.';
  });
}

/** Asks for the sample clusters, also where they were removed before. */
export async function loadSampleAction(_before: FormState, data: FormData): Promise<FormState> {
  return changed(z.object({}), data, async () => {
    await writeSetting(sharedStore(), 'sampleFleet', null);
    await requestSample(await sharedQueue());
    return 'The sample is being loaded; its clusters appear on the fleet page within a few seconds.';
  });
}

/** Removes the sample clusters with all that is known of them. */
export async function removeSampleAction(_before: FormState, data: FormData): Promise<FormState> {
  return changed(z.object({}), data, async () => {
    const ids = await removeSampleClusters(sharedStore());
    const queue = await sharedQueue();
    for (const id of ids) {
      await setSchedule(queue, id, null);
      await cancelScans(queue, id);
    }
    revalidatePath('/', 'layout');
    return 'The sample is gone.';
  });
}
