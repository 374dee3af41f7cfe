/** What a cluster's worker is at, as /api/clusters/[cluster]/progress answers. */
export interface ScanState {
  /** `idle`: nothing runs and nothing waits. `retrying`: the last attempt failed, and the next one waits for its time. */
  readonly phase: 'idle' | 'waiting' | 'running' | 'retrying';
  /** What is being done, as a person reads it. */
  readonly step: string;
  /** Between 0 and 1, null while nobody knows how much there is to do. */
  readonly share: number | null;
  /** Why the attempt before this one did not succeed. */
  readonly error: string | null;
  /** The number of the last scan that ended; it tells a page when to show itself anew. */
  readonly lastScan: number | null;
}
