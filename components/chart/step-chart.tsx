'use client';

import { LineChart } from '@mantine/charts';
import type { ReactNode } from 'react';
import { absoluteTime } from '../text/time.tsx';
import classes from './chart.module.css';
import type { Corner } from './trend-series.ts';

/** One line of a chart; the first is the one that it is about. */
export interface StepLine<Values> {
  readonly name: keyof Values & string;
  readonly label: string;
  readonly look: 'main' | 'dashed' | 'dotted';
}

interface Props<Values> {
  readonly corners: readonly Corner<Values>[];
  readonly lines: readonly StepLine<Values>[];
  /** RFC 3339: the ends of the time axis. */
  readonly from: string;
  readonly until: string;
  /** What the lines are of, for those who cannot see them. */
  readonly label: string;
  /** What a corner says, when pointed at. */
  readonly hover: (corner: Corner<Values>) => ReactNode;
}

const looks = {
  main: { color: 'var(--accent-line)' },
  dashed: { color: 'gray.5', strokeDasharray: '3 3' },
  dotted: { color: 'gray.6', strokeDasharray: '1 3' },
} as const;

const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** Evenly spaced, however the scans lie; both ends included. */
const ticksBetween = (from: number, until: number): number[] =>
  [0, 1, 2, 3, 4, 5].map((part) => from + ((until - from) * part) / 5);

/** Where the first line ends, which is marked: a line that is short against the whole time would else not be seen. */
function endOf<Values extends object>(corners: readonly Corner<Values>[], [line]: readonly StepLine<Values>[]) {
  const last = corners.at(-1);
  const value: unknown = last === undefined || line === undefined ? null : last[line.name];
  return last !== undefined && typeof value === 'number' ? { x: last.at, y: value } : null;
}

/** Lines over time on a fixed axis from 0 to 100: steps, never smoothed, broken where nothing is known. */
export function StepChart<Values extends object>({ corners, lines, from, until, label, hover }: Props<Values>) {
  const end = endOf(corners, lines);
  return (
    <figure className={classes.figure} aria-label={label}>
      <LineChart
        h={190}
        data={[...corners]}
        dataKey="at"
        curveType="stepAfter"
        connectNulls={false}
        withDots={false}
        strokeWidth={2}
        series={lines.toReversed().map(({ name, label: title, look }) => ({ name, label: title, ...looks[look] }))}
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
        referenceDots={end === null ? [] : [{ ...end, r: 4, color: looks.main.color }]}
        tooltipProps={{
          content: ({ payload }) => {
            const corner = payload?.[0]?.payload as Corner<Values> | undefined;
            return (
              corner !== undefined && (
                <div className={classes.hover}>
                  {hover(corner)}
                  {corner.scan !== null && <span>since scan {corner.scan}</span>}
                  <span>{absoluteTime(new Date(corner.at))}</span>
                </div>
              )
            );
          },
        }}
      />
      <figcaption className={classes.legend}>
        {lines.map(({ name, label: title, look }) => (
          <span key={name} data-line={look}>
            {title}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
