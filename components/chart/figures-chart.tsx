'use client';

import type { SegmentationPoint } from '#lib/assess/posture.ts';
import { StepChart } from './step-chart.tsx';
import { type FigureCorner, figureCorners } from './trend-series.ts';

interface Props {
  readonly points: readonly SegmentationPoint[];
  /** RFC 3339: the ends of the time axis. */
  readonly from: string;
  readonly until: string;
  /** What the lines are of, for those who cannot see them. */
  readonly label: string;
}

const hover = ({ open, mean, worst }: FigureCorner) => (
  <>
    {open === null ? <span>No scan that tells who can reach whom</span> : <strong>{open}% of pairs open</strong>}
    {worst !== null && <span>{worst}% in reach of the worst workload</span>}
    {mean !== null && <span>{mean}% in reach of the average workload</span>}
  </>
);

/** How open a cluster is over time, in percent: of its pairs of workloads, and of the workloads in reach of one. */
export function FiguresChart({ points, ...axis }: Props) {
  return (
    <StepChart
      corners={figureCorners(points, axis.until)}
      lines={[
        { name: 'open', label: 'Open pairs', look: 'main' },
        { name: 'worst', label: 'In reach of the worst workload', look: 'dashed' },
        { name: 'mean', label: 'Of the average', look: 'dotted' },
      ]}
      hover={hover}
      {...axis}
    />
  );
}
