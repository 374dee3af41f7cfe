import { MiddleTruncated } from '../text/middle-truncated.tsx';
import classes from './heat-map.module.css';
import type { Axis } from './heat-places.ts';

interface Props {
  readonly axis: Axis;
  readonly side: 'top' | 'left';
  /** Of a cell along the axis, in pixels. */
  readonly size: number;
  readonly current: number | null;
}

// Smaller than this, no name can be read.
const leastForNames = 12;
const leastForTitle = 40;

/** The names along one side of a map, and the bands behind them. Those who hear the page are told both names with each cell. */
export function HeatAxis({ axis: { names, bands }, side, size, current }: Props) {
  const along = side === 'top' ? 'width' : 'height';
  let begin = 0;
  return (
    <div className={classes.axis} data-side={side} aria-hidden>
      {bands.length > 0 && (
        <div className={classes.bands}>
          {bands.map(({ title, length }) => {
            begin += length;
            return (
              <span
                key={begin}
                className={classes.band}
                data-side={side}
                title={title}
                data-titled={title !== '' || undefined}
                style={{ [along]: length * size }}
              >
                {length * size >= leastForTitle && title}
              </span>
            );
          })}
        </div>
      )}
      {size >= leastForNames && (
        <div className={classes.names}>
          {names.map((name, index) => (
            <span
              key={name}
              className={classes.name}
              data-side={side}
              title={name}
              data-current={index === current || undefined}
              style={{ [along]: size }}
            >
              <MiddleTruncated text={name} />
            </span>
          ))}
        </div>
      )}
    </div>
  );
}
