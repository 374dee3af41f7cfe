import type { ReactNode } from 'react';
import classes from './score.module.css';
import { percentText } from './score-text.ts';

/** A ring as full as the share of the weight that could be evaluated, around whatever stands in it. */
export function CoverageRing({
  coverage,
  size,
  children,
}: {
  readonly coverage: number | null;
  readonly size: number;
  readonly children: ReactNode;
}) {
  const width = size / 14;
  const radius = (size - width) / 2;
  const around = 2 * Math.PI * radius;
  return (
    <div className={classes.ring} style={{ width: size, height: size }}>
      <svg
        width={size}
        height={size}
        role="img"
        aria-label={coverage === null ? 'No coverage' : `Coverage ${percentText(coverage)}`}
      >
        <circle cx={size / 2} cy={size / 2} r={radius} strokeWidth={width} className={classes.track} />
        <circle
          cx={size / 2}
          cy={size / 2}
          r={radius}
          strokeWidth={width}
          strokeDasharray={`${around * (coverage ?? 0)} ${around}`}
          transform={`rotate(-90 ${size / 2} ${size / 2})`}
          className={classes.covered}
        />
      </svg>
      <div className={classes.inside}>{children}</div>
    </div>
  );
}
