import { notFound } from 'next/navigation';
import { z } from 'zod';
import { type SearchParams, single } from '#components/table/table-state.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { findScan, lastScans, type ScanRow } from '#lib/store/read/scans.ts';

const scanNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number);

/** The scan that a page tells about, and the number that its links have to carry: none where it is the newest that succeeded. */
export interface ScanShown {
  readonly scan: ScanRow;
  readonly asked: number | null;
}

/** Reads `?scan=28`; without it, the newest scan that succeeded. Null before there is one; ends in "not found" where the number is none. */
export async function scanShown(cluster: number, params: SearchParams): Promise<ScanShown | null> {
  const given = single(params, 'scan');
  const store = sharedStore();
  if (given === null) {
    const { succeeded } = await lastScans(store, cluster);
    return succeeded && { scan: succeeded, asked: null };
  }
  const number = scanNumber.safeParse(given);
  const scan = number.success ? await findScan(store, cluster, number.data) : null;
  return scan === null ? notFound() : { scan, asked: scan.number };
}
