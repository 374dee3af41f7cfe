import classes from './rings.module.css';
import { edgeRadius, middle, size } from './rings-layout.ts';

export interface OutsideMarkProps {
  /** From the top left, clockwise: 0 to 3. */
  readonly corner: number;
  readonly title: string;
  /** `itself`: the workload gets there; `through`: only others in its reach do. */
  readonly open: 'itself' | 'through' | 'no';
  /** In words. */
  readonly says: string;
}

const words = { itself: 'directly', through: 'through others', no: 'out of reach' } as const;
const width = 120;

/** Something outside the cluster's pods: a mark in a corner of the drawing, and the way to it where there is one. */
export function OutsideMark({ corner, title, open, says }: OutsideMarkProps) {
  const [right, low] = [corner === 1 || corner === 2, corner > 1];
  const [x, y] = [right ? size - width - 1 : 1, low ? size - 45 : 1];
  const angle = Math.atan2((right ? 1 : -1) * (middle - width / 2), (low ? -1 : 1) * (middle - 22));
  const along = (radius: number) => ({ x: middle + radius * Math.sin(angle), y: middle - radius * Math.cos(angle) });
  const [from, to] = [along(open === 'itself' ? 16 : edgeRadius - 8), along(edgeRadius + 34)];
  return (
    <g data-open={open} className={classes.outside}>
      <title>{`${title}: ${says}`}</title>
      {open !== 'no' && <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} />}
      <rect x={x} y={y} width={width} height={44} rx={3} />
      <text x={x + width / 2} y={y + 18}>
        {title}
      </text>
      <text x={x + width / 2} y={y + 35} className={classes.how}>
        {words[open]}
      </text>
    </g>
  );
}
