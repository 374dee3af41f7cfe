import { severities } from '#lib/controls/control.ts';
import { grades, leastCoverage, weights } from '#lib/score/score.ts';
import { frameworkName, frameworkOf } from '../catalogue.ts';
import { basisDigest } from '../digest.ts';
import { listed, percent } from '../wording.ts';
import { ink } from './ink.ts';
import { strengths } from './others.ts';
import type { Report } from './report.ts';
import type { Sheet } from './sheet.ts';
import { type Cell, stack, text } from './strips.ts';
import { table } from './table.ts';

const digestCell = (of: string, digest: string | null): Cell =>
  digest === null
    ? stack()
    : text([{ text: `${of} ` }, { text: digest, style: 'mono' }], { size: 6.2, leading: 8.8, colour: ink.muted });

async function scans(sheet: Sheet, { posture, clock, fleet }: Report): Promise<void> {
  sheet.heading(2, 'Scans and digests');
  const basis = basisDigest(posture);
  await sheet.paragraph(
    fleet
      ? 'The digest on the cover is the SHA-256 of one line for each cluster, in the order below: its name, a tab, its snapshot digest (or a hyphen) and a line feed.'
      : 'The digest on the cover is the SHA-256 of the canonical form of the snapshot: equal content has an equal digest, whatever the order of reading.',
  );
  if (fleet && basis !== null) await sheet.paragraph([{ text: basis, style: 'mono' }], { size: 7.2, leading: 11 });
  await table(sheet, {
    summary: 'The scan of each cluster that the report describes',
    columns: [
      { header: 'Cluster', width: 2 },
      { header: 'Scan', width: 92 },
      { header: 'Kubernetes', width: 52 },
      { header: 'Digests (SHA-256)', width: 3 },
      { header: 'Enforced', width: 2 },
    ],
    rows: posture.clusters.map(({ name, source, scan, enforcement }) => [
      stack(text(name, { style: 'bold' }), text(source, { size: 7, colour: ink.muted })),
      scan === null
        ? text('None has succeeded')
        : stack(
            text(clock.moment(scan.at), { size: 7.5, leading: 10 }),
            text(`${scan.number === null ? '' : `number ${scan.number}, `}${scan.status}`, { size: 7, colour: ink.muted }),
          ),
      text(scan?.serverVersion ?? '–'),
      stack(digestCell('snapshot', scan?.snapshotDigest ?? null), digestCell('results', scan?.resultsDigest ?? null)),
      text(enforcement === null ? '–' : enforcement.reason, { size: 7, leading: 9.6 }),
    ]),
  });
}

/** How the numbers came about, so that another person comes to the same. */
export async function writeMethod(sheet: Sheet, report: Report): Promise<void> {
  const { posture } = report;
  const framework = frameworkOf(posture.framework);
  sheet.heading(2, 'Verdicts');
  await sheet.list(
    [
      [
        { text: 'Pass, fail. ', style: 'bold' },
        {
          text: 'Each control judges every resource it speaks about. One resource that fails makes the control fail; a control that has none does not apply.',
        },
      ],
      [
        { text: 'Unknown. ', style: 'bold' },
        { text: 'Something that is needed could not be read or understood. It is never counted as a pass.' },
      ],
      [
        { text: 'Effective and by its words. ', style: 'bold' },
        {
          text: 'Where the published text asks only that an object exists, both verdicts are given: what the words ask, and what the rules do to the traffic. The score uses the effective one.',
        },
      ],
      [
        { text: 'Manual, out of reach. ', style: 'bold' },
        {
          text: 'A person has to decide, or the answer lies outside what an API server can tell. Such requirements are shown and never counted as met.',
        },
      ],
      [
        { text: 'Strength of proof. ', style: 'bold' },
        { text: `Every pass rests on a proof: ${strengths.map((words, strength) => `${strength} ${words}`).join('; ')}.` },
      ],
    ],
    { size: 8.5 },
  );
  sheet.heading(2, 'Score and coverage');
  await sheet.paragraph(
    `A control's value is the share of its passing resources among those that pass or fail. The score is the mean of these values over all controls ${framework === null ? '' : `that decide a requirement of ${frameworkName(posture.framework)} `}that could be evaluated, weighted by severity: ${listed(severities.map((severity) => `${severity} ${weights[severity]}`))}. It is rounded down, so that only a perfect result reads 100. Coverage is the share of the weight of the controls that apply that could be evaluated. What settings leave out counts in neither. Where nothing could be evaluated there is no score.${report.fleet ? " The fleet's score is the mean of its clusters' scores; a cluster of which nothing could be evaluated adds nothing to it and lowers the coverage, and one that was never scanned counts in neither." : ''}`,
    { size: 8.5, leading: 12.3 },
  );
  await sheet.paragraph(
    `Grades: ${listed(grades.map(({ grade, from }) => `${grade} from ${from}`))}. With a coverage below ${percent(leastCoverage)} no grade is given.`,
    { size: 8.5, leading: 12.3 },
  );
  await scans(sheet, report);
}
