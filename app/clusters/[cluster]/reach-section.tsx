import { FiguresChart } from '#components/chart/figures-chart.tsx';
import { LinkButton } from '#components/link-button.tsx';
import { Box, Columns } from '#components/page/columns.tsx';
import { Empty } from '#components/page/empty.tsx';
import { Section } from '#components/page/section.tsx';
import type { SegmentationPoint } from '#lib/assess/posture.ts';
import type { Segmentation } from '#lib/reachability/segmentation.ts';
import { driftPath, explainPath, reachabilityPath, workloadsPath } from '../../links.ts';
import type { View } from '../../view.ts';
import { ReachFigures } from './reachability/figures.tsx';

interface Props {
  readonly cluster: string;
  /** Of the last scan that succeeded; null where it does not tell them. */
  readonly figures: Segmentation | null;
  readonly trend: readonly SegmentationPoint[];
  readonly view: View;
}

/** Who can reach whom in a cluster: the figures as they are now, how they came there, and the ways to the whole answer. */
export function ReachSection({ cluster, figures, trend, view }: Props) {
  const links = [
    [reachabilityPath(cluster), 'Map'],
    [workloadsPath(cluster), 'Workloads'],
    [driftPath(cluster), 'Drift'],
    [explainPath(cluster), 'Explain'],
  ] as const;
  return (
    <Section
      title="Reachability"
      actions={
        <div>
          {links.map(([href, title]) => (
            <LinkButton key={href} href={href} variant="subtle" size="compact-sm">
              {title}
            </LinkButton>
          ))}
        </div>
      }
    >
      {figures === null ? (
        <Empty>
          The last scan does not tell who can reach whom: there was none, it could not read pods, namespaces or policies, or it
          was made before Bulkhead kept that. A scan that can read them tells.
        </Empty>
      ) : (
        <Columns shape="halves">
          <Box title="Now">
            <ReachFigures cluster={cluster} scan={null} figures={figures} />
          </Box>
          <Box title={`Trend, ${view.days} days`}>
            <FiguresChart
              points={trend}
              from={view.from}
              until={view.now}
              label={`Open pairs and blast radius in ${cluster} over ${view.days} days`}
            />
          </Box>
        </Columns>
      )}
    </Section>
  );
}
