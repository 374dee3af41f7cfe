import type { ClusterPosture, ControlPosture, FindingSummary, Posture } from '#lib/assess/posture.ts';
import { type Outcome, type Severity, severities } from '#lib/controls/control.ts';
import type { Counts } from '#lib/controls/run.ts';
import type { RequirementResult } from '#lib/score/framework-score.ts';
import { type ControlText, controlText } from './catalogue.ts';

/** One control over all clusters of a report. */
export interface ControlStanding {
  readonly text: ControlText;
  readonly outcome: Outcome;
  /** Null where the control has no literal reading or nothing was judged by it. */
  readonly literal: 'pass' | 'fail' | null;
  readonly counts: Counts;
  readonly clusters: readonly { readonly cluster: string; readonly control: ControlPosture }[];
  /** Open findings that count, worst first: one of each cluster, then the second of each, and so on. */
  readonly findings: readonly FindingSummary[];
  /** Findings that a setting leaves out. */
  readonly excluded: readonly FindingSummary[];
}

/** One requirement over all clusters of a report. */
export interface RequirementStanding {
  readonly requirement: string;
  readonly outcome: RequirementResult['outcome'];
  readonly literal: RequirementResult['literal'];
  readonly counts: Counts;
  readonly controls: readonly string[];
  readonly clusters: readonly { readonly cluster: string; readonly result: RequirementResult }[];
}

export const severityRank = (severity: Severity): number => severities.indexOf(severity);

const worse: readonly RequirementResult['outcome'][] = ['fail', 'unknown', 'pass', 'notApplicable', 'manual', 'outOfReach'];

function worstOf<Kind extends RequirementResult['outcome']>(outcomes: readonly Kind[], none: Kind): Kind {
  return outcomes.toSorted((a, b) => worse.indexOf(a) - worse.indexOf(b))[0] ?? none;
}

export const sumOf = (all: readonly Counts[]): Counts => {
  const sum = { pass: 0, fail: 0, unknown: 0, notApplicable: 0, excluded: 0 };
  for (const counts of all) for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] += counts[name];
  return sum;
};

function byTurns<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
  if (lists.length === 1) return lists[0] ?? [];
  const longest = lists.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}

function standingOf(id: string, clusters: ControlStanding['clusters']): ControlStanding {
  const severity = clusters.flatMap(({ control }) => control.findings.map((finding) => finding.severity))[0] ?? 'low';
  const literals = clusters.flatMap(({ control }) => control.literal ?? []);
  return {
    text: controlText(id, severity),
    outcome: worstOf(
      clusters.map(({ control }) => control.outcome),
      'notApplicable',
    ),
    literal: literals.some(({ fail }) => fail > 0) ? 'fail' : literals.some(({ pass }) => pass > 0) ? 'pass' : null,
    counts: sumOf(clusters.map(({ control }) => control.counts)),
    clusters,
    findings: byTurns(clusters.map(({ control }) => control.findings.filter(({ excluded }) => !excluded))),
    excluded: clusters.flatMap(({ control }) => control.findings.filter(({ excluded }) => excluded)),
  };
}

/** When the one that is open longest was opened; null for none. */
export const oldestOf = (findings: readonly FindingSummary[]): string | null =>
  findings.map(({ openedAt }) => openedAt).toSorted()[0] ?? null;

/** Every control of the report, most severe first, then by how much fails. */
export function controlStandings({ clusters }: Pick<Posture, 'clusters'>): readonly ControlStanding[] {
  const byId = new Map<string, { cluster: string; control: ControlPosture }[]>();
  for (const cluster of clusters)
    for (const control of cluster.controls) {
      const known = byId.get(control.control);
      if (known === undefined) byId.set(control.control, [{ cluster: cluster.name, control }]);
      else known.push({ cluster: cluster.name, control });
    }
  return [...byId]
    .map(([id, of]) => standingOf(id, of))
    .toSorted(
      (a, b) =>
        severityRank(a.text.severity) - severityRank(b.text.severity) ||
        b.counts.fail - a.counts.fail ||
        (a.text.id < b.text.id ? -1 : 1),
    );
}

/** The requirements in the order of the framework. A literal verdict is as good as that of the worst cluster. */
export function requirementStandings({ clusters }: Pick<Posture, 'clusters'>): readonly RequirementStanding[] {
  const ids = [...new Set(clusters.flatMap(({ requirements }) => requirements.map(({ requirement }) => requirement)))];
  return ids.map((id) => {
    const of = clusters.flatMap(({ name, requirements }) =>
      requirements.filter(({ requirement }) => requirement === id).map((result) => ({ cluster: name, result })),
    );
    const literals = of.flatMap(({ result }) => result.literal ?? []);
    return {
      requirement: id,
      outcome: worstOf(
        of.map(({ result }) => result.outcome),
        'notApplicable',
      ),
      literal: literals.includes('fail') ? 'fail' : literals.includes('unknown') ? 'unknown' : (literals[0] ?? null),
      counts: sumOf(of.map(({ result }) => result.counts)),
      controls: [...new Set(of.flatMap(({ result }) => result.controls))],
      clusters: of,
    };
  });
}

const narrowed = (cluster: ClusterPosture, ids: ReadonlySet<string>): ClusterPosture => ({
  ...cluster,
  controls: cluster.controls.filter(({ control }) => ids.has(control)),
  changes: {
    opened: cluster.changes.opened.filter(({ control }) => ids.has(control)),
    closed: cluster.changes.closed.filter(({ control }) => ids.has(control)),
  },
});

/** The posture with only what bears on its framework: controls that no requirement names are another report's matter. */
export function withinFramework(posture: Posture): Posture {
  if (posture.framework === 'all') return posture;
  const ids = new Set(posture.clusters.flatMap(({ requirements }) => requirements.flatMap(({ controls }) => controls)));
  return { ...posture, clusters: posture.clusters.map((cluster) => narrowed(cluster, ids)) };
}
