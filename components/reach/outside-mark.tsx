import classes from './rings.module.css';
import { edgeRadius, middle, size } from './rings-layout.ts';

export interface OutsideMarkProps {
  /** From the top left, clockwise: 0 to 3. */
  readonly corner: number;
  readonly title: string;
  /** `itself`: the workload gets there; `through`: only others in its reach do. */
  readonly open: 'itself' | 'through' | 'no' | 'unknown';
  /** In words. */
  readonly says: string;
}

const words = { itself: 'directly', through: 'through others', no: 'out of reach', unknown: 'not known' } as const;
const [width, height] = [156, 50];

/** Something outside the cluster's pods: a mark in a corner of the drawing, and the way to it where there is one. */
export function OutsideMark({ corner, title, open, says }: OutsideMarkProps) {
  const [right, low] = [corner === 1 || corner === 2, corner > 1];
  const [x, y] = [right ? size - width - 1 : 1, low ? size - height - 1 : 1];
  const [toX, toY] = [x + width / 2, y + height / 2];
  // From the workload itself, or from the rim behind which the others are; the box covers the end.
  const begin = open === 'itself' ? 0 : edgeRadius / Math.hypot(toX - middle, toY - middle);
  const from = { x: middle + begin * (toX - middle), y: middle + begin * (toY - middle) };
  return (
    <g data-open={open} className={classes.outside}>
      <title>{`${title}: ${says}`}</title>
      {(open === 'itself' || open === 'through') && <line x1={from.x} y1={from.y} x2={toX} y2={toY} />}
      <rect x={x} y={y} width={width} height={height} rx={3} />
      <text x={toX} y={y + 20}>
        {title}
      </text>
      <text x={toX} y={y + 41} className={classes.how}>
        {words[open]}
      </text>
    </g>
  );
}
