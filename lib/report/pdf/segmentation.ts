import type { ClusterPosture, SegmentationPosture } from '#lib/assess/posture.ts';
import { type Figure, figureCourse, figuresBefore, figureText, segmentationFigures, shareOf } from '../segmentation.ts';
import { number, percent } from '../wording.ts';
import { shareBar, sparkline } from './charts.ts';
import { signedNumber, writeDrift } from './drift.ts';
import { ink } from './ink.ts';
import type { Report } from './report.ts';
import type { Sheet } from './sheet.ts';
import { type Cell, stack, text } from './strips.ts';
import { table } from './table.ts';

const mostReasons = 20;

const note = { size: 8, leading: 11, colour: ink.muted } as const;
const small = { size: 7, colour: ink.muted } as const;
const right = { align: 'right' } as const;

const notKnown =
  'Who can reach whom is not known for this scan: pods, namespaces or policies could not be read, or Bulkhead did not compute it yet when it was made.';

function figureName(figure: Figure, { figures }: SegmentationPosture): Cell {
  const worst = figure.id === 'worst-blast-radius' ? figures.worst : null;
  return stack(
    text(figure.title),
    ...(worst === null ? [] : [text([{ text: worst, style: 'mono' }], { ...small, leading: 9.6 })]),
  );
}

/** The figures now and at the start of the period, and how they came from there to here. */
async function figures(sheet: Sheet, { posture, single }: Report, segmentation: SegmentationPosture): Promise<void> {
  const before = single ? null : figuresBefore(segmentation);
  await table(sheet, {
    summary: 'How much can reach how much',
    columns: [
      { header: 'Figure', width: 1 },
      ...(single ? [] : [{ header: 'At the start', width: 106, align: 'right' as const }]),
      { header: single ? 'Of how many' : 'At the end', width: 106, align: 'right' },
      ...(single ? [] : [{ header: 'Course, 0 to 100%', width: 86 }]),
    ],
    rows: segmentationFigures.map((figure) => [
      figureName(figure, segmentation),
      ...(single ? [] : [text(before === null ? '–' : figureText(figure, before), right)]),
      text(figureText(figure, segmentation.figures), { ...right, style: 'bold' }),
      ...(single ? [] : [sparkline(figureCourse(figure, segmentation, posture))]),
    ]),
  });
}

async function openPairs(sheet: Sheet, { openPairs: all }: SegmentationPosture): Promise<void> {
  sheet.heading(2, 'The most open pairs of namespaces');
  if (all.length === 0) {
    await sheet.paragraph('No workload can reach one of another namespace.', { colour: ink.muted });
    return;
  }
  await table(sheet, {
    summary: 'Pairs of namespaces with the most open pairs of workloads',
    columns: [
      { header: 'From', width: 1 },
      { header: 'To', width: 1 },
      { header: 'Open pairs of workloads', width: 96, align: 'right' },
      { header: 'Share', width: 110 },
    ],
    rows: all.map(({ from, to, open, of }) => [
      text([{ text: from, style: 'mono' }], { size: 7.2 }),
      text([{ text: to, style: 'mono' }], { size: 7.2 }),
      text(`${number(open)} of ${number(of)}`, right),
      stack(shareBar(of === 0 ? 0 : open / of), text(percent(of === 0 ? 0 : open / of), small)),
    ]),
  });
}

async function partial(sheet: Sheet, { partial: reasons }: SegmentationPosture): Promise<void> {
  if (reasons.length === 0) return;
  sheet.heading(2, 'Where this is not the whole truth');
  await table(sheet, {
    summary: 'Objects that could not be taken into account in full, and why',
    columns: [
      { header: 'Object', width: 2 },
      { header: 'Why', width: 3 },
    ],
    rows: reasons
      .slice(0, mostReasons)
      .map(({ policy, reason }) => [text([{ text: policy, style: 'mono' }], { size: 7.2 }), text(reason)]),
  });
  if (reasons.length > mostReasons)
    await sheet.paragraph(`And ${number(reasons.length - mostReasons)} more, see the JSON.`, note);
}

async function ofCluster(sheet: Sheet, report: Report, { scan, segmentation }: ClusterPosture): Promise<void> {
  if (segmentation === null) {
    await sheet.paragraph(scan === null ? 'No scan has succeeded, so nothing is known of who can reach whom.' : notKnown, {
      colour: ink.muted,
    });
    return;
  }
  await sheet.paragraph(
    'Computed from the policies that were read. Pods that no policy can tell apart count as one workload; a pair is open if the one can open a connection to the other on any port.',
    { size: 8.5, leading: 12, colour: ink.muted },
  );
  await figures(sheet, report, segmentation);
  await openPairs(sheet, segmentation);
  if (segmentation.drift !== null) await writeDrift(sheet, report, segmentation.drift);
  await partial(sheet, segmentation);
}

const shareCell = (segmentation: SegmentationPosture | null, id: string): Cell => {
  const figure = segmentationFigures.find((one) => one.id === id);
  if (segmentation === null || figure === undefined) return text('–', { ...right, colour: ink.muted });
  const share = shareOf(figure, segmentation.figures);
  const amount = figure.amount(segmentation.figures);
  return stack(
    text(share === null ? '–' : percent(share), { ...right, style: 'bold' }),
    text(amount === null ? '' : `${number(Math.round(amount * 10) / 10)} of ${number(figure.of(segmentation.figures))}`, {
      ...small,
      ...right,
    }),
  );
};

/** Of a fleet: the figures of each cluster in one line. */
async function ofFleet(sheet: Sheet, { posture, single }: Report): Promise<void> {
  if (posture.clusters.length === 0) {
    await sheet.paragraph('There is no cluster in scope.', { colour: ink.muted });
    return;
  }
  const [pairs] = segmentationFigures;
  await table(sheet, {
    summary: 'Who can reach whom, in figures, cluster by cluster',
    columns: [
      { header: 'Cluster', width: 1 },
      { header: 'Open pairs', width: 62, align: 'right' },
      ...(single ? [] : [{ header: 'Course, 0 to 100', width: 60 }]),
      { header: 'From the internet', width: 40, align: 'right' },
      { header: 'To the internet', width: 40, align: 'right' },
      { header: 'In reach, average', width: 46, align: 'right' },
      { header: 'In reach, worst', width: 46, align: 'right' },
      ...(single ? [] : [{ header: 'Opened, closed', width: 38, align: 'right' as const }]),
    ],
    rows: posture.clusters.map(({ name, segmentation }) => [
      text(name, { style: 'bold' }),
      shareCell(segmentation, 'open-pairs'),
      ...(single
        ? []
        : [sparkline(segmentation === null || pairs === undefined ? [] : figureCourse(pairs, segmentation, posture))]),
      shareCell(segmentation, 'open-from-internet'),
      shareCell(segmentation, 'open-to-internet'),
      shareCell(segmentation, 'mean-blast-radius'),
      shareCell(segmentation, 'worst-blast-radius'),
      ...(single
        ? []
        : [
            segmentation === null || segmentation.drift === null
              ? text('–', { ...right, colour: ink.muted })
              : stack(signedNumber('+', segmentation.drift.opened), signedNumber('−', segmentation.drift.closed)),
          ]),
    ]),
  });
  await sheet.paragraph(
    'Shares of the pairs of workloads that are open on any port, of the workloads that public addresses can reach or that can reach them, and of the other workloads that one can get to over any number of hops. The last column counts the connections that opened and closed in the period. The report of each cluster says more.',
    note,
  );
}

/** Who can reach whom: how much is open, where, and what changed. */
export async function writeSegmentation(sheet: Sheet, report: Report): Promise<void> {
  const [only] = report.posture.clusters;
  if (report.fleet) await ofFleet(sheet, report);
  else if (only !== undefined) await ofCluster(sheet, report, only);
}
