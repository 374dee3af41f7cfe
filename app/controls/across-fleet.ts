import type { Outcome, Severity } from '#lib/controls/control.ts';
import { controls } from '#lib/controls/registry.ts';
import type { Counts } from '#lib/controls/run.ts';
import { outcomeOf } from '#lib/controls/run.ts';
import type { ControlStanding } from '#lib/store/read/controls.ts';

/** One control over all clusters. */
export interface FleetControl {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Null where no cluster was judged by it yet. */
  readonly outcome: Outcome | null;
  /** Resources of all clusters. */
  readonly counts: Counts;
  /** How many clusters were judged by it, and on how many of them it fails or is unknown. */
  readonly clusters: { readonly judged: number; readonly failing: number; readonly unknown: number };
}

export function sumOfCounts(all: readonly Counts[]): Counts {
  const sum = { pass: 0, fail: 0, unknown: 0, notApplicable: 0, excluded: 0 };
  for (const counts of all) {
    sum.pass += counts.pass;
    sum.fail += counts.fail;
    sum.unknown += counts.unknown;
    sum.notApplicable += counts.notApplicable;
    sum.excluded += counts.excluded;
  }
  return sum;
}

/** The catalogue with what the clusters' last scans say of each control. */
export function acrossFleet(standings: readonly ControlStanding[]): FleetControl[] {
  const byControl = Map.groupBy(standings, ({ control }) => control);
  return controls.map(({ id, title, severity }) => {
    const own = byControl.get(id) ?? [];
    const of = (outcome: Outcome) => own.filter((standing) => standing.outcome === outcome).length;
    const clusters = { judged: own.length, failing: of('fail'), unknown: of('unknown') };
    const outcome = outcomeOf({
      pass: of('pass'),
      fail: clusters.failing,
      unknown: clusters.unknown,
      notApplicable: 0,
      excluded: 0,
    });
    return {
      id,
      title,
      severity,
      outcome: own.length === 0 ? null : outcome,
      counts: sumOfCounts(own.map(({ counts }) => counts)),
      clusters,
    };
  });
}
