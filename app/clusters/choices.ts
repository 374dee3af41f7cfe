import type { SourceChoices } from '#components/form/source-fields.tsx';
import { env } from '#lib/env.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readSetting } from '#lib/store/settings.ts';

/** The names that every cluster's schedule may use. */
export const timeZones: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];

/** What clusters can be read from. */
export async function sourceChoices(): Promise<SourceChoices> {
  return {
    contexts: (await readSetting(sharedStore(), 'contexts')) ?? { names: [], problem: null },
    manifestsRoot: env().manifestsRoot,
  };
}
