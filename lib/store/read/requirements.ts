import type { FrameworkId } from '#lib/controls/control.ts';
import type { RequirementResult } from '#lib/score/framework-score.ts';
import type { Grade, Score } from '#lib/score/score.ts';
import { rowsOf, type Store } from '../connection.ts';

/** How a cluster stands against one framework since the scan `sinceScan`. */
export interface FrameworkStanding {
  readonly cluster: number;
  readonly framework: FrameworkId | 'all';
  readonly score: Score;
  /** In the order of the framework; none for `all`. */
  readonly requirements: readonly RequirementResult[];
  readonly since: string;
  readonly sinceScan: number;
}

interface Row {
  readonly cluster: number;
  readonly framework: FrameworkId | 'all';
  readonly value: number | null;
  readonly grade: Grade | null;
  readonly coverage: number | null;
  readonly requirements: readonly RequirementResult[];
  readonly since: Date;
  readonly sinceScan: number;
}

export interface FrameworkFilter {
  readonly framework?: FrameworkId | 'all';
  readonly cluster?: number;
  /** As of that scan; absent: as of the last successful one. Only with `cluster`. */
  readonly scan?: number;
}

/** By cluster and framework. */
export async function readFrameworks(store: Store, { framework, cluster, scan }: FrameworkFilter): Promise<FrameworkStanding[]> {
  const rows = await rowsOf<Row>(
    store,
    `SELECT cluster_id AS cluster, framework, value, grade, coverage, requirements, from_at AS since, from_scan AS "sinceScan"
     FROM score_interval WHERE ($1::text IS NULL OR framework = $1) AND ($2::int IS NULL OR cluster_id = $2)
       AND CASE WHEN $3::int IS NULL THEN to_scan IS NULL ELSE from_scan <= $3 AND (to_scan IS NULL OR to_scan > $3) END
     ORDER BY cluster_id, framework`,
    [framework ?? null, cluster ?? null, scan ?? null],
  );
  return rows.map(({ value, grade, coverage, since, ...row }) => ({
    ...row,
    score: { value, grade, coverage },
    since: since.toISOString(),
  }));
}
