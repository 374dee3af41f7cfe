import type { Counts } from '#lib/controls/run.ts';
import type { Framework, Requirement } from '#lib/frameworks/framework.ts';
import type { RequirementResult } from '#lib/score/framework-score.ts';
import type { Cluster } from '#lib/store/clusters.ts';
import type { FrameworkStanding } from '#lib/store/read/requirements.ts';
import { sumOfCounts } from '../../controls/across-fleet.ts';

type Verdict = RequirementResult['outcome'];

/** One requirement over the fleet. */
export interface RequirementRow {
  readonly requirement: Requirement;
  /** That of the worst cluster; null where no cluster was judged yet. */
  readonly outcome: Verdict | null;
  readonly literal: RequirementResult['literal'];
  readonly counts: Counts;
  /** Ids of the controls that decide it, or hint. */
  readonly controls: readonly string[];
  /** By the cluster's id; absent where a cluster was not judged yet. */
  readonly clusters: ReadonlyMap<number, RequirementResult>;
}

const worstFirst = ['fail', 'unknown', 'pass', 'notApplicable', 'manual', 'outOfReach'] as const satisfies readonly Verdict[];
const literalWorstFirst = ['fail', 'unknown', 'pass'] as const;

/** The requirements of a framework in its own order, each with what the clusters' last scans say of it. */
export function requirementRows(
  framework: Framework,
  clusters: readonly Cluster[],
  standings: readonly FrameworkStanding[],
): RequirementRow[] {
  return framework.requirements.map((requirement) => {
    const results = clusters.flatMap(({ id }): [number, RequirementResult][] => {
      const standing = standings.find(({ cluster }) => cluster === id);
      const result = standing?.requirements.find((each) => each.requirement === requirement.id);
      return result === undefined ? [] : [[id, result]];
    });
    const all = results.map(([, result]) => result);
    return {
      requirement,
      outcome:
        requirement.decided === 'automatic'
          ? (worstFirst.find((outcome) => all.some((result) => result.outcome === outcome)) ?? null)
          : requirement.decided,
      literal: literalWorstFirst.find((literal) => all.some((result) => result.literal === literal)) ?? null,
      counts: sumOfCounts(all.map(({ counts }) => counts)),
      controls: [...new Set(all.flatMap(({ controls }) => controls))],
      clusters: new Map(results),
    };
  });
}
