import { palette } from '#lib/controls/palette.ts';
import type { RequirementResult } from '#lib/score/framework-score.ts';
import { controlText, frameworkName, frameworkOf, requirementOf } from '../catalogue.ts';
import { type RequirementStanding, requirementStandings } from '../standing.ts';
import { listed, number, shortened } from '../wording.ts';
import { ink } from './ink.ts';
import { placeOf, type Report } from './report.ts';
import type { Sheet } from './sheet.ts';
import { badge, type Cell, stack, text } from './strips.ts';
import { resourcesCell } from './summary.ts';
import { table } from './table.ts';
import type { Span } from './typeset.ts';

export const verdictBadge = (outcome: RequirementResult['outcome'], size = 8): Cell => badge(outcome, { size });

export const literalBadge = (literal: 'pass' | 'fail' | 'unknown' | null): Cell =>
  literal === null ? text('–', { colour: ink.muted }) : verdictBadge(literal);

const outcomes = ['fail', 'unknown', 'pass', 'notApplicable', 'manual', 'outOfReach'] as const;

function clusterWords({ clusters }: RequirementStanding): string {
  const words = outcomes.flatMap((outcome) => {
    const number = clusters.filter(({ result }) => result.outcome === outcome).length;
    return number === 0 ? [] : [`${number} ${palette[outcome].label.toLowerCase()}`];
  });
  return words.join(', ');
}

/** Who or what decides: controls that fail are linked to their block. */
function decidedBy({ controls }: Report, ids: readonly string[]): readonly Span[] {
  if (ids.length === 0) return [{ text: 'for a person to decide' }];
  const withBlock = new Set(controls.filter(({ outcome }) => outcome === 'fail').map(({ text: { id } }) => id));
  return ids.flatMap((id, index) => [
    ...(index === 0 ? [] : [{ text: ', ' }]),
    withBlock.has(id) ? { text: id, goTo: placeOf(id), colour: ink.link } : { text: id },
  ]);
}

function requirementCell(report: Report, standing: RequirementStanding): Cell {
  const requirement = requirementOf(report.posture.framework, standing.requirement);
  const otherwise = Object.entries(requirement?.otherEditions ?? {}).filter(([, id]) => id !== standing.requirement);
  const editions = Map.groupBy(otherwise, ([, id]) => id);
  const details = [
    ...(requirement === null ? [] : [requirement.section]),
    ...(requirement?.level === undefined ? [] : [`level ${requirement.level}`]),
    ...Array.from(editions, ([id, same]) => `${id} in ${listed(same.map(([edition]) => edition))}`),
  ];
  return stack(
    text([
      { text: `${standing.requirement}  `, style: 'bold' },
      { text: requirement?.title ?? 'This version no longer lists the requirement; its result is kept as it was.' },
    ]),
    text([{ text: details.map((detail) => `${detail} · `).join('') }, ...decidedBy(report, standing.controls)], {
      size: 7,
      colour: ink.muted,
    }),
    ...(requirement?.note === undefined ? [] : [text(requirement.note, { size: 7, colour: ink.muted })]),
  );
}

/** A small table of requirements by clusters, as long as its columns can be read. Those that a person decides are the same everywhere. */
async function matrix(sheet: Sheet, report: Report, standings: readonly RequirementStanding[]): Promise<void> {
  const names = report.posture.clusters.map(({ name }) => name);
  const decided = standings.filter(({ outcome }) => outcome !== 'manual' && outcome !== 'outOfReach');
  if (names.length < 2 || names.length > 6 || decided.length === 0) return;
  sheet.heading(2, 'Requirements by cluster');
  await table(sheet, {
    summary: 'The effective verdict of each requirement on each cluster',
    columns: [{ header: 'Requirement', width: 1 }, ...names.map((name) => ({ header: shortened(name, 40), width: 56 }))],
    rows: decided.map((standing) => [
      text(
        [
          { text: `${standing.requirement}  `, style: 'bold' },
          { text: requirementOf(report.posture.framework, standing.requirement)?.title ?? '' },
        ],
        { size: 7.5 },
      ),
      ...names.map((name) => {
        const result = standing.clusters.find(({ cluster }) => cluster === name)?.result;
        return result === undefined ? text('–', { size: 7, colour: ink.muted }) : verdictBadge(result.outcome, 7);
      }),
    ]),
  });
}

/** The framework requirement by requirement: what its words ask, what the traffic rules do, and who decides. */
export async function writeRequirements(sheet: Sheet, report: Report): Promise<void> {
  const { posture, fleet } = report;
  const standings = requirementStandings(posture);
  const framework = frameworkOf(posture.framework);
  if (standings.length === 0) {
    await sheet.paragraph('No scan has succeeded, so no requirement was judged.', { colour: ink.muted });
    return;
  }
  await sheet.paragraph(
    `${frameworkName(posture.framework)}${framework === null ? '' : `, published by ${framework.publisher} (${framework.url})`}. Titles are in our words. “Effective” says what the traffic rules do; “by its words” says what the text alone asks for, where that is less. Manual and out-of-reach requirements are never counted as met.${fleet ? ' A requirement counts as its worst cluster.' : ''}`,
    { size: 8.5, leading: 12, colour: ink.muted },
  );
  await table(sheet, {
    summary: `The requirements of ${frameworkName(posture.framework)} and their verdicts`,
    columns: [
      { header: 'Requirement, and what decides it', width: 1 },
      { header: 'Effective', width: 66 },
      { header: 'By its words', width: 52 },
      { header: fleet ? 'Clusters, resources' : 'Resources', width: 104 },
    ],
    rows: standings.map((standing) => {
      const judged = standing.counts.pass + standing.counts.fail + standing.counts.unknown;
      return [
        requirementCell(report, standing),
        verdictBadge(standing.outcome),
        literalBadge(standing.literal),
        stack(
          ...(fleet ? [text(clusterWords(standing), { size: 7 })] : []),
          judged === 0 ? text('–', { colour: ink.muted }) : resourcesCell(standing),
          ...(standing.counts.excluded > 0
            ? [text(`${number(standing.counts.excluded)} left out by settings`, { size: 7, colour: ink.muted })]
            : []),
        ),
      ];
    }),
  });
  if (fleet) await matrix(sheet, report, standings);
}

/** Ids with their titles, for those who read about a control without its block. */
export const requirementWords = (framework: Report['posture']['framework'], control: string): string => {
  if (framework === 'all') {
    const satisfied = Object.entries(controlText(control, 'low').satisfies).map(
      ([id, requirements]) => `${id} ${requirements.join(', ')}`,
    );
    return satisfied.length === 0 ? 'none' : satisfied.join(' · ');
  }
  const ids = controlText(control, 'low').satisfies[framework] ?? [];
  return ids.length === 0 ? 'none' : ids.join(', ');
};
