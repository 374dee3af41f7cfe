import { setTimeout as wait } from 'node:timers/promises';
import { messageOf } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { loadSampleFleet } from '#lib/sample/load.ts';
import type { Store } from '#lib/store/connection.ts';
import { ifNobodyElse } from '#lib/store/lock.ts';

const sampleLock = 1;

export interface SampleOptions {
  /** Also beside clusters that are there already. */
  readonly asked: boolean;
  readonly signal: AbortSignal;
}

/**
 * Loads the sample fleet, unless another worker is at it, and tries again when that was interrupted. Resolves when it is there, is not
 * wanted, or the signal is given.
 */
export async function loadSample(store: Store, { asked, signal }: SampleOptions): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const loaded = await ifNobodyElse(store, sampleLock, () => loadSampleFleet(store, { asked, signal }));
      if (loaded !== null) return;
    } catch (error) {
      if (signal.aborted) return;
      log.error({ reason: messageOf(error) }, 'the sample clusters could not be loaded; another attempt follows');
    }
    await wait(Math.min(1_000 * 2 ** failures, 30_000), undefined, { signal }).catch(() => undefined);
  }
}
