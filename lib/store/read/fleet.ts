import type { TrendPoint } from '#lib/assess/posture.ts';
import { type FrameworkId, type Severity, severities } from '#lib/controls/control.ts';
import { fleetScoreOf, type Score } from '#lib/score/score.ts';
import { type Cluster, listClusters } from '../clusters.ts';
import type { Store } from '../connection.ts';
import { type ControlStanding, type NewlyUnknown, readControls, readNewlyUnknown } from './controls.ts';
import { type RecentDrifts, readRecentDrift } from './recent-drift.ts';
import { readStandings, type Standing } from './standing.ts';
import { clusterTrend, dailyTrend, fleetTrend } from './step-trend.ts';
import { readHistories } from './trend.ts';

export interface FleetCluster extends Omit<Standing, 'cluster'> {
  readonly cluster: Cluster;
  /** Of the open findings. */
  readonly worst: Severity | null;
  /** One point a day at most, over the same time as the fleet's trend. */
  readonly sparkline: readonly TrendPoint[];
}

/** One control over all clusters. */
export interface FleetControl {
  readonly control: string;
  readonly severity: Severity;
  /** Failing resources in all clusters. */
  readonly failing: number;
  /** Ids of the clusters where it fails, and where it is unknown. */
  readonly failingClusters: readonly number[];
  readonly unknownClusters: readonly number[];
}

export interface FleetOverview {
  readonly framework: FrameworkId | 'all';
  readonly score: Score;
  readonly before: Score | null;
  readonly trend: readonly TrendPoint[];
  /** By name. */
  readonly clusters: readonly FleetCluster[];
  /** After `since`. */
  readonly changes: {
    readonly since: string;
    readonly opened: number;
    readonly closed: number;
    readonly newlyUnknown: readonly NewlyUnknown[];
    readonly connections: RecentDrifts;
  };
  /** Controls that fail or are unknown somewhere: the worst severity first, then the most failing resources. */
  readonly controls: readonly FleetControl[];
}

export interface FleetQuery {
  readonly framework: FrameworkId | 'all';
  /** RFC 3339: until when, from when the trend is drawn, and since when changes count. */
  readonly now: string;
  readonly from: string;
  readonly since: string;
}

const rank = (severity: Severity): number => severities.indexOf(severity);

function worstControls(standings: readonly ControlStanding[]): FleetControl[] {
  const bad = standings.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown');
  return [...Map.groupBy(bad, ({ control }) => control)]
    .map(([control, own]): FleetControl => {
      const clusters = (outcome: 'fail' | 'unknown') =>
        own.filter((each) => each.outcome === outcome).map(({ cluster }) => cluster);
      return {
        control,
        severity: own[0]?.severity ?? 'low',
        failing: own.reduce((sum, { counts }) => sum + counts.fail, 0),
        failingClusters: clusters('fail'),
        unknownClusters: clusters('unknown'),
      };
    })
    .sort((a, b) => rank(a.severity) - rank(b.severity) || b.failing - a.failing || a.control.localeCompare(b.control, 'en'));
}

/** Everything that the fleet page says. */
export async function readFleet(store: Store, { framework, now, from, since }: FleetQuery): Promise<FleetOverview> {
  const [clusters, standings, histories, controls, newlyUnknown, connections] = await Promise.all([
    listClusters(store),
    readStandings(store, { framework, since }),
    readHistories(store, { framework, from, to: now }),
    readControls(store),
    readNewlyUnknown(store, since),
    readRecentDrift(store, since),
  ]);
  const [begin, end] = [Date.parse(from), Date.parse(now)];
  const byId = new Map(standings.map((standing) => [standing.cluster, standing]));
  const rows = clusters.flatMap((cluster): FleetCluster[] => {
    const standing = byId.get(cluster.id);
    const history = histories.get(cluster.id);
    if (standing === undefined) return [];
    return [
      {
        ...standing,
        cluster,
        worst: severities.find((severity) => standing.findings[severity] > 0) ?? null,
        sparkline: history === undefined ? [] : dailyTrend(clusterTrend(history, begin, end)),
      },
    ];
  });
  const scored = rows.filter(({ scan }) => scan !== null);
  const before = rows.flatMap((row) => row.before ?? []);
  return {
    framework,
    score: fleetScoreOf(scored.map(({ score }) => score)),
    before: before.length === 0 ? null : fleetScoreOf(before),
    trend: fleetTrend([...histories.values()], begin, end),
    clusters: rows,
    changes: {
      since,
      opened: rows.reduce((sum, { opened }) => sum + opened, 0),
      closed: rows.reduce((sum, { closed }) => sum + closed, 0),
      newlyUnknown,
      connections,
    },
    controls: worstControls(controls),
  };
}
