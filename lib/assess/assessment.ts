import type { Severity } from '#lib/controls/control.ts';
import type { ControlResult, Exclusion } from '#lib/controls/run.ts';
import type { Enforcement } from '#lib/facts/facts.ts';
import type { FrameworkResult } from '#lib/score/framework-score.ts';
import type { Score } from '#lib/score/score.ts';
import type { Problem, UnreadResource } from '#lib/snapshot/snapshot.ts';
import type { AssessedReach } from './reach.ts';

export interface NamespaceSummary {
  readonly name: string;
  readonly workloads: number | null;
  readonly pods: number | null;
  readonly policies: number | null;
  readonly isolatedIngress: number | null;
  readonly isolatedEgress: number | null;
  /** Services and Ingresses that let the outside in. */
  readonly entryPoints: number | null;
  readonly score: Score;
  readonly failing: number;
  readonly worst: Severity | null;
}

/** How much there is; null where it could not be read. */
export interface Inventory {
  readonly namespaces: number | null;
  readonly workloads: number | null;
  readonly pods: number | null;
  readonly policies: number | null;
  readonly services: number | null;
  readonly nodes: number | null;
}

export interface AssessSettings {
  readonly exclusions: readonly Exclusion[];
}

/** All that is known of one cluster at one moment. A pure function of the snapshot and the settings. */
export interface Assessment {
  readonly schema: 'bulkhead.assessment/v1';
  /** sha256 of the snapshot's canonical form, hex. */
  readonly snapshotDigest: string;
  /** sha256 of all verdicts, hex: equal verdicts, equal digest. */
  readonly resultsDigest: string;
  readonly inventory: Inventory;
  readonly enforcement: Enforcement;
  readonly namespaces: readonly NamespaceSummary[];
  readonly controls: readonly ControlResult[];
  readonly frameworks: readonly FrameworkResult[];
  /** Resources that could not be read and matter: absent custom resources are not listed. */
  readonly unread: readonly UnreadResource[];
  readonly problems: readonly Problem[];
  readonly reach: AssessedReach | null;
  readonly settings: AssessSettings;
}
