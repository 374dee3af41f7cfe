import type { Assessment } from '#lib/assess/assessment.ts';
import { mostOpenPairs } from '#lib/assess/most-open-pairs.ts';
import type { ControlPosture, FindingSummary, Posture, SegmentationPosture } from '#lib/assess/posture.ts';
import type { FrameworkId } from '#lib/controls/control.ts';
import { type ControlResult, reasonOf } from '#lib/controls/run.ts';
import { noScore } from '#lib/score/score.ts';
import { isComplete, type Snapshot } from '#lib/snapshot/snapshot.ts';
import { version } from '#lib/version.ts';

export interface Visit {
  readonly name: string;
  /** `manifests ./deploy`, `context prod` */
  readonly source: string;
  readonly framework: FrameworkId | 'all';
  readonly at: Date;
  readonly snapshot: Snapshot;
  readonly assessment: Assessment;
}

function findingsOf(cluster: string, at: string, { control, severity, results }: ControlResult): readonly FindingSummary[] {
  return results
    .filter(({ outcome }) => outcome === 'fail')
    .map(({ resource, message, evidence, remediation, excluded }) => ({
      cluster,
      control,
      severity,
      resource,
      message,
      evidence,
      remediation: remediation ?? null,
      excluded,
      openedAt: at,
      closedAt: null,
    }));
}

function segmentationOf({ reach }: Assessment): SegmentationPosture | null {
  if (reach === null) return null;
  const { segmentation, matrix, partial } = reach;
  return { figures: segmentation, trend: [], openPairs: mostOpenPairs(matrix), drift: null, partial };
}

/** What reports say of one scan that stands alone: there is no earlier one, so that every finding is as old as the scan. */
export function postureOf({ name, source, framework, at: moment, snapshot, assessment }: Visit): Posture {
  const at = moment.toISOString();
  const { inventory, enforcement, unread, problems, settings, snapshotDigest, resultsDigest } = assessment;
  const judged = assessment.frameworks.find((each) => each.framework === framework);
  const score = judged?.score ?? noScore;
  const controls = assessment.controls.map((result): ControlPosture => {
    const { control, outcome, counts, literal, strength } = result;
    return { control, outcome, reason: reasonOf(result), counts, literal, strength, findings: findingsOf(name, at, result) };
  });
  return {
    scope: { kind: 'cluster', name, sample: false },
    framework,
    period: { from: at, to: at },
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    madeAt: at,
    version,
    score,
    before: null,
    clusters: [
      {
        name,
        source,
        sample: false,
        scan: {
          number: null,
          at,
          status: isComplete(assessment) ? 'complete' : 'partial',
          snapshotDigest,
          resultsDigest,
          serverVersion: snapshot.serverVersion ?? null,
        },
        score,
        inventory,
        enforcement,
        segmentation: segmentationOf(assessment),
        requirements: judged?.requirements ?? [],
        controls,
        trend: [{ at, score, gap: false, scan: null }],
        changes: { opened: [], closed: [] },
        unread,
        problems,
        settings,
      },
    ],
  };
}
