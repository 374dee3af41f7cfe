import { Link } from '../link.tsx';
import { absoluteTime } from '../text/time.tsx';
import classes from './drift.module.css';
import { type Axis, type DriftMark, markText, placeOn } from './drift-marks.ts';

interface Props {
  readonly marks: readonly DriftMark[];
  /** Times in which no scan succeeded, milliseconds since 1970. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  readonly axis: Axis;
  /** When the two scans that are compared were made, RFC 3339. */
  readonly chosen: { readonly from: string; readonly to: string };
  /** What a mark opens. */
  readonly href: (scans: { readonly from: number; readonly to: number }) => string;
}

const height = 96;
const middle = height / 2;
const mostBar = middle - 8;
const leastBar = 3;
const dayMs = 86_400_000;

/** The days that an axis ends at, and the hours where they are told in days no more. */
const endText = (at: string, { from, to }: Axis): string =>
  absoluteTime(new Date(at)).slice(0, Date.parse(to) - Date.parse(from) < 2 * dayMs ? undefined : 10);

const percent = (place: number): string => `${(place * 100).toFixed(2)}%`;

const barOf = (count: number, most: number): number =>
  count === 0 ? 0 : Math.max(leastBar, Math.round((mostBar * count) / most));

function Mark({ mark, most, href }: { readonly mark: DriftMark; readonly most: number; readonly href: Props['href'] }) {
  const { at, opened, closed, changed, reason, against, last } = mark;
  const [up, down] = [barOf(opened, most), barOf(closed, most)];
  const drawing = (
    <svg x={percent(at)} y={0} overflow="visible">
      <title>{markText(mark)}</title>
      <rect x={-5} y={0} width={10} height={height} fill="transparent" />
      {reason === null && opened + closed === 0 && (
        <rect className={classes.tick} data-changed={changed > 0 || undefined} x={-0.75} y={middle - 3} width={1.5} height={6} />
      )}
      {reason !== null && (
        <g className={classes.unknown}>
          <rect x={-4} y={middle - 8} width={8} height={16} fill="url(#drift-hatch)" />
          <text x={0} y={middle + 4}>
            ?
          </text>
        </g>
      )}
      {up > 0 && <rect className={classes.opened} x={-3} y={middle - up} width={6} height={up} />}
      {down > 0 && <rect className={classes.closed} x={-3} y={middle} width={6} height={down} />}
    </svg>
  );
  if (against === null) return drawing;
  return (
    <Link href={href({ from: against, to: last.number })} tabIndex={-1} scroll={false}>
      {drawing}
    </Link>
  );
}

/**
 * Scans over time: what opened above the line, what closed below it. It can be pointed at; those who cannot see or point have the
 * choice of scans and the list of changes, which say the same.
 */
export function DriftTimeline({ marks, gaps, axis, chosen, href }: Props) {
  const place = placeOn(axis);
  const [begin, end] = [place(Date.parse(chosen.from)), place(Date.parse(chosen.to))];
  const most = Math.max(0, ...marks.map(({ opened, closed }) => Math.max(opened, closed)));
  return (
    <figure className={classes.timeline}>
      <svg width="100%" height={height} overflow="visible" aria-hidden>
        <defs>
          <pattern id="drift-hatch" width={5} height={5} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line x1={0} y1={0} x2={0} y2={5} className={classes.hatch} />
          </pattern>
        </defs>
        <rect className={classes.chosen} x={percent(begin)} width={percent(end - begin)} y={0} height={height} />
        {gaps.map(({ from, to }) => (
          <rect
            key={from}
            x={percent(place(from))}
            width={percent(place(to) - place(from))}
            y={0}
            height={height}
            fill="url(#drift-hatch)"
          >
            <title>No scan succeeded in this time.</title>
          </rect>
        ))}
        <line className={classes.axis} x1={0} x2="100%" y1={middle} y2={middle} />
        {marks.map((mark) => (
          <Mark key={mark.first.number} mark={mark} most={most} href={href} />
        ))}
      </svg>
      <div className={classes.days}>
        <span>{endText(axis.from, axis)}</span>
        <span>{endText(axis.to, axis)}</span>
      </div>
      <figcaption className={classes.legend}>
        <span data-mark="opened">Opened (up)</span>
        <span data-mark="closed">Closed (down)</span>
        <span data-mark="unknown">Not known</span>
        {gaps.length > 0 && <span data-mark="gap">No scan succeeded</span>}
        {most > 0 && <span>highest: {most.toLocaleString('en')} connections</span>}
      </figcaption>
    </figure>
  );
}
