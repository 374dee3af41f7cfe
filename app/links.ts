const segment = encodeURIComponent;

export const clusterPath = (name: string): string => `/clusters/${segment(name)}`;
export const scansPath = (cluster: string): string => `${clusterPath(cluster)}/scans`;
export const scanPath = (cluster: string, number: number): string => `${scansPath(cluster)}/${number}`;
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
