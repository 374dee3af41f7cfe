import { Link } from '../link.tsx';
import { countText } from '../text/count-text.ts';
import { OutsideMark, type OutsideMarkProps } from './outside-mark.tsx';
import classes from './rings.module.css';
import {
  bandRadii,
  edgeRadius,
  middle,
  type RingMark,
  type RingMember,
  type RingSector,
  ringsLayout,
  size,
} from './rings-layout.ts';

interface Props {
  /** Whose blast radius it is. */
  readonly name: string;
  readonly rings: readonly (readonly RingMember[])[];
  readonly places: readonly Omit<OutsideMarkProps, 'corner'>[];
  /** The page of a workload. */
  readonly href: (id: string) => string;
}

const bandTitles = ['1 hop', '2 hops', 'More'] as const;

/** `24`, `2.6K` */
const compact = new Intl.NumberFormat('en', { notation: 'compact' });

const sectorName = ({ namespace, namespaces }: RingSector): string =>
  namespace ?? `${countText(namespaces)} more ${namespaces === 1 ? 'namespace' : 'namespaces'}`;

function Mark({ mark, sector, href }: { readonly mark: RingMark; readonly sector: RingSector; readonly href: Props['href'] }) {
  const { x, y, radius, band, count, member } = mark;
  const shape = (
    <circle cx={x} cy={y} r={member === null ? radius : Math.min(radius, 7)} data-band={band} className={classes.mark} />
  );
  if (member !== null)
    return (
      <Link href={href(member.id)} aria-label={`${member.id}, ${bandTitles[band]}`}>
        <title>{member.id}</title>
        {shape}
      </Link>
    );
  return (
    <g>
      <title>{`${sectorName(sector)}: ${count} workloads`}</title>
      {shape}
      <text x={x} y={y} data-band={band} data-long={count > 999 || undefined} className={classes.count}>
        {compact.format(count)}
      </text>
    </g>
  );
}

/**
 * The blast radius of a workload as rings: who is one hop away, two, or more, by namespace, and what lies outside. The table beside it
 * says the same in words and numbers.
 */
export function Rings({ name, rings, places, href }: Props) {
  const { marks, sectors } = ringsLayout(rings);
  const bands = [0, 1, 2].map((band) => sectors.reduce((sum, { counts }) => sum + (counts[band] ?? 0), 0));
  return (
    <div className={classes.rings}>
      <svg viewBox={`0 0 ${size} ${size}`} className={classes.drawing} aria-label={`Blast radius of ${name}`}>
        <circle cx={middle} cy={middle} r={edgeRadius} className={classes.edge} />
        {bandRadii.map((radius, band) => (
          <circle key={radius} cx={middle} cy={middle} r={radius} className={classes.band} data-empty={bands[band] === 0} />
        ))}
        {places.map((place, corner) => (
          <OutsideMark key={place.title} corner={corner} {...place} />
        ))}
        {sectors.length > 1 &&
          sectors.map(({ number, to }) => (
            <line
              key={number}
              x1={middle + 30 * Math.sin(to)}
              y1={middle - 30 * Math.cos(to)}
              x2={middle + edgeRadius * Math.sin(to)}
              y2={middle - edgeRadius * Math.cos(to)}
              className={classes.divider}
            />
          ))}
        {sectors.map((sector) => (
          <text key={sector.number} x={sector.x} y={sector.y} className={classes.number}>
            <title>{sectorName(sector)}</title>
            {sector.number}
          </text>
        ))}
        {marks.flatMap((mark) => {
          const sector = sectors[mark.sector];
          return sector === undefined ? [] : [<Mark key={mark.key} mark={mark} sector={sector} href={href} />];
        })}
        <circle cx={middle} cy={middle} r={14} className={classes.centre} />
      </svg>
      <div className={classes.legend}>
        {sectors.length === 0 ? (
          <p>It reaches no other workload.</p>
        ) : (
          <table>
            <caption>Workloads in reach, by namespace and hops</caption>
            <thead>
              <tr>
                <th scope="col">Namespace</th>
                {bandTitles.map((title, band) => (
                  <th key={title} scope="col">
                    <span className={classes.key} data-band={band} aria-hidden />
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {sectors.map((sector) => (
                <tr key={sector.number}>
                  <th scope="row">
                    <span className={classes.sector}>
                      <span>{sector.number}</span>
                      <span>{sectorName(sector)}</span>
                    </span>
                  </th>
                  {sector.counts.map((count, band) => (
                    <td key={bandTitles[band]}>{count === 0 ? '–' : countText(count)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">All</th>
                {bands.map((count, band) => (
                  <td key={bandTitles[band]}>{countText(count)}</td>
                ))}
              </tr>
            </tfoot>
          </table>
        )}
        <ul className={classes.places}>
          {places.map(({ title, says, open }) => (
            <li key={title}>
              <span className={classes.placeKey} data-open={open} aria-hidden />
              <strong>{title}</strong>: {says}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
