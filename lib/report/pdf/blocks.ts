import type { FindingSummary } from '#lib/assess/posture.ts';
import type { Evidence, Outcome } from '#lib/controls/control.ts';
import { refText } from '#lib/snapshot/objects.ts';
import type { ControlStanding } from '../standing.ts';
import { briefly, count, number } from '../wording.ts';
import { ink } from './ink.ts';
import { failing, nothingFails, placeOf, type Report } from './report.ts';
import { literalBadge, requirementWords, verdictBadge } from './requirements.ts';
import type { Sheet } from './sheet.ts';
import { badge, type Cell, code, gap, stack, text } from './strips.ts';
import { resourcesCell } from './summary.ts';
import { table } from './table.ts';

const mostObjects = 20;
const mostEvidence = 3;
const mostYamlLines = 48;

function evidenceCell(evidence: readonly Evidence[]): Cell {
  const shown = evidence.slice(0, mostEvidence).map(({ object, path, says }) =>
    text([{ text: `${refText(object)}${path === undefined ? '' : ` ${path}`}`, style: 'mono' }, { text: `: ${says}` }], {
      size: 6.8,
      leading: 9.6,
      colour: ink.muted,
    }),
  );
  const rest = evidence.length - mostEvidence;
  return stack(
    ...shown,
    ...(rest > 0 ? [text(`and ${number(rest)} more, see the CSV`, { size: 6.8, leading: 9.6, colour: ink.muted })] : []),
  );
}

/** One failing resource: what it is, what was found and on what grounds, since when. */
const findingRow = ({ fleet, single, clock }: Report, finding: FindingSummary, evidence: boolean): readonly Cell[] => [
  ...(fleet ? [text(finding.cluster, { size: 7.5 })] : []),
  text([{ text: refText(finding.resource), style: 'mono' }], { size: 7, leading: 10.4 }),
  stack(
    text(finding.excluded ? `${finding.message} Left out by settings.` : finding.message, { size: 7.5, leading: 10.4 }),
    ...(evidence && finding.evidence.length > 0 ? [gap(1.5), evidenceCell(finding.evidence)] : []),
  ),
  ...(single ? [] : [text(clock.day(finding.openedAt), { size: 7.5, leading: 10.4, align: 'right' })]),
];

/** A table of failing resources. */
const findingsTable = (
  sheet: Sheet,
  report: Report,
  summary: string,
  findings: readonly FindingSummary[],
  options: { evidence: boolean },
): Promise<void> =>
  table(sheet, {
    summary,
    columns: [
      ...(report.fleet ? [{ header: 'Cluster', width: 72 }] : []),
      { header: 'Object', width: 2 },
      { header: options.evidence ? 'What was found, and where' : 'What was found', width: 3.4 },
      ...(report.single ? [] : [{ header: 'Open since', width: 54, align: 'right' as const }]),
    ],
    rows: (function* () {
      for (const finding of findings) yield findingRow(report, finding, options.evidence);
    })(),
  });

async function manifest(sheet: Sheet, report: Report, findings: readonly FindingSummary[]): Promise<void> {
  const example = findings.find(({ remediation }) => remediation !== null);
  if (example === undefined || example.remediation === null) return;
  const lines = example.remediation.trimEnd().split('\n');
  const others = findings.filter(({ remediation }) => remediation !== null).length - 1;
  const where = `${refText(example.resource)}${report.fleet ? ` in ${example.cluster}` : ''}`;
  const more = others > 0 ? ` (the CSV has ${count(others, 'more', 'more')}, one for each resource)` : '';
  // The sentence, which takes two lines at most as a rule, stays with the beginning of the manifest.
  await sheet.room(2 * 12 + 3 + codeStart(lines.length));
  await sheet.paragraph(`To review and apply, for ${where}${more}:`, { size: 8.5, leading: 12, after: 3 });
  const cut = lines.length > mostYamlLines;
  const shown = cut ? [...lines.slice(0, mostYamlLines), `# … ${lines.length - mostYamlLines} more lines: see the CSV`] : lines;
  await codeBox(sheet, shown.join('\n'));
}

const inset = 8;

/** What has to be free on a page for preformatted text of so many lines to begin there. */
const codeStart = (lines: number): number => Math.min(lines, 6) * 9.6 + 2 * inset;

/** Preformatted text on a band that goes on over pages. */
async function codeBox(sheet: Sheet, content: string): Promise<void> {
  const strips = code(content)(sheet.fonts, sheet.width - 2 * inset);
  await sheet.room(codeStart(strips.length));
  const element = sheet.pen.element(sheet.section, 'Code');
  let index = 0;
  while (index < strips.length) {
    await sheet.room(3 * 9.6 + 2 * inset);
    const first = index;
    let height = 0;
    for (
      let strip = strips[index];
      strip !== undefined && sheet.y + height + strip.height + inset <= sheet.bottom;
      strip = strips[index]
    ) {
      height += strip.height;
      index += 1;
    }
    sheet.pen.artifact(() => {
      sheet.pen.fill(ink.band, sheet.left, sheet.y, sheet.width, height + inset);
      sheet.pen.fill(ink.rule, sheet.left, sheet.y, 1.5, height + inset);
    });
    sheet.pen.into(element, 'Code');
    let y = sheet.y + inset / 2;
    for (const strip of strips.slice(first, index)) {
      strip.paint(sheet.pen, sheet.left + inset, y, sheet.width - 2 * inset);
      y += strip.height;
    }
    sheet.pen.lift();
    sheet.y += height + inset;
  }
  element.end();
  sheet.y += 8;
}

/** The clusters where it fails or is unknown, one by one, and the others in a sentence. */
async function byCluster(sheet: Sheet, { clusters }: ControlStanding): Promise<void> {
  const bad = clusters.filter(({ control }) => control.outcome === 'fail' || control.outcome === 'unknown');
  const reasons = bad.some(({ control }) => control.reason !== null);
  await table(sheet, {
    summary: 'How the control does on each cluster where it does not pass',
    columns: [
      { header: 'Cluster', width: 2 },
      { header: 'Verdict', width: 72 },
      { header: 'Resources', width: 130 },
      ...(reasons ? [{ header: 'Why there is no verdict', width: 2.5 }] : []),
    ],
    rows: bad.map(({ cluster, control }) => [
      text(cluster),
      verdictBadge(control.outcome),
      control.counts.pass + control.counts.fail + control.counts.unknown === 0 ? text('–') : resourcesCell(control),
      ...(reasons ? [text(control.reason ?? '', { size: 7, colour: ink.muted })] : []),
    ]),
  });
  const names = (outcome: Outcome) => clusters.filter(({ control }) => control.outcome === outcome).map(({ cluster }) => cluster);
  const [passing, without] = [names('pass'), names('notApplicable')];
  const words = [
    ...(passing.length > 0 ? [`It holds in ${briefly(passing, 8)}.`] : []),
    ...(without.length > 0 ? [`There is nothing to judge in ${briefly(without, 8)}.`] : []),
  ];
  if (words.length > 0) await sheet.paragraph(words.join(' '), { size: 8, leading: 11, colour: ink.muted });
}

async function block(sheet: Sheet, report: Report, standing: ControlStanding): Promise<void> {
  const { text: of, outcome, literal, findings, counts } = standing;
  sheet.heading(2, of.title, placeOf(of.id));
  await table(sheet, {
    summary: `Verdict on ${of.id}`,
    columns: [
      { header: 'Severity', width: 62 },
      { header: 'Effective', width: 54 },
      { header: 'By its words', width: 54 },
      { header: 'Resources', width: 110 },
      { header: 'Control, and what it decides', width: 1 },
    ],
    rows: [
      [
        badge(of.severity),
        verdictBadge(outcome),
        literalBadge(literal),
        stack(
          resourcesCell(standing),
          ...(counts.excluded > 0
            ? [text(`${number(counts.excluded)} left out by settings`, { size: 7, colour: ink.muted })]
            : []),
        ),
        stack(
          text([{ text: of.id, style: 'mono' }], { size: 7.5, leading: 11 }),
          text(requirementWords(report.posture.framework, of.id), { size: 7, colour: ink.muted }),
        ),
      ],
    ],
  });
  sheet.heading(3, 'Why it matters');
  await sheet.paragraph(of.why);
  if (literal === 'pass')
    await sheet.paragraph(
      'By the words of the benchmark this would pass: the objects that it asks for exist. What they do does not meet the intent, as shown below.',
    );
  sheet.heading(3, 'What to do');
  await sheet.paragraph(of.fix);
  await manifest(sheet, report, findings);
  sheet.heading(3, 'Where it does not hold');
  if (report.fleet) await byCluster(sheet, standing);
  await findingsTable(sheet, report, `Resources for which ${of.id} does not hold`, findings.slice(0, mostObjects), {
    evidence: true,
  });
  if (findings.length > mostObjects)
    await sheet.paragraph(`And ${count(findings.length - mostObjects, 'more resource')}, see the CSV.`, {
      size: 8,
      leading: 11,
      colour: ink.muted,
    });
  if (of.others !== null) {
    sheet.heading(3, 'What other scanners report');
    await sheet.paragraph(of.others, { colour: ink.muted });
  }
  await sheet.flow(gap(4), { after: 0 });
}

/** One block for each failing control: the verdict, why, what to do, and the proof. */
export async function writeBlocks(sheet: Sheet, report: Report): Promise<void> {
  const all = failing(report);
  if (all.length === 0) await sheet.paragraph(nothingFails(report), { colour: ink.muted });
  for (const standing of all) await block(sheet, report, standing);
}

/** Every finding, control by control. */
export async function writeAllFindings(sheet: Sheet, report: Report): Promise<void> {
  const all = report.controls.filter(({ findings, excluded }) => findings.length + excluded.length > 0);
  if (all.length === 0) await sheet.paragraph('There is no finding.', { colour: ink.muted });
  for (const { text: of, findings, excluded } of all) {
    sheet.heading(2, `${of.title} (${count(findings.length + excluded.length, 'finding')})`);
    await findingsTable(sheet, report, `Every finding of ${of.id}`, [...findings, ...excluded], { evidence: false });
  }
}
