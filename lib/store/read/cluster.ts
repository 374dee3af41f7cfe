import type { TrendPoint } from '#lib/assess/posture.ts';
import type { FrameworkId } from '#lib/controls/control.ts';
import { UserError } from '#lib/errors.ts';
import type { Score } from '#lib/score/score.ts';
import { type Cluster, findCluster } from '../clusters.ts';
import type { Store } from '../connection.ts';
import { type NewlyUnknown, readNewlyUnknown } from './controls.ts';
import type { FleetQuery } from './fleet.ts';
import { type RecentDrifts, readRecentDrift } from './recent-drift.ts';
import { readFrameworks } from './requirements.ts';
import { readStandings, type Standing } from './standing.ts';
import { readTrend } from './trend.ts';

export interface ClusterOverview extends Omit<Standing, 'cluster'> {
  readonly cluster: Cluster;
  readonly framework: FrameworkId | 'all';
  readonly trend: readonly TrendPoint[];
  /** Of every framework, the chosen one included. */
  readonly scores: readonly { readonly framework: FrameworkId | 'all'; readonly score: Score }[];
  readonly newlyUnknown: readonly NewlyUnknown[];
  readonly connections: RecentDrifts;
}

/** Everything that the first screen of a cluster's page says. Throws UserError (404) where there is no such cluster. */
export async function readCluster(
  store: Store,
  id: number,
  { framework, now, from, since }: FleetQuery,
): Promise<ClusterOverview> {
  const [cluster, standings, trend, frameworks, newlyUnknown, connections] = await Promise.all([
    findCluster(store, { id }),
    readStandings(store, { cluster: id, framework, since }),
    readTrend(store, { cluster: id, framework, from, to: now }),
    readFrameworks(store, { cluster: id }),
    readNewlyUnknown(store, since, id),
    readRecentDrift(store, since, id),
  ]);
  const [standing] = standings;
  if (cluster === null || standing === undefined) throw new UserError('There is no such cluster (any more).', { status: 404 });
  return {
    ...standing,
    cluster,
    framework,
    trend,
    scores: frameworks.map(({ framework: name, score }) => ({ framework: name, score })),
    newlyUnknown,
    connections,
  };
}
