import { type ControlStanding, severityRank } from '../standing.ts';
import { number } from '../wording.ts';
import { ink } from './ink.ts';
import type { Report } from './report.ts';
import { verdictBadge } from './requirements.ts';
import type { Sheet } from './sheet.ts';
import { badge, stack, text } from './strips.ts';
import { resourcesCell } from './summary.ts';
import { table } from './table.ts';

/** What a pass rests on, weakest proof first. */
export const strengths = [
  'vacuous: there was nothing to protect',
  'the object exists',
  'it selects the workload',
  'it denies, as computed',
  'what enforces it is known',
  'observed or tested',
] as const;

function groundsOf({ clusters, outcome }: ControlStanding, fleet: boolean): readonly string[] {
  if (outcome === 'pass') {
    const weakest = clusters.flatMap(({ control }) => control.strength ?? []).toSorted()[0];
    return weakest === undefined ? [] : [`Weakest proof ${weakest}: ${strengths[weakest]}`];
  }
  return clusters
    .filter(({ control }) => control.outcome === outcome && control.reason !== null)
    .slice(0, 4)
    .map(({ cluster, control }) => `${fleet ? `${cluster}: ` : ''}${control.reason}`);
}

/** The controls that do not fail: what passes and on what proof, what is unknown and why, what does not apply. */
export async function writeOthers(sheet: Sheet, report: Report): Promise<void> {
  const order = ['unknown', 'pass', 'notApplicable'];
  const others = report.controls
    .filter(({ outcome }) => outcome !== 'fail')
    .toSorted(
      (a, b) =>
        order.indexOf(a.outcome) - order.indexOf(b.outcome) || severityRank(a.text.severity) - severityRank(b.text.severity),
    );
  if (others.length === 0) {
    await sheet.paragraph(report.controls.length === 0 ? 'No control was judged.' : 'Every control fails.', {
      colour: ink.muted,
    });
    return;
  }
  await table(sheet, {
    summary: 'Controls that pass, are unknown or do not apply',
    columns: [
      { header: 'Control', width: 3 },
      { header: 'Severity', width: 58 },
      { header: 'Verdict', width: 72 },
      { header: 'Resources', width: 76 },
      { header: 'On what grounds', width: 3 },
    ],
    rows: others.map((standing) => {
      const { counts, text: of, outcome } = standing;
      return [
        stack(text(of.title), text([{ text: of.id, style: 'mono' }], { size: 6.8, leading: 9.6, colour: ink.muted })),
        badge(of.severity),
        verdictBadge(outcome),
        stack(
          counts.pass + counts.unknown === 0 ? text('–', { colour: ink.muted }) : resourcesCell(standing),
          ...(counts.excluded > 0
            ? [text(`${number(counts.excluded)} left out by settings`, { size: 7, colour: ink.muted })]
            : []),
        ),
        stack(...groundsOf(standing, report.fleet).map((line) => text(line, { size: 7, colour: ink.muted }))),
      ];
    }),
  });
}
