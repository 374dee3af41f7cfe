import { Sparkline } from '#components/chart/sparkline.tsx';
import { Link } from '#components/link.tsx';
import { Change } from '#components/score/change.tsx';
import { ScoreCell } from '#components/score/score-cell.tsx';
import { scoreText, shareText } from '#components/score/score-text.ts';
import type { Column } from '#components/table/data-table.tsx';
import { countText } from '#components/text/count-text.ts';
import { Tag } from '#components/text/tag.tsx';
import { Time } from '#components/text/time.tsx';
import { Verdict } from '#components/verdict/verdict.tsx';
import { severities } from '#lib/controls/control.ts';
import type { Segmentation } from '#lib/reachability/segmentation.ts';
import type { FleetCluster } from '#lib/store/read/fleet.ts';
import { sourceText } from '#lib/store/source.ts';
import { clusterPath, findingsPath, reachabilityPath } from '../links.ts';
import type { View } from '../view.ts';
import { noScoreReason } from './no-score-reason.ts';
import { ReadingProblems } from './reading-problems.tsx';

/** Null where it is not known, or where there are no two workloads. */
export const openShareOf = (figures: Segmentation | undefined): number | null =>
  figures === undefined || figures.pairs === 0 ? null : figures.openPairs / figures.pairs;

export const fleetColumns = (view: View, figures: ReadonlyMap<number, Segmentation>): readonly Column<FleetCluster>[] => [
  {
    key: 'name',
    title: 'Cluster',
    sortable: true,
    choice: 'always',
    cell: ({ cluster }) => (
      <>
        <Link href={clusterPath(cluster.name)}>{cluster.name}</Link>
        {cluster.sample && <Tag>sample</Tag>}
      </>
    ),
    text: ({ cluster }) => cluster.name,
  },
  {
    key: 'score',
    title: 'Score',
    sortable: true,
    cell: (row) => <ScoreCell score={row.score} reason={noScoreReason([row])} />,
    text: ({ score }) => scoreText(score.value),
  },
  { key: 'change', title: 'Change', cell: ({ score, before }) => <Change score={score} before={before} short /> },
  {
    key: 'trend',
    title: `${view.days} days`,
    cell: ({ sparkline }) => <Sparkline points={sparkline} from={view.from} until={view.now} />,
    text: () => '',
  },
  {
    key: 'worst',
    title: 'Worst',
    sortable: true,
    cell: ({ worst, scan }) => (worst === null ? scan === null ? '–' : 'none' : <Verdict tone={worst} />),
  },
  {
    key: 'open',
    title: 'Open findings',
    align: 'right',
    sortable: true,
    cell: ({ cluster, findings }) => (
      <Link href={findingsPath({ cluster: cluster.name })}>
        {countText(severities.reduce((sum, severity) => sum + findings[severity], 0))}
      </Link>
    ),
  },
  {
    key: 'pairs',
    title: 'Open pairs',
    align: 'right',
    sortable: true,
    cell: ({ cluster }) => {
      const share = openShareOf(figures.get(cluster.id));
      return share === null ? '–' : <Link href={reachabilityPath(cluster.name)}>{shareText(share)}</Link>;
    },
  },
  {
    key: 'scan',
    title: 'Last scan',
    sortable: true,
    cell: ({ scan }) => (scan === null ? 'never' : <Time at={scan.at} />),
    text: ({ scan }) => scan?.at ?? '',
  },
  { key: 'reading', title: 'Reading', cell: (row) => <ReadingProblems standing={row} /> },
  { key: 'source', title: 'Source', choice: 'onRequest', cell: ({ cluster }) => sourceText(cluster.source) },
];
