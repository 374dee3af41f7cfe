'use client';

import { LineChart } from '@mantine/charts';
import type { TrendPoint } from '#lib/assess/posture.ts';
import { absoluteTime } from '../text/time.tsx';
import classes from './chart.module.css';
import { type TrendCorner, trendCorners } from './trend-series.ts';

interface Props {
  readonly points: readonly TrendPoint[];
  /** RFC 3339: the ends of the time axis. */
  readonly from: string;
  readonly until: string;
  /** What the lines are of, for those who cannot see them. */
  readonly label: string;
}

const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** Evenly spaced, however the scans lie; both ends included. */
const ticksBetween = (from: number, until: number): number[] =>
  [0, 1, 2, 3, 4, 5].map((part) => from + ((until - from) * part) / 5);

function Hover({ corner }: { readonly corner: TrendCorner | undefined }) {
  if (corner === undefined) return null;
  return (
    <div className={classes.hover}>
      {corner.score === null ? (
        <span>No scan that could be scored</span>
      ) : (
        <strong>
          {corner.score.toFixed(1)} {corner.grade !== null && `· grade ${corner.grade}`}
        </strong>
      )}
      {corner.coverage !== null && <span>{corner.coverage}% coverage</span>}
      {corner.scan !== null && <span>since scan {corner.scan}</span>}
      <span>{absoluteTime(new Date(corner.at))}</span>
    </div>
  );
}

/** Score and coverage over time on a fixed axis from 0 to 100: steps, never smoothed, broken where nothing was scanned. */
export function TrendChart({ points, from, until, label }: Props) {
  const corners = trendCorners(points, until);
  return (
    <figure className={classes.figure} aria-label={label}>
      <LineChart
        h={190}
        data={corners}
        dataKey="at"
        curveType="stepAfter"
        connectNulls={false}
        withDots={false}
        strokeWidth={2}
        series={[
          { name: 'coverage', label: 'Coverage', color: 'gray.5', strokeDasharray: '3 3' },
          { name: 'score', label: 'Score', color: 'var(--accent-line)' },
        ]}
        xAxisProps={{
          type: 'number',
          scale: 'time',
          domain: [Date.parse(from), Date.parse(until)],
          allowDataOverflow: true,
          ticks: ticksBetween(Date.parse(from), Date.parse(until)),
          tickFormatter: (at: number) => day.format(at),
        }}
        yAxisProps={{ domain: [0, 100], ticks: [0, 25, 50, 75, 100], width: 34 }}
        lineChartProps={{ margin: { top: 8, right: 8 } }}
        lineProps={{ isAnimationActive: false }}
        tooltipProps={{ content: ({ payload }) => <Hover corner={payload?.[0]?.payload as TrendCorner | undefined} /> }}
      />
      <figcaption className={classes.legend}>
        <span data-line="score">Score</span>
        <span data-line="coverage">Coverage, in percent</span>
      </figcaption>
    </figure>
  );
}
