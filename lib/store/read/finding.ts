import type { Evidence } from '#lib/controls/control.ts';
import { rowsOf, type Store } from '../connection.ts';
import { type FindingColumns, type FindingRow, findingColumns, findingRowOf } from './finding-rows.ts';

export interface FindingDetail extends FindingRow {
  readonly evidence: readonly Evidence[];
  readonly remediation: string | null;
  /** Every time that the control failed on this resource, the newest first; this finding is one of them. */
  readonly history: readonly FindingRow[];
}

/** Null where there is none. */
export async function readFinding(store: Store, id: number): Promise<FindingDetail | null> {
  const [row] = await rowsOf<FindingColumns & { evidence: Evidence[]; remediation: string | null }>(
    store,
    `SELECT ${findingColumns}, evidence, remediation FROM finding JOIN cluster ON cluster.id = cluster_id WHERE finding.id = $1`,
    [id],
  );
  if (row === undefined) return null;
  const history = await rowsOf<FindingColumns>(
    store,
    `SELECT ${findingColumns} FROM finding JOIN cluster ON cluster.id = cluster_id
     WHERE cluster_id = $1 AND control = $2 AND kind = $3 AND namespace = $4 AND finding.name = $5 ORDER BY opened_scan DESC`,
    [row.clusterId, row.control, row.kind, row.namespace, row.name],
  );
  return { ...findingRowOf(row), evidence: row.evidence, remediation: row.remediation, history: history.map(findingRowOf) };
}
