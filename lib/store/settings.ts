import { z } from 'zod';
import type { AssessSettings } from '#lib/assess/assessment.ts';
import { defaultSettings } from '#lib/assess/settings.ts';
import { answerOf, type Store } from './connection.ts';

const shapes = {
  assess: z.object({
    exclusions: z.array(z.object({ controls: z.array(z.string()), namespaces: z.array(z.string()), why: z.string() })),
  }) satisfies z.ZodType<AssessSettings>,
  /** How long scans and what has ended are kept; 0: for ever. */
  retentionDays: z.number().int().min(0).max(36_500),
  /** Whether the sample fleet was ever loaded; unset: never. It stays `loaded` when its clusters are removed. */
  sampleFleet: z.enum(['loading', 'loaded']),
  /** The contexts of the worker's kubeconfig, so that pages can offer them; `problem` says why they could not be listed. */
  contexts: z.object({ names: z.array(z.string()), problem: z.string().nullable() }),
};

export type SettingKey = keyof typeof shapes;
export type SettingValue<Key extends SettingKey> = z.output<(typeof shapes)[Key]>;

/** Null where nobody set it: the caller knows the default. */
export async function readSetting<Key extends SettingKey>(store: Store, key: Key): Promise<SettingValue<Key> | null> {
  const row = await answerOf(store, store.prisma.setting.findUnique({ where: { key } }));
  return row === null ? null : (shapes[key].parse(row.value) as SettingValue<Key>);
}

/** Null goes back to the default. */
export async function writeSetting<Key extends SettingKey>(
  store: Store,
  key: Key,
  value: SettingValue<Key> | null,
): Promise<void> {
  if (value === null) {
    await answerOf(store, store.prisma.setting.deleteMany({ where: { key } }));
    return;
  }
  const checked = shapes[key].parse(value);
  await answerOf(
    store,
    store.prisma.setting.upsert({ where: { key }, create: { key, value: checked }, update: { value: checked } }),
  );
}

/** What the next scan is judged by. */
export const readAssessSettings = async (store: Store): Promise<AssessSettings> =>
  (await readSetting(store, 'assess')) ?? defaultSettings;

/** For how many days history is kept where nobody decided otherwise: a year, and a month to look back at it. */
export const defaultRetentionDays = 400;

export const readRetentionDays = async (store: Store): Promise<number> =>
  (await readSetting(store, 'retentionDays')) ?? defaultRetentionDays;
