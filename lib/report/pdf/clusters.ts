import type { ClusterPosture } from '#lib/assess/posture.ts';
import { gapsOf } from '#lib/snapshot/snapshot.ts';
import { severityRank } from '../standing.ts';
import { trendOf } from '../trend.ts';
import { count, coverageText, number, valueText } from '../wording.ts';
import { sparkline } from './charts.ts';
import { ink } from './ink.ts';
import type { Report } from './report.ts';
import type { Sheet } from './sheet.ts';
import { badge, type Cell, stack, text } from './strips.ts';
import { table } from './table.ts';

const openFindings = ({ controls }: ClusterPosture) =>
  controls.flatMap(({ findings }) => findings.filter(({ excluded }) => !excluded));

const scoreCell = ({ score }: ClusterPosture): Cell =>
  score.value === null
    ? stack(text('–'), text('no score', { size: 7, colour: ink.muted }))
    : stack(
        text([{ text: valueText(score), style: 'bold' }, { text: score.grade === null ? '  no grade' : `  ${score.grade}` }]),
        text(`${coverageText(score)} covered`, { size: 7, colour: ink.muted }),
      );

function worstCell(cluster: ClusterPosture): Cell {
  const findings = openFindings(cluster);
  const [worst] = findings.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity));
  if (worst === undefined) return text(cluster.scan === null ? '–' : 'None open', { colour: ink.muted });
  return stack(badge(worst.severity), text(`${number(findings.length)} open`, { size: 7, colour: ink.muted }));
}

function readingCell({ scan, unread, problems }: ClusterPosture): Cell {
  const gaps = gapsOf(problems);
  const troubles = [
    ...(unread.length > 0 ? [`${number(unread.length)} not read`] : []),
    ...(gaps.length > 0 ? [count(gaps.length, 'problem')] : []),
  ];
  if (scan === null) return badge('unknown', { label: 'Never scanned' });
  if (troubles.length === 0 && scan.status === 'complete') return text('complete', { size: 7, colour: ink.muted });
  return stack(
    badge('unknown', { label: scan.status === 'partial' ? 'Partial' : 'Incomplete' }),
    text(troubles.join(', '), { size: 7, colour: ink.muted }),
  );
}

/** Of a fleet: one line for each cluster. */
export async function writeClusters(sheet: Sheet, { posture, clock }: Report): Promise<void> {
  if (posture.clusters.length === 0) {
    await sheet.paragraph('There is no cluster in scope.', { colour: ink.muted });
    return;
  }
  await table(sheet, {
    summary: 'The clusters of the fleet: score, coverage, course, worst finding, changes, last scan',
    columns: [
      { header: 'Cluster', width: 1 },
      { header: 'Score, coverage', width: 62 },
      { header: 'Course, 0 to 100', width: 66 },
      { header: 'Worst finding', width: 58 },
      { header: 'Opened', width: 34, align: 'right' },
      { header: 'Closed', width: 34, align: 'right' },
      { header: 'Last scan, reading', width: 96 },
    ],
    rows: posture.clusters.map((cluster) => [
      stack(
        text(cluster.name, { style: 'bold' }),
        text(`${cluster.source}${cluster.sample ? ' · sample' : ''}`, { size: 7, colour: ink.muted }),
      ),
      scoreCell(cluster),
      sparkline(trendOf({ clusters: [cluster], period: posture.period })),
      worstCell(cluster),
      text(number(cluster.changes.opened.length), { align: 'right' }),
      text(number(cluster.changes.closed.length), { align: 'right' }),
      stack(
        ...(cluster.scan === null ? [] : [text(clock.moment(cluster.scan.at), { size: 7.2, leading: 10.5 })]),
        readingCell(cluster),
      ),
    ]),
  });
}
