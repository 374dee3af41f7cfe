import { TrendChart } from '#components/chart/trend-chart.tsx';
import { Box, Columns } from '#components/page/columns.tsx';
import { Score } from '#components/score/score.tsx';
import { SeverityCounts } from '#components/verdict/severity-counts.tsx';
import type { TrendPoint } from '#lib/assess/posture.ts';
import type { Score as ScoreValue } from '#lib/score/score.ts';
import type { FleetOverview } from '#lib/store/read/fleet.ts';
import type { BySeverity } from '#lib/store/read/standing.ts';
import { findingsPath } from '../links.ts';
import type { View } from '../view.ts';
import { WeekChanges } from './week-changes.tsx';

interface Props {
  /** What it is of, as the trend's label says it. */
  readonly subject: string;
  /** Narrows the lists that numbers open to one cluster. */
  readonly cluster?: string;
  readonly score: ScoreValue;
  readonly before: ScoreValue | null;
  /** Why there is no number, where there is none. */
  readonly reason: string;
  readonly findings: BySeverity;
  readonly trend: readonly TrendPoint[];
  readonly changes: FleetOverview['changes'];
  readonly view: View;
}

/** The first screen of the fleet and of a cluster: how it stands, how it came there, and what changed in the last week. */
export function Overview({ subject, cluster, score, before, reason, findings, trend, changes, view }: Props) {
  const scope = cluster === undefined ? {} : { cluster };
  return (
    <Columns shape="overview">
      <Box title="Score">
        <Score score={score} before={before} reason={reason} />
        <SeverityCounts counts={findings} href={(severity) => findingsPath({ ...scope, severity })} />
      </Box>
      <Box title={`Trend, ${view.days} days`}>
        <TrendChart
          points={trend}
          from={view.from}
          until={view.now}
          label={`Score and coverage of ${subject} over ${view.days} days`}
        />
      </Box>
      <Box title="Since last week">
        <WeekChanges changes={changes} scope={scope} />
      </Box>
    </Columns>
  );
}
