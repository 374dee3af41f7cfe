'use client';

import type { TrendPoint } from '#lib/assess/posture.ts';
import { StepChart } from './step-chart.tsx';
import { type TrendCorner, trendCorners } from './trend-series.ts';

interface Props {
  readonly points: readonly TrendPoint[];
  /** RFC 3339: the ends of the time axis. */
  readonly from: string;
  readonly until: string;
  /** What the lines are of, for those who cannot see them. */
  readonly label: string;
}

const hover = ({ score, grade, coverage }: TrendCorner) => (
  <>
    {score === null ? (
      <span>No scan that could be scored</span>
    ) : (
      <strong>
        {score.toFixed(1)} {grade !== null && `· grade ${grade}`}
      </strong>
    )}
    {coverage !== null && <span>{coverage}% coverage</span>}
  </>
);

/** Score and coverage over time. */
export function TrendChart({ points, ...axis }: Props) {
  return (
    <StepChart
      corners={trendCorners(points, axis.until)}
      lines={[
        { name: 'score', label: 'Score', look: 'main' },
        { name: 'coverage', label: 'Coverage, in percent', look: 'dashed' },
      ]}
      hover={hover}
      {...axis}
    />
  );
}
