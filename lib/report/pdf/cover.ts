import type { Inventory } from '#lib/assess/assessment.ts';
import { palette } from '#lib/controls/palette.ts';
import { frameworkName, frameworkOf } from '../catalogue.ts';
import { basisDigest } from '../digest.ts';
import { noGradeReason, noScoreReason } from '../sentences.ts';
import { requirementStandings } from '../standing.ts';
import { briefly, count, countRead, coverageText, number, scopeName, shortened, valueText } from '../wording.ts';
import { scoreRing, scoreWords } from './charts.ts';
import { ink } from './ink.ts';
import { Placeholder } from './placeholder.ts';
import type { Chapter, Report } from './report.ts';
import type { Sheet } from './sheet.ts';
import { badge, bar, baselineIn, type Cell, stack, text } from './strips.ts';
import { table } from './table.ts';
import { lineOf } from './typeset.ts';

/** The product's mark: a hull with two bulkheads. */
function mark(sheet: Sheet, x: number, y: number): void {
  sheet.pen.artifact(() => {
    sheet.pen.frame(ink.text, x, y, 16, 11, 1.4);
    for (const at of [5.3, 10.7])
      sheet.pen.stroke(ink.text, 1.4, [
        [x + at, y],
        [x + at, y + 11],
      ]);
  });
}

function factsOf({ posture, clock, fleet, single }: Report): readonly (readonly [string, Cell])[] {
  const { clusters, period, framework } = posture;
  const [only] = clusters;
  const publisher = frameworkOf(framework);
  const digest = basisDigest(posture);
  const counted = (of: keyof Inventory, one: string, several?: string): string => {
    const known = clusters.flatMap(({ inventory }) => inventory?.[of] ?? []);
    const total = known.length === 0 ? null : known.reduce((sum, next) => sum + next, 0);
    const isPartial = known.length > 0 && clusters.some(({ inventory }) => inventory !== null && inventory[of] === null);
    return `${isPartial ? 'at least ' : ''}${countRead(total, one, several)}`;
  };
  const inventory = [
    counted('namespaces', 'namespace'),
    counted('workloads', 'workload'),
    counted('pods', 'pod'),
    counted('policies', 'policy', 'policies'),
    counted('services', 'service'),
    counted('nodes', 'node'),
  ].join(', ');
  const rows: (readonly [string, string | Cell])[] = [
    ['Scope', fleet ? `${scopeName(posture)}, ${count(clusters.length, 'cluster')}` : scopeName(posture)],
    ...(fleet || only === undefined ? [] : [['Read from', only.source] as const]),
    [
      'Period',
      single ? `A single assessment, ${clock.moment(period.to)}` : `${clock.moment(period.from)} to ${clock.moment(period.to)}`,
    ],
    ['Framework', publisher === null ? 'Every control of Bulkhead' : `${frameworkName(framework)}, ${publisher.publisher}`],
    ['Inventory', clusters.some((cluster) => cluster.inventory !== null) ? inventory : 'Nothing was read yet'],
    ...(fleet || only === undefined
      ? []
      : [
          [
            'Last scan',
            only.scan === null ? 'None has succeeded yet' : `${clock.moment(only.scan.at)}, ${only.scan.status}`,
          ] as const,
        ]),
    ['Report made', `${clock.moment(posture.madeAt)} (times are in ${clock.zone})`],
    ['Made by', `Bulkhead ${posture.version}`],
    [
      fleet ? 'Digest of snapshots' : 'Snapshot digest',
      digest === null
        ? 'None: nothing was read'
        : text([{ text: `sha256 ${digest}`, style: 'mono' }], { size: 7.2, leading: 12.5 }),
    ],
  ];
  return rows.map(([name, value]) => [name, typeof value === 'string' ? text(value, { size: 9, leading: 12.5 }) : value]);
}

function verdict({ posture, single }: Report): Cell {
  const { score, before } = posture;
  const none = noScoreReason(posture);
  if (none !== null)
    return stack(
      text('No score', { size: 15, leading: 20, style: 'bold' }),
      text(`${none.charAt(0).toUpperCase()}${none.slice(1)}.`, { size: 9.5, leading: 14, colour: ink.muted }),
    );
  const gradeless = noGradeReason(score);
  const grade = score.grade === null ? 'No grade' : `Grade ${score.grade}`;
  const change =
    before === null || before.value === null || score.value === null || single
      ? []
      : [`At the start of the period: ${scoreWords(before)}.`];
  const lines = [
    `Score ${valueText(score)} of 100 against ${frameworkName(posture.framework)}.`,
    `Coverage ${coverageText(score)}: the share of the controls' weight that could be evaluated (the ring).`,
    ...(gradeless === null ? [] : [`No grade is given: ${gradeless}.`]),
    ...change,
  ];
  return stack(
    text(grade, { size: 15, leading: 21, style: 'bold' }),
    ...lines.map((line) => text(line, { size: 9, leading: 13, colour: ink.muted })),
  );
}

async function sampleNote(sheet: Sheet, { posture }: Report): Promise<void> {
  const names = posture.clusters.filter(({ sample }) => sample).map(({ name }) => name);
  if (!posture.scope.sample && names.length === 0) return;
  const words = posture.scope.sample
    ? 'SAMPLE DATA. This report is made of the manifests that come with Bulkhead. It says nothing about any cluster of yours.'
    : `Some clusters of this report are samples that come with Bulkhead: ${briefly(
        names.map((name) => shortened(name, 60)),
        8,
      )}.`;
  const cell = text(words, { size: 9, leading: 13, style: 'bold' });
  const height = cell(sheet.fonts, sheet.width - 20).length * 13 + 12;
  await sheet.room(height);
  sheet.pen.artifact(() => sheet.pen.frame(ink.text, sheet.left, sheet.y, sheet.width, height, 0.9));
  sheet.put(cell, sheet.left + 10, sheet.y + 6, sheet.width - 20);
  sheet.y += height + 14;
}

/** How many requirements are met, or, without a framework, how many controls hold: one bar over the page, and its numbers. */
async function outcomes(sheet: Sheet, { posture, controls }: Report): Promise<void> {
  const requirements = requirementStandings(posture);
  const [of, what] = posture.framework === 'all' ? [controls, 'Controls'] : [requirements, 'Requirements'];
  const order = ['fail', 'unknown', 'pass', 'notApplicable', 'manual', 'outOfReach'] as const;
  const parts = order
    .map((tone) => ({ tone, count: of.filter(({ outcome }) => outcome === tone).length }))
    .filter(({ count: size }) => size > 0);
  if (parts.length === 0) return;
  const height = 8;
  await sheet.room(2 * height + 24);
  sheet.y = sheet.put(bar(parts, height), sheet.left, sheet.y, sheet.width) + 2;
  let x = sheet.left;
  const label = lineOf(sheet.fonts, { text: `${what}:`, style: 'bold' }, 8);
  sheet.put(text(`${what}:`, { style: 'bold' }), x, sheet.y, label.width + 2);
  x += label.width + 12;
  for (const { tone, count: size } of parts) {
    const words = `${number(size)} ${palette[tone].label.toLowerCase()}`;
    const width = lineOf(sheet.fonts, { text: words, style: 'bold' }, 8).width + 14;
    sheet.put(badge(tone, { label: words }), x, sheet.y, width);
    x += width + 12;
  }
  sheet.y += 30;
}

/** The contents; the numbers of pages are filled in when the report is complete. */
async function contents(sheet: Sheet, chapters: readonly Chapter[]): Promise<() => void> {
  const { pen } = sheet;
  const leading = 14.5;
  sheet.heading(2, 'Contents');
  await sheet.room(chapters.length * leading);
  const list = pen.element(sheet.section, 'TOC');
  const numbers = new Map<string, Placeholder>();
  for (const { title, place } of chapters) {
    await sheet.room(leading);
    const item = pen.element(list, 'TOCI');
    pen.into(item, 'TOCI');
    const line = lineOf(sheet.fonts, { text: title, goTo: place, colour: ink.link }, 9);
    pen.line(line, sheet.left, baselineIn(sheet.y, leading, 9), ink.link);
    const number = new Placeholder(pen);
    number.place(sheet.left + sheet.width, baselineIn(sheet.y, leading, 9));
    numbers.set(place, number);
    pen.artifact(() => {
      const y = baselineIn(sheet.y, leading, 9) - 0.5;
      pen.stroke(
        ink.hairline,
        0.7,
        [
          [sheet.left + line.width + 6, y],
          [sheet.left + sheet.width - 22, y],
        ],
        [0.7, 2.4],
      );
    });
    item.end();
    sheet.y += leading;
  }
  list.end();
  return () => {
    for (const [place, number] of numbers) {
      const entry = sheet.entries.find((known) => known.place === place);
      number.write(entry === undefined ? '' : String(entry.page), 9, ink.text, 'end');
    }
  };
}

/** The first page. Returns what completes its contents once every other page is there. */
export async function writeCover(sheet: Sheet, report: Report, chapters: readonly Chapter[]): Promise<() => void> {
  const { posture } = report;
  await sheet.nextPage();
  mark(sheet, sheet.left, 52);
  sheet.put(text('Bulkhead', { size: 11, leading: 15, style: 'bold' }), sheet.left + 23, 50, 200);

  sheet.y = 112;
  await sheet.flow(text('Network segmentation report', { size: 25, leading: 32, style: 'bold' }), { tag: 'H1', after: 4 });
  const size = posture.scope.name.length > 48 ? 12 : 17;
  await sheet.flow(text(scopeName(posture), { size, leading: size * 1.35, colour: ink.muted }), {
    after: 26,
  });
  await sampleNote(sheet, report);

  const radius = 44;
  await sheet.room(2 * radius + 20);
  const top = sheet.y;
  sheet.drawing(sheet.left, top, 2 * radius + 8, 2 * radius + 8, `Score: ${scoreWords(posture.score)}`, (pen, x, y) =>
    scoreRing(pen, posture.score, x + radius + 4, y + radius + 4, radius),
  );
  const beside = sheet.put(verdict(report), sheet.left + 2 * radius + 28, top + 12, sheet.width - 2 * radius - 28);
  sheet.y = Math.max(beside, top + 2 * radius + 8) + 24;

  await outcomes(sheet, report);
  await table(sheet, {
    columns: [
      { header: 'What', width: 96 },
      { header: 'Value', width: 1 },
    ],
    headed: false,
    summary: 'What this report is about',
    rows: factsOf(report).map(([name, value]) => [text(name, { size: 9, leading: 12.5, colour: ink.muted }), value]),
  });
  return contents(sheet, chapters);
}
