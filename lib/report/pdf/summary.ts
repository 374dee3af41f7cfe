import type { FindingSummary } from '#lib/assess/posture.ts';
import { severities } from '#lib/controls/control.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { gapsOf } from '#lib/snapshot/snapshot.ts';
import { fiveSentences } from '../sentences.ts';
import { type ControlStanding, oldestOf, severityRank } from '../standing.ts';
import { trendOf } from '../trend.ts';
import { count, number, shortened } from '../wording.ts';
import { trendChart, trendWords } from './charts.ts';
import { ink } from './ink.ts';
import { failing, nothingFails, placeOf, type Report } from './report.ts';
import type { Sheet } from './sheet.ts';
import { badge, bar, type Cell, signed, stack, text } from './strips.ts';
import { table } from './table.ts';

const most = 5;
const mostOpened = 3;
const mostUnknown = 5;
const mostChars = 240;

async function trend(sheet: Sheet, { posture, clock, single }: Report): Promise<void> {
  if (single) return;
  const course = trendOf(posture);
  sheet.heading(2, 'Score over time');
  if (course.every(({ value }) => value === null)) {
    await sheet.paragraph('There was no score at any time of the period.', { colour: ink.muted });
    return;
  }
  await sheet.figure(96, trendWords(course, clock), (pen, x, y, width) =>
    trendChart(pen, course, clock, { x, y, width, height: 96 }),
  );
  if (course.some(({ partial }) => partial))
    await sheet.paragraph(
      'Broken line: some clusters could not be judged at that time, and the line is the mean of the others.',
      {
        size: 7.5,
        leading: 11,
        colour: ink.muted,
      },
    );
}

export const resourcesCell = ({ counts }: Pick<ControlStanding, 'counts'>): Cell => {
  const words = (['fail', 'pass', 'unknown'] as const).flatMap((name) =>
    counts[name] === 0 ? [] : [`${number(counts[name])} ${name}`],
  );
  return stack(
    bar([
      { tone: 'fail', count: counts.fail },
      { tone: 'unknown', count: counts.unknown },
      { tone: 'pass', count: counts.pass },
    ]),
    text(words.join(', '), { size: 7, colour: ink.muted }),
  );
};

async function risks(sheet: Sheet, report: Report): Promise<void> {
  const all = failing(report);
  const since = (at: string | null) => (at === null ? '–' : report.clock.day(at));
  sheet.heading(2, 'Top risks');
  if (all.length === 0) {
    await sheet.paragraph(nothingFails(report), { colour: ink.muted });
    return;
  }
  await table(sheet, {
    summary: 'The most severe controls that fail',
    columns: [
      { header: 'Severity', width: 58 },
      { header: 'Does not hold', width: 3 },
      { header: 'Resources', width: 116 },
      ...(report.fleet ? [{ header: 'Clusters', width: 44, align: 'right' as const }] : []),
      ...(report.single ? [] : [{ header: 'Oldest since', width: 62, align: 'right' as const }]),
    ],
    rows: all
      .slice(0, most)
      .map((standing) => [
        badge(standing.text.severity),
        text([{ text: standing.text.title, goTo: placeOf(standing.text.id), colour: ink.link }]),
        resourcesCell(standing),
        ...(report.fleet
          ? [text(number(new Set(standing.findings.map(({ cluster }) => cluster)).size), { align: 'right' })]
          : []),
        ...(report.single ? [] : [text(since(oldestOf(standing.findings)), { align: 'right' })]),
      ]),
  });
  if (all.length > most)
    await sheet.paragraph(`And ${count(all.length - most, 'more control')}, each in its own part below.`, {
      size: 8,
      leading: 11,
      colour: ink.muted,
    });
}

const bySeverity = (findings: readonly FindingSummary[]): readonly FindingSummary[] =>
  findings.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity));

const small = { size: 8, leading: 11 } as const;

/** `14 opened: 2 critical, 12 high` */
function moved(what: string, findings: readonly FindingSummary[]): Cell {
  const parts = severities.flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}`];
  });
  const detail = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
  return text([{ text: `${number(findings.length)} ${what}`, style: 'bold' }, { text: detail }], small);
}

function changes({ posture, clock, fleet, single }: Report): readonly Cell[] {
  if (single) return [text('A single assessment: there is nothing to compare it with.', { ...small, colour: ink.muted })];
  const opened = posture.clusters.flatMap((cluster) => cluster.changes.opened);
  const closed = posture.clusters.flatMap((cluster) => cluster.changes.closed);
  const worst = bySeverity(opened).slice(0, mostOpened);
  return [
    moved('opened', opened),
    moved('closed', closed),
    ...(worst.length === 0 ? [] : [text('The most severe that opened:', { ...small, colour: ink.muted })]),
    ...worst.map((finding) =>
      signed(
        finding.severity,
        stack(
          text(
            `${shortened(refText(finding.resource), mostChars)}${fleet ? ` in ${shortened(finding.cluster, 60)}` : ''}, ${clock.day(finding.openedAt)}`,
            small,
          ),
          text(shortened(finding.message, mostChars), { size: 7, leading: 9.6, colour: ink.muted }),
        ),
      ),
    ),
  ];
}

function unknowns({ posture, controls, fleet }: Report): readonly Cell[] {
  const named = (name: string) => (fleet ? `${name}: ` : '');
  const resources = (of: readonly { resource: string; status: string }[]) =>
    `${of
      .slice(0, 3)
      .map(({ resource, status }) => `${resource} ${status}`)
      .join(', ')}${of.length > 3 ? ' and others' : ''}`;
  const { clusters } = posture;
  const items = [
    ...clusters
      .filter(({ scan }) => scan === null)
      .map(({ name }) => `${named(name)}no scan has succeeded, so nothing is known.`),
    ...clusters
      .filter(({ unread }) => unread.length > 0)
      .map(
        ({ name, unread }) =>
          `${named(name)}${count(unread.length, 'kind of object', 'kinds of objects')} could not be read: ${resources(unread)}.`,
      ),
    ...clusters
      .map(({ name, problems }) => ({ name, gaps: gapsOf(problems) }))
      .filter(({ gaps }) => gaps.length > 0)
      .map(({ name, gaps }) => `${named(name)}${count(gaps.length, 'problem')} with what was given.`),
    ...controls
      .filter(({ outcome, counts }) => outcome === 'unknown' || counts.unknown > 0)
      .map(
        ({ text: { title }, counts }) =>
          `“${title}” could not be judged${counts.unknown > 0 ? ` for ${count(counts.unknown, 'resource')}` : ''}.`,
      ),
  ];
  if (clusters.length === 0) return [text('Nothing was scanned.', { ...small, colour: ink.muted })];
  if (items.length === 0)
    return [text('Nothing: everything that the controls need could be read and understood.', { ...small, colour: ink.muted })];
  const rest = items.length - mostUnknown;
  return [
    ...items.slice(0, mostUnknown).map((item) => signed('unknown', text(shortened(item, mostChars), small))),
    ...(rest > 0
      ? [
          text(
            [
              { text: `And ${number(rest)} more, see ` },
              { text: 'Limits of this report', goTo: 'limits', colour: ink.link },
              { text: '.' },
            ],
            small,
          ),
        ]
      : []),
  ];
}

/** What a manager reads: what holds, where it goes, what hurts most, what changed, what nobody knows. */
export async function writeSummary(sheet: Sheet, report: Report): Promise<void> {
  await sheet.list(fiveSentences(report.posture, report.clock), { numbered: true });
  await trend(sheet, report);
  await risks(sheet, report);
  await sheet.beside([
    { title: 'What changed in the period', items: changes(report) },
    { title: 'What is not known', items: unknowns(report) },
  ]);
}
