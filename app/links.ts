const segment = encodeURIComponent;

export const clusterPath = (name: string): string => `/clusters/${segment(name)}`;
export const scansPath = (cluster: string): string => `${clusterPath(cluster)}/scans`;
export const scanPath = (cluster: string, number: number): string => `${scansPath(cluster)}/${number}`;

/** `scan` is the number of the scan to show; without one, the newest that succeeded. */
const ofScan = (path: string, scan: number | null = null, query: Readonly<Record<string, string>> = {}): string => {
  const text = new URLSearchParams({ ...query, ...(scan === null ? {} : { scan: String(scan) }) }).toString();
  return text === '' ? path : `${path}?${text}`;
};

export const reachabilityPath = (cluster: string, scan?: number | null): string =>
  ofScan(`${clusterPath(cluster)}/reachability`, scan);
/** The part of the map that is about namespaces whose names hold a text. */
export const narrowedPath = (cluster: string, names: { readonly from?: string; readonly to?: string }): string =>
  ofScan(`${clusterPath(cluster)}/reachability`, null, Object.fromEntries(Object.entries(names)));
/** The pairs of workloads behind one cell of the heat map: `from` and `to` are namespaces. */
export const pairsPath = (cluster: string, from: string, to: string, scan?: number | null): string =>
  ofScan(`${clusterPath(cluster)}/reachability/pairs`, scan, { from, to });
/** `query` narrows and sorts the list of workloads. */
export const workloadsPath = (cluster: string, scan?: number | null, query?: Readonly<Record<string, string>>): string =>
  ofScan(`${clusterPath(cluster)}/workloads`, scan, query);
/** `id` is a workload's, `ns/name[Kind]`, or that of one of its parts, with what sets it apart in braces behind it. */
export function workloadPath(cluster: string, id: string, scan?: number | null): string {
  const [, namespace = '', name = '', kind = ''] = /^([^/]*)\/([^[]*)\[([^\]]*)\]/.exec(id) ?? [];
  return ofScan(`${clusterPath(cluster)}/workloads/${segment(namespace)}/${segment(kind)}/${segment(name)}`, scan);
}
/** What changed from one scan to another; without numbers, in the last one that changed something. */
export const driftPath = (cluster: string, scans?: { readonly from: number; readonly to: number }): string =>
  scans === undefined ? `${clusterPath(cluster)}/drift` : `${clusterPath(cluster)}/drift?from=${scans.from}&to=${scans.to}`;
/** The same as a file, one connection a line. */
export const driftCsvPath = (cluster: string, { from, to }: { readonly from: number; readonly to: number }): string =>
  `/api${clusterPath(cluster)}/drift.csv?from=${from}&to=${to}`;
/** Why `src` may connect to `dst`, or may not: ids of workloads or of their parts, or addresses. Without them, the form to ask. */
export const explainPath = (cluster: string, src?: string, dst?: string, scan?: number | null): string =>
  ofScan(`${clusterPath(cluster)}/explain`, scan, {
    ...(src === undefined ? {} : { src }),
    ...(dst === undefined ? {} : { dst }),
  });

export const controlPath = (id: string): string => `/controls/${segment(id)}`;
export const frameworkPath = (id: string): string => `/frameworks/${segment(id)}`;
export const findingPath = (id: number): string => `/findings/${id}`;

/** What the list of findings can be narrowed to by its address. */
export interface FindingsQuery {
  readonly cluster?: string;
  readonly severity?: string;
  readonly control?: string;
  readonly namespace?: string;
  readonly state?: 'closed' | 'all';
  readonly excluded?: 'only' | 'with';
  readonly unconfirmed?: 'yes';
  /** RFC 3339. */
  readonly openedSince?: string;
  readonly closedSince?: string;
  readonly q?: string;
}

export function findingsPath(query: FindingsQuery = {}): string {
  const text = new URLSearchParams(Object.entries(query)).toString();
  return text === '' ? '/findings' : `/findings?${text}`;
}

export type ReportFormat = 'pdf' | 'csv' | 'json';

/** What a report is of; absent fields are as on /reports before anything is chosen. Days are `2026-07-21`. */
export interface ReportQuery {
  readonly cluster?: string;
  readonly framework?: string;
  readonly from?: string;
  readonly to?: string;
  readonly paper?: 'A4' | 'Letter';
}

export function reportPath(format: ReportFormat, query: ReportQuery): string {
  return `/api/reports/${format}?${new URLSearchParams(Object.entries(query))}`;
}
