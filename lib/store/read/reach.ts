import { type ReachRecord, type Recalled, recalled } from '#lib/reachability/record.ts';
import { rowsOf, type Store } from '../connection.ts';

/** A workload with running pods. */
export interface RecordedWorkload {
  /** `ns/name[Kind]` */
  readonly id: string;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly pods: number;
  /** Some of its pods are in the host's network. */
  readonly hostNetwork: boolean;
}

/** Null where the scan has no record of who reached whom; `scan` null: the last that succeeded. */
async function readRecords(store: Store, cluster: number, scan: number | null): Promise<readonly ReachRecord[] | null> {
  const rows = await rowsOf<{ text: string | null }>(
    store,
    `SELECT object.text FROM (
       SELECT number FROM scan WHERE cluster_id = $1 AND CASE WHEN $2::int IS NULL THEN status <> 'failed' ELSE number = $2 END
       ORDER BY number DESC LIMIT 1
     ) AS shown
     JOIN scan ON cluster_id = $1 AND scan.number = shown.number AND reach_digest IS NOT NULL
     LEFT JOIN reach_interval AS held
       ON held.cluster_id = $1 AND from_scan <= scan.number AND (to_scan IS NULL OR to_scan > scan.number)
     LEFT JOIN object ON object.digest = held.digest`,
    [cluster, scan],
  );
  if (rows.length === 0) return null;
  return rows.flatMap(({ text }): ReachRecord[] => (text === null ? [] : [JSON.parse(text)]));
}

async function readRecalled(store: Store, cluster: number, scan: number): Promise<Recalled | null> {
  const records = await readRecords(store, cluster, scan);
  return records === null ? null : recalled(records);
}

/** The scans that were asked about last: what a scan saw never changes, and people look at one for a while. */
const recent = new WeakMap<Store, Map<string, Recalled>>();
const mostRecent = 3;

/**
 * Who could reach whom in a scan. Null where that is not known: the scan failed, could not read pods or policies, is of a version that
 * did not keep it, or is not there.
 */
export async function readReach(store: Store, cluster: number, scan: number): Promise<Recalled | null> {
  const kept = recent.get(store) ?? new Map<string, Recalled>();
  recent.set(store, kept);
  const key = `${cluster} ${scan}`;
  const found = kept.get(key) ?? (await readRecalled(store, cluster, scan));
  if (found === null) return null;
  // A map keeps its entries in the order in which they were set: what is asked for goes to the end.
  kept.delete(key);
  kept.set(key, found);
  for (const old of [...kept.keys()].slice(0, -mostRecent)) kept.delete(old);
  return found;
}

/** The workloads that ran in a scan, by their ids; `scan` null: the last that succeeded. Null as for `readReach`. */
export async function listWorkloads(
  store: Store,
  cluster: number,
  scan: number | null,
): Promise<readonly RecordedWorkload[] | null> {
  const records = await readRecords(store, cluster, scan);
  if (records === null) return null;
  const parts = records.flatMap(({ namespace, classes }) =>
    classes.map((one) => ({ ...one, namespace, id: `${namespace}/${one.name}[${one.kind}]` })),
  );
  return [...Map.groupBy(parts, ({ id }) => id)]
    .flatMap(([id, [first, ...rest]]): RecordedWorkload[] => {
      if (first === undefined) return [];
      const { namespace, kind, name } = first;
      const own = [first, ...rest];
      return [
        {
          id,
          namespace,
          kind,
          name,
          pods: own.reduce((sum, { pods }) => sum + pods, 0),
          hostNetwork: own.some(({ hostNetwork }) => hostNetwork),
        },
      ];
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
