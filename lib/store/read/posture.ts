import type { ClusterPosture, ControlPosture, FindingSummary, Posture, ScanSummary } from '#lib/assess/posture.ts';
import { defaultSettings } from '#lib/assess/settings.ts';
import type { Evidence, FrameworkId } from '#lib/controls/control.ts';
import { UserError } from '#lib/errors.ts';
import { fleetScoreOf, noScore, type Score } from '#lib/score/score.ts';
import type { Problem } from '#lib/snapshot/snapshot.ts';
import { version } from '#lib/version.ts';
import { type Cluster, findCluster, listClusters } from '../clusters.ts';
import { rowsOf, type Store } from '../connection.ts';
import type { AssessmentSummary, SnapshotHeader } from '../save/save-scan.ts';
import { sourceText } from '../source.ts';
import { type ControlStanding, readControlsAt } from './controls.ts';
import { type FindingColumns, findingColumns, findingSummaryOf } from './finding-rows.ts';
import { readSegmentationPosture } from './posture-segmentation.ts';
import { readFrameworks } from './requirements.ts';
import { clusterTrend, type History } from './step-trend.ts';
import { readHistories } from './trend.ts';

/** `cluster` absent: the fleet. The report describes what held at `to`; times are RFC 3339. */
export interface PostureQuery {
  readonly cluster?: number;
  readonly framework: FrameworkId | 'all';
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
  readonly madeAt: string;
}

interface ScanAt {
  readonly number: number;
  readonly at: Date;
  readonly status: ScanSummary['status'];
  readonly snapshotDigest: string | null;
  readonly resultsDigest: string | null;
  readonly error: string | null;
  readonly header: string | null;
  readonly summary: string | null;
}

type FullFinding = FindingColumns & { readonly evidence: readonly Evidence[]; readonly remediation: string | null };

/** The last scan at that time, and the last one that had succeeded. */
async function scansAt(
  store: Store,
  cluster: number,
  to: string,
): Promise<{ last: ScanAt | undefined; good: ScanAt | undefined }> {
  const select = (condition: string) =>
    `(SELECT number, started_at AS at, status, snapshot_digest AS "snapshotDigest", results_digest AS "resultsDigest", error,
        header.text AS header, summary.text AS summary
      FROM scan LEFT JOIN object AS header ON header.digest = header_digest LEFT JOIN object AS summary ON summary.digest = summary_digest
      WHERE cluster_id = $1 AND started_at <= $2 AND ${condition} ORDER BY number DESC LIMIT 1)`;
  const rows = await rowsOf<ScanAt>(store, `${select('true')} UNION ALL ${select(`status <> 'failed'`)}`, [cluster, to]);
  return { last: rows[0], good: rows.findLast(({ status }) => status !== 'failed') };
}

async function findings(store: Store, where: string, values: readonly unknown[]): Promise<FindingSummary[]> {
  const rows = await rowsOf<FullFinding>(
    store,
    `SELECT ${findingColumns}, evidence, remediation FROM finding JOIN cluster ON cluster.id = cluster_id
     WHERE cluster_id = $1 AND ${where} ORDER BY severity, control, namespace, finding.name, finding.id`,
    values,
  );
  return rows.map(findingSummaryOf);
}

function controlPosture(standing: ControlStanding, open: ReadonlyMap<string, readonly FindingSummary[]>): ControlPosture {
  const { control, outcome, reason, counts, literal, strength } = standing;
  return { control, outcome, reason, counts, literal, strength, findings: open.get(control) ?? [] };
}

/** A failed scan after the one that is described: the reader must know that nothing newer could be read. */
const failureProblem = (last: ScanAt | undefined): Problem[] =>
  last?.status === 'failed'
    ? [{ object: `scan ${last.number}`, message: `The last scan, at ${last.at.toISOString()}, failed: ${last.error ?? ''}` }]
    : [];

function withoutScan(cluster: Cluster, problems: readonly Problem[]): ClusterPosture {
  return {
    name: cluster.name,
    source: sourceText(cluster.source),
    sample: cluster.sample,
    scan: null,
    score: noScore,
    inventory: null,
    enforcement: null,
    segmentation: null,
    requirements: [],
    controls: [],
    trend: [],
    changes: { opened: [], closed: [] },
    unread: [],
    problems,
    settings: defaultSettings,
  };
}

async function clusterPosture(
  store: Store,
  cluster: Cluster,
  { framework, from, to }: PostureQuery,
  history: History | undefined,
): Promise<ClusterPosture> {
  const { last, good } = await scansAt(store, cluster.id, to);
  if (good === undefined || good.header === null || good.summary === null) return withoutScan(cluster, failureProblem(last));
  const header: SnapshotHeader = JSON.parse(good.header);
  const summary: AssessmentSummary = JSON.parse(good.summary);
  const [controls, frameworks, open, opened, closed, segmentation] = await Promise.all([
    readControlsAt(store, cluster.id, good.number),
    readFrameworks(store, { framework, cluster: cluster.id, scan: good.number }),
    findings(store, 'opened_scan <= $2 AND (closed_scan IS NULL OR closed_scan > $2)', [cluster.id, good.number]),
    findings(store, 'opened_at > $2 AND opened_at <= $3 AND NOT initial', [cluster.id, from, to]),
    findings(store, 'closed_at > $2 AND closed_at <= $3', [cluster.id, from, to]),
    readSegmentationPosture(store, cluster.id, { from, to }, good.number),
  ]);
  const byControl = Map.groupBy(open, ({ control }) => control);
  return {
    ...withoutScan(cluster, []),
    scan: {
      number: good.number,
      at: good.at.toISOString(),
      status: good.status,
      snapshotDigest: good.snapshotDigest,
      resultsDigest: good.resultsDigest,
      serverVersion: header.serverVersion ?? null,
    },
    score: frameworks[0]?.score ?? noScore,
    inventory: summary.inventory,
    enforcement: summary.enforcement,
    segmentation,
    requirements: frameworks[0]?.requirements ?? [],
    controls: controls.map((standing) => controlPosture(standing, byControl)),
    trend: history === undefined ? [] : clusterTrend(history, Date.parse(from), Date.parse(to)),
    changes: { opened, closed },
    unread: summary.unread,
    problems: [...failureProblem(last), ...summary.problems],
    settings: summary.settings,
  };
}

const scoreAt = ({ steps }: History, time: number): Score[] => {
  const step = steps.find(({ from, to }) => from <= time && (to === null || to > time));
  return step === undefined ? [] : [step.score];
};

/** What a report says of a cluster or of the fleet. Throws UserError (404) where there is no such cluster. */
export async function readPosture(store: Store, query: PostureQuery): Promise<Posture> {
  const one = query.cluster === undefined ? undefined : await findCluster(store, { id: query.cluster });
  if (one === null) throw new UserError('There is no such cluster (any more).', { status: 404 });
  const all = one === undefined ? await listClusters(store) : [one];
  const histories = await readHistories(store, query);
  const clusters: ClusterPosture[] = [];
  // One after the other, so that a report never holds more than a few connections.
  for (const cluster of all) clusters.push(await clusterPosture(store, cluster, query, histories.get(cluster.id)));
  const before = [...histories.values()].flatMap((history) => scoreAt(history, Date.parse(query.from)));
  return {
    scope: {
      kind: one === undefined ? 'fleet' : 'cluster',
      name: one === undefined ? 'Fleet' : one.name,
      sample: all.length > 0 && all.every(({ sample }) => sample),
    },
    framework: query.framework,
    period: { from: query.from, to: query.to },
    timeZone: query.timeZone,
    madeAt: query.madeAt,
    version,
    score: fleetScoreOf(clusters.filter(({ scan }) => scan !== null).map(({ score }) => score)),
    before: before.length === 0 ? null : fleetScoreOf(before),
    clusters,
  };
}
