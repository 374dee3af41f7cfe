import { Link } from '#components/link.tsx';
import { LinkButton } from '#components/link-button.tsx';
import { Box, Columns } from '#components/page/columns.tsx';
import { Empty } from '#components/page/empty.tsx';
import { Facts } from '#components/page/facts.tsx';
import classes from '#components/page/page.module.css';
import { Score } from '#components/score/score.tsx';
import { ScoreCell } from '#components/score/score-cell.tsx';
import { Outcome } from '#components/verdict/outcome.tsx';
import { fleetScoreOf } from '#lib/score/score.ts';
import type { Cluster } from '#lib/store/clusters.ts';
import type { FrameworkStanding } from '#lib/store/read/requirements.ts';
import { clusterPath } from '../../links.ts';
import type { RequirementRow } from './requirement-rows.ts';

const order = ['pass', 'fail', 'unknown', 'notApplicable', 'manual', 'outOfReach'] as const;

interface Props {
  readonly rows: readonly RequirementRow[];
  readonly clusters: readonly Cluster[];
  readonly standings: readonly FrameworkStanding[];
}

/** How many requirements are met, and how each cluster scores. */
export function Tally({ rows, clusters, standings }: Props) {
  if (clusters.length === 0) {
    return <Empty action={<LinkButton href="/clusters/new">Add a cluster</LinkButton>}>There is no cluster to judge yet.</Empty>;
  }
  const byCluster = new Map(standings.map(({ cluster, score }) => [cluster, score]));
  return (
    <Columns shape="thirds">
      <Box title="Fleet">
        <Score score={fleetScoreOf(standings.map(({ score }) => score))} reason="No cluster has been judged yet." />
      </Box>
      <Box title="Requirements">
        <ul className={classes.plain}>
          {order.map((outcome) => (
            <li key={outcome}>
              <Outcome outcome={outcome} /> <strong>{rows.filter((row) => row.outcome === outcome).length}</strong>
            </li>
          ))}
        </ul>
      </Box>
      <Box title="Clusters">
        <Facts
          facts={clusters.map(({ id, name }) => {
            const score = byCluster.get(id);
            return [
              name,
              <Link key={id} href={clusterPath(name)}>
                {score === undefined ? 'not judged yet' : <ScoreCell score={score} />}
              </Link>,
            ];
          })}
        />
      </Box>
    </Columns>
  );
}
