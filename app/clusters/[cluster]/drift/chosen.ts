import { notFound } from 'next/navigation';
import { z } from 'zod';
import { type SearchParams, single } from '#components/table/table-state.ts';
import type { Store } from '#lib/store/connection.ts';
import { type DriftScan, findDriftScan, knownScanAt, lastDriftScan } from '#lib/store/read/drift-scans.ts';
import { lastScans } from '#lib/store/read/scans.ts';

const scanNumber = z
  .string('must be the number of a scan')
  .regex(/^[1-9]\d{0,8}$/, 'must be the number of a scan')
  .transform(Number);

/** What /api/clusters/…/drift.csv takes. */
export const driftShape = z.object({ from: scanNumber, to: scanNumber });

/** The two scans to compare; `swapped` where the address named the later one first. */
export interface ChosenScans {
  readonly from: DriftScan;
  /** The scan whose answers stand for those of the first: itself, unless it does not know who reached whom. */
  readonly base: number;
  readonly to: DriftScan;
  readonly swapped: boolean;
}

/** The scan of a number from the address; ends in "not found" where there is none. */
async function scanNamed(store: Store, cluster: number, text: string): Promise<DriftScan> {
  const number = scanNumber.safeParse(text);
  return (number.success ? await findDriftScan(store, cluster, number.data) : null) ?? notFound();
}

async function pairOf(store: Store, cluster: number, from: DriftScan | null, to: DriftScan | null): Promise<ChosenScans | null> {
  if (from === null || to === null) return null;
  const swapped = from.number > to.number;
  const [first, second] = swapped ? [to, from] : [from, to];
  return { from: first, base: await knownScanAt(store, cluster, first.number), to: second, swapped };
}

/** The last scan that changed a connection and what it was compared with; else the last that succeeded and the one before; null before there are two. */
async function lastChange(store: Store, cluster: number): Promise<ChosenScans | null> {
  const find = (number: number | null) => (number === null ? null : findDriftScan(store, cluster, number));
  const changing = await lastDriftScan(store, cluster);
  const found = await pairOf(store, cluster, await find(changing?.against ?? null), changing);
  if (found !== null) return found;
  const { succeeded } = await lastScans(store, cluster);
  return succeeded && pairOf(store, cluster, await find(succeeded.number - 1), await find(succeeded.number));
}

/** Reads `?from=45&to=46`. One of them alone is compared with the last scan, or with the one before it. */
export async function chosenScans(store: Store, cluster: number, params: SearchParams): Promise<ChosenScans | null> {
  const [from, to] = [single(params, 'from'), single(params, 'to')];
  if (from === null && to === null) return lastChange(store, cluster);
  const { succeeded } = await lastScans(store, cluster);
  const second = await scanNamed(store, cluster, to ?? String(succeeded?.number ?? ''));
  const first = await scanNamed(store, cluster, from ?? String(second.against ?? second.number - 1));
  return pairOf(store, cluster, first, second);
}
