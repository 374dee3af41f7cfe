import { Link } from '#components/link.tsx';
import { type Figure, Figures } from '#components/page/figures.tsx';
import { shareText } from '#components/score/score-text.ts';
import { countText } from '#components/text/count-text.ts';
import type { Segmentation } from '#lib/reachability/segmentation.ts';
import { workloadPath, workloadsPath } from '../../../links.ts';

/** Whole where it is, else with one decimal. */
const roundedText = (number: number): string => countText(Math.round(number * 10) / 10);

interface Props {
  readonly cluster: string;
  readonly scan: number | null;
  readonly figures: Segmentation;
}

/** How open a cluster is, in five numbers. */
export function ReachFigures({ cluster, scan, figures }: Props) {
  const { classes, openPairs, pairs, openFromInternet, openToInternet, meanBlastRadius, worstBlastRadius, worst } = figures;
  const ofWorkloads = `of ${countText(classes)} workloads`;
  const others = Math.max(0, classes - 1);
  const ofOthers = `of ${countText(others)} ${others === 1 ? 'other' : 'others'} in reach`;
  const shown: readonly Figure[] = [
    {
      title: 'Open pairs',
      value: pairs === 0 ? '–' : shareText(openPairs / pairs),
      about: `${countText(openPairs)} of ${countText(pairs)} pairs of workloads`,
    },
    {
      title: 'Open from the internet',
      value: <Link href={workloadsPath(cluster, scan, { show: 'fromInternet' })}>{countText(openFromInternet)}</Link>,
      about: ofWorkloads,
    },
    {
      title: 'Open to the internet',
      value: <Link href={workloadsPath(cluster, scan, { show: 'toInternet' })}>{countText(openToInternet)}</Link>,
      about: ofWorkloads,
    },
    {
      title: 'Blast radius, mean',
      value: meanBlastRadius === null ? '–' : <Link href={workloadsPath(cluster, scan)}>{roundedText(meanBlastRadius)}</Link>,
      about: ofOthers,
    },
    {
      title: 'Blast radius, worst',
      value: worstBlastRadius === null ? '–' : countText(worstBlastRadius),
      about: worst === null ? ofOthers : <Link href={workloadPath(cluster, worst, scan)}>{worst}</Link>,
    },
  ];
  return <Figures figures={shown} />;
}
