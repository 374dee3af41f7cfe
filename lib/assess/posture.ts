import type { Evidence, FrameworkId, Outcome, Severity, Strength } from '#lib/controls/control.ts';
import type { Counts } from '#lib/controls/run.ts';
import type { Enforcement } from '#lib/facts/facts.ts';
import type { MatrixCell } from '#lib/reachability/matrix.ts';
import type { PartialAnswer } from '#lib/reachability/reach.ts';
import type { Segmentation } from '#lib/reachability/segmentation.ts';
import type { RequirementResult } from '#lib/score/framework-score.ts';
import type { Score } from '#lib/score/score.ts';
import type { ObjectRef } from '#lib/snapshot/objects.ts';
import type { Problem, UnreadResource } from '#lib/snapshot/snapshot.ts';
import type { AssessSettings, Inventory } from './assessment.ts';
import type { CausedDrift, DriftCounts } from './drift-causes.ts';

/**
 * What a report says: of one cluster or of a fleet, against one framework, over one period. Made by the store out of intervals, or by
 * the command line out of one assessment; every report format reads this and nothing else. Times are RFC 3339 in UTC.
 */
export interface Posture {
  readonly scope: { readonly kind: 'cluster' | 'fleet'; readonly name: string; readonly sample: boolean };
  readonly framework: FrameworkId | 'all';
  /** Both equal where there is a single assessment. */
  readonly period: { readonly from: string; readonly to: string };
  readonly timeZone: string;
  readonly madeAt: string;
  readonly version: string;
  /** Of the fleet: the mean of the clusters' scores; of a cluster: its own. */
  readonly score: Score;
  /** Score at the start of the period, null where there is none. */
  readonly before: Score | null;
  readonly clusters: readonly ClusterPosture[];
}

export interface ClusterPosture {
  readonly name: string;
  /** Where it is read from, without credentials: `context prod`, `manifests ./deploy`. */
  readonly source: string;
  readonly sample: boolean;
  /** The scan that the report describes; null where there was none that succeeded. */
  readonly scan: ScanSummary | null;
  readonly score: Score;
  readonly inventory: Inventory | null;
  readonly enforcement: Enforcement | null;
  /** Null where nobody computed who can reach whom. */
  readonly segmentation: SegmentationPosture | null;
  readonly requirements: readonly RequirementResult[];
  readonly controls: readonly ControlPosture[];
  readonly trend: readonly TrendPoint[];
  readonly changes: { readonly opened: readonly FindingSummary[]; readonly closed: readonly FindingSummary[] };
  readonly unread: readonly UnreadResource[];
  readonly problems: readonly Problem[];
  readonly settings: AssessSettings;
}

export interface ScanSummary {
  readonly number: number | null;
  readonly at: string;
  readonly status: 'complete' | 'partial' | 'failed';
  readonly snapshotDigest: string | null;
  readonly resultsDigest: string | null;
  readonly serverVersion: string | null;
}

export interface ControlPosture {
  readonly control: string;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly counts: Counts;
  readonly literal: { readonly pass: number; readonly fail: number } | null;
  readonly strength: Strength | null;
  /** Failing resources, worst first as the store orders them; all of them. */
  readonly findings: readonly FindingSummary[];
}

export interface FindingSummary {
  readonly cluster: string;
  readonly control: string;
  readonly severity: Severity;
  readonly resource: ObjectRef;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly remediation: string | null;
  readonly excluded: boolean;
  readonly openedAt: string;
  /** Null while it is open. */
  readonly closedAt: string | null;
}

/** One step of a trend: holds from `at` until the next point. A `gap` is a time without a successful scan for over twice the schedule. */
export interface TrendPoint {
  readonly at: string;
  readonly score: Score;
  readonly gap: boolean;
  readonly scan: number | null;
}

/** Who can reach whom, in figures, and what became of it over the period. */
export interface SegmentationPosture {
  /** Of the scan that the report describes. */
  readonly figures: Segmentation;
  readonly trend: readonly SegmentationPoint[];
  /** The ten pairs of different namespaces with the most open pairs of workloads, the most open first. */
  readonly openPairs: readonly MatrixCell[];
  /** Null where there is no period. */
  readonly drift: DriftPosture | null;
  /** Why the answers are not the whole truth. */
  readonly partial: readonly PartialAnswer[];
}

/** As `TrendPoint`. `figures` is null where they are not known, in a gap and otherwise. */
export interface SegmentationPoint {
  readonly at: string;
  readonly figures: Segmentation | null;
  readonly gap: boolean;
  readonly scan: number | null;
}

/** What opened and closed between the first and the last scan of the period. */
export interface DriftPosture extends DriftCounts {
  /** What the scans of the period saw open and close one after the other, also where a later one saw it undone. */
  readonly moved: DriftCounts;
  /** The change that did most first. */
  readonly groups: readonly CausedDrift[];
  /** Numbers of scans whose lines are not all there, and of those that have no record of theirs. */
  readonly truncated: readonly number[];
  readonly unknownScans: readonly number[];
}
