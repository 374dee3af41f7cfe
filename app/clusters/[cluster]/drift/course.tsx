import { Box } from '#components/page/columns.tsx';
import { axisFrom, driftMarks } from '#components/reach/drift-marks.ts';
import { DriftTimeline } from '#components/reach/drift-timeline.tsx';
import type { DriftScan } from '#lib/store/read/drift-scans.ts';
import type { Gap } from '#lib/store/read/step-trend.ts';
import { driftPath } from '../../../links.ts';
import type { View } from '../../../view.ts';
import type { ChosenScans } from './chosen.ts';

interface Props {
  readonly cluster: string;
  readonly scans: readonly DriftScan[];
  readonly gaps: readonly Gap[];
  readonly chosen: ChosenScans;
  readonly view: View;
}

/** When connections opened and closed, and which part of that time is compared. */
export function DriftCourse({ cluster, scans, gaps, chosen, view }: Props) {
  const axis = axisFrom(scans, { from: view.from, to: view.now });
  return (
    <Box title={axis.from === view.from ? `Scans of ${view.days} days` : 'All scans, from the first on'}>
      <DriftTimeline
        marks={driftMarks(scans, axis)}
        gaps={gaps}
        axis={axis}
        chosen={{ from: chosen.from.at, to: chosen.to.at }}
        href={({ from, to }) => `${driftPath(cluster, { from, to })}&days=${view.days}`}
      />
    </Box>
  );
}
