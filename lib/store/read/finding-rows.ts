import type { FindingSummary } from '#lib/assess/posture.ts';
import type { Evidence, Severity } from '#lib/controls/control.ts';
import type { ObjectRef } from '#lib/snapshot/objects.ts';

/** A finding as lists show it. */
export interface FindingRow {
  readonly id: number;
  readonly cluster: { readonly id: number; readonly name: string; readonly sample: boolean };
  readonly control: string;
  readonly severity: Severity;
  readonly resource: ObjectRef;
  readonly message: string;
  readonly excluded: boolean;
  /** Found by the first scan of its cluster: it is older than `openedAt`, and nobody knows how much. */
  readonly initial: boolean;
  readonly openedScan: number;
  readonly openedAt: string;
  readonly closedScan: number | null;
  readonly closedAt: string | null;
  /** The first scan since which nobody could tell whether it still fails; null while the last scan could. */
  readonly unconfirmedScan: number | null;
}

export interface FindingColumns {
  readonly id: number;
  readonly clusterId: number;
  readonly clusterName: string;
  readonly sample: boolean;
  readonly control: string;
  readonly severity: Severity;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly message: string;
  readonly excluded: boolean;
  readonly initial: boolean;
  readonly openedScan: number;
  readonly openedAt: Date;
  readonly closedScan: number | null;
  readonly closedAt: Date | null;
  readonly unconfirmedScan: number | null;
}

/** Of `finding` and `cluster`, under these names. */
export const findingColumns = `finding.id, cluster.id AS "clusterId", cluster.name AS "clusterName", cluster.sample, control, severity, kind,
  namespace, finding.name, message, excluded, initial, opened_scan AS "openedScan", opened_at AS "openedAt",
  closed_scan AS "closedScan", closed_at AS "closedAt", unconfirmed_scan AS "unconfirmedScan"`;

const resourceOf = ({ kind, namespace, name }: Pick<FindingColumns, 'kind' | 'namespace' | 'name'>): ObjectRef => ({
  kind,
  namespace: namespace === '' ? null : namespace,
  name,
});

export const findingRowOf = (row: FindingColumns): FindingRow => ({
  id: row.id,
  cluster: { id: row.clusterId, name: row.clusterName, sample: row.sample },
  control: row.control,
  severity: row.severity,
  resource: resourceOf(row),
  message: row.message,
  excluded: row.excluded,
  initial: row.initial,
  openedScan: row.openedScan,
  openedAt: row.openedAt.toISOString(),
  closedScan: row.closedScan,
  closedAt: row.closedAt?.toISOString() ?? null,
  unconfirmedScan: row.unconfirmedScan,
});

export const findingSummaryOf = (
  row: FindingColumns & { readonly evidence: readonly Evidence[]; readonly remediation: string | null },
): FindingSummary => ({
  cluster: row.clusterName,
  control: row.control,
  severity: row.severity,
  resource: resourceOf(row),
  message: row.message,
  evidence: row.evidence,
  remediation: row.remediation,
  excluded: row.excluded,
  openedAt: row.openedAt.toISOString(),
  closedAt: row.closedAt?.toISOString() ?? null,
});
