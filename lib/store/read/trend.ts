import type { TrendPoint } from '#lib/assess/posture.ts';
import type { FrameworkId } from '#lib/controls/control.ts';
import type { Grade } from '#lib/score/score.ts';
import { rowsOf, type Store } from '../connection.ts';
import { clusterTrend, fleetTrend, type Gap, type History, type ScoreStep } from './step-trend.ts';

/** `cluster` absent: the whole fleet. Times are RFC 3339. */
export interface TrendQuery {
  readonly cluster?: number;
  readonly framework: FrameworkId | 'all';
  readonly from: string;
  readonly to: string;
}

interface StepRow {
  readonly cluster: number;
  readonly scan: number;
  readonly from: Date;
  readonly to: Date | null;
  readonly value: number | null;
  readonly grade: Grade | null;
  readonly coverage: number | null;
}

const steps = `
  SELECT cluster_id AS cluster, from_scan AS scan, from_at AS "from", to_at AS "to", value, grade, coverage FROM score_interval
  WHERE ($1::int IS NULL OR cluster_id = $1) AND framework = $2 AND from_at <= $4 AND (to_at IS NULL OR to_at > $3)
  ORDER BY cluster_id, from_scan`;

// A gap begins when the scan after the last successful one was due, if the next successful one came later than twice that; it is open
// where none has come yet.
const gaps = `
  WITH visit AS (
    SELECT cluster_id, started_at AS at, due_seconds * interval '1 second' AS due,
      lead(started_at) OVER (PARTITION BY cluster_id ORDER BY number) AS next
    FROM scan WHERE ($1::int IS NULL OR cluster_id = $1) AND status <> 'failed' AND started_at <= $3
  )
  SELECT cluster_id AS cluster, at + due AS "from", next AS "to" FROM visit WHERE coalesce(next, $3) > at + 2 * due AND coalesce(next, $3) > $2 ORDER BY cluster_id, at`;

const gapOf = ({ from, to }: { readonly from: Date; readonly to: Date | null }): Gap => ({
  from: from.getTime(),
  to: to?.getTime() ?? Number.POSITIVE_INFINITY,
});

/** The times in which nobody looked at a cluster that should have been scanned. Times are RFC 3339. */
export const readGaps = async (store: Store, cluster: number, from: string, to: string): Promise<Gap[]> =>
  (await rowsOf<{ from: Date; to: Date | null }>(store, gaps, [cluster, from, to])).map(gapOf);

/** The steps and gaps of every cluster that had a score in the period, by the cluster's id. */
export async function readHistories(store: Store, { cluster, framework, from, to }: TrendQuery): Promise<Map<number, History>> {
  const [stepRows, gapRows] = await Promise.all([
    rowsOf<StepRow>(store, steps, [cluster ?? null, framework, from, to]),
    rowsOf<{ cluster: number; from: Date; to: Date | null }>(store, gaps, [cluster ?? null, from, to]),
  ]);
  const gapsOf = Map.groupBy(gapRows, (row) => row.cluster);
  const stepsOf = Map.groupBy(stepRows, (row) => row.cluster);
  return new Map(
    [...stepsOf].map(([id, rows]) => [
      id,
      {
        steps: rows.map(
          ({ scan, from: begin, to: end, value, grade, coverage }): ScoreStep => ({
            scan,
            from: begin.getTime(),
            to: end?.getTime() ?? null,
            score: { value, grade, coverage },
          }),
        ),
        gaps: (gapsOf.get(id) ?? []).map(gapOf),
      },
    ]),
  );
}

/** The score over time, of a cluster or of the fleet, with the times in which nobody looked. Empty before the first scan. */
export async function readTrend(store: Store, query: TrendQuery): Promise<TrendPoint[]> {
  const histories = await readHistories(store, query);
  const [from, to] = [Date.parse(query.from), Date.parse(query.to)];
  if (query.cluster === undefined) return fleetTrend([...histories.values()], from, to);
  const history = histories.get(query.cluster);
  return history === undefined ? [] : clusterTrend(history, from, to);
}
