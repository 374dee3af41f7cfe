import type { TrendPoint } from '#lib/assess/posture.ts';
import classes from './chart.module.css';
import { trendCorners } from './trend-series.ts';

interface Props {
  readonly points: readonly TrendPoint[];
  readonly from: string;
  readonly until: string;
}

const width = 96;
const height = 24;

/** The trend of a score in the size of a word, on the same axis from 0 to 100 as the large one. */
export function Sparkline({ points, from, until }: Props) {
  const start = Date.parse(from);
  const span = Math.max(1, Date.parse(until) - start);
  const corners = trendCorners(points, until);
  let path = '';
  let drawing = false;
  for (const { at, score } of corners) {
    const x = (((Math.max(start, at) - start) / span) * width).toFixed(1);
    if (score !== null) path += drawing ? `H${x}V${y(score)}` : `M${x} ${y(score)}`;
    drawing = score !== null;
  }
  const scored = corners.filter(({ score }) => score !== null);
  const text =
    scored.length === 0
      ? 'No score in this time'
      : `Score from ${scored[0]?.score?.toFixed(1)} to ${scored.at(-1)?.score?.toFixed(1)}`;
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={text}
      className={classes.sparkline}
    >
      <title>{text}</title>
      <path d={path} />
    </svg>
  );
}

const y = (score: number): string => (height - 1.5 - (score / 100) * (height - 3)).toFixed(1);
