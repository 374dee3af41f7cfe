import type { Posture, SegmentationPosture } from '#lib/assess/posture.ts';
import type { Step } from './trend.ts';
import { number, percent } from './wording.ts';

type Figures = SegmentationPosture['figures'];

/** One figure about who can reach whom: how much of how much. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  /** Null where there is nothing to count. */
  readonly amount: (figures: Figures) => number | null;
  readonly of: (figures: Figures) => number;
}

const classes = (figures: Figures): number => figures.classes;
const others = (figures: Figures): number => Math.max(0, figures.classes - 1);

export const segmentationFigures: readonly Figure[] = [
  { id: 'open-pairs', title: 'Open pairs of workloads', amount: ({ openPairs }) => openPairs, of: ({ pairs }) => pairs },
  {
    id: 'open-from-internet',
    title: 'Workloads whose policies let the internet in',
    amount: ({ openFromInternet }) => openFromInternet,
    of: classes,
  },
  {
    id: 'open-to-internet',
    title: 'Workloads whose policies let out to the internet',
    amount: ({ openToInternet }) => openToInternet,
    of: classes,
  },
  {
    id: 'mean-blast-radius',
    title: 'In reach of the average workload, over any number of hops',
    amount: ({ meanBlastRadius }) => meanBlastRadius,
    of: others,
  },
  {
    id: 'worst-blast-radius',
    title: 'In reach of the worst workload, over any number of hops',
    amount: ({ worstBlastRadius }) => worstBlastRadius,
    of: others,
  },
];

/** From 0 to 1; null where there is nothing that it could be a share of. */
export function shareOf({ amount, of }: Figure, figures: Figures): number | null {
  const [part, whole] = [amount(figures), of(figures)];
  return part === null || whole === 0 ? null : part / whole;
}

/** `75 of 1,260 (5.9%)` */
export function figureText(figure: Figure, figures: Figures): string {
  const [part, share] = [figure.amount(figures), shareOf(figure, figures)];
  if (part === null || share === null) return '–';
  return `${number(Math.round(part * 10) / 10)} of ${number(figure.of(figures))} (${percent(share)})`;
}

/** The course of a figure over the report's period, as a share in percent. */
export function figureCourse(
  figure: Figure,
  { trend }: Pick<SegmentationPosture, 'trend'>,
  { period }: Pick<Posture, 'period'>,
): readonly Step[] {
  const [begin, end] = [Date.parse(period.from), Date.parse(period.to)];
  return trend.flatMap(({ at, figures, gap }, index): readonly Step[] => {
    const from = Math.max(begin, Date.parse(at));
    const to = Math.min(end, Date.parse(trend[index + 1]?.at ?? period.to));
    const share = gap || figures === null ? null : shareOf(figure, figures);
    return to > from ? [{ from, to, value: share === null ? null : share * 100, partial: false }] : [];
  });
}

/** The first figures that are known in the period; null where there are none, or no others than the last. */
export const figuresBefore = ({ trend }: Pick<SegmentationPosture, 'trend'>): Figures | null =>
  trend.find(({ figures, gap }) => figures !== null && !gap)?.figures ?? null;
