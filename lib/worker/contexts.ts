import { setTimeout as wait } from 'node:timers/promises';
import { messageOf, UserError } from '#lib/errors.ts';
import { listContexts } from '#lib/kube/kubeconfig.ts';
import { log } from '#lib/log.ts';
import type { Store } from '#lib/store/connection.ts';
import { readSetting, type SettingValue, writeSetting } from '#lib/store/settings.ts';

const every = 30_000;

async function contextsOf(kubeconfig: string | null): Promise<SettingValue<'contexts'>> {
  try {
    const contexts = await listContexts(kubeconfig === null ? {} : { paths: [kubeconfig] });
    return { names: contexts.map(({ name }) => name), problem: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { names: [], problem: error.message };
  }
}

/** Tells the pages, which read no kubeconfig themselves, what contexts there are to choose from; until the signal is given. */
export async function publishContexts(store: Store, kubeconfig: string | null, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const [found, known] = await Promise.all([contextsOf(kubeconfig), readSetting(store, 'contexts')]);
      if (JSON.stringify(found) !== JSON.stringify(known)) await writeSetting(store, 'contexts', found);
    } catch (error) {
      // A page then offers what was known before; naming a context works all the same.
      log.warn({ reason: messageOf(error) }, 'the contexts of the kubeconfig could not be listed');
    }
    await wait(every, undefined, { signal }).catch(() => undefined);
  }
}
