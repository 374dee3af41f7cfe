import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { NextRequest } from 'next/server';
import { listClusters } from '#lib/store/clusters.ts';
import { type Store, sharedStore } from '#lib/store/connection.ts';
import type { FindingRow } from '#lib/store/read/finding-rows.ts';
import { type FindingFilter, type FindingPage, listFindings } from '#lib/store/read/findings.ts';
import { findingsView } from '../../findings/query.ts';

const batch = 1000;

/** All findings of a filter, page by page, so that memory does not grow with their number. */
async function* everyRow(store: Store, filter: FindingFilter, page: FindingPage): AsyncGenerator<FindingRow> {
  for (let offset = 0; ; offset += batch) {
    const { rows } = await listFindings(store, filter, { ...page, limit: batch, offset });
    yield* rows;
    if (rows.length < batch) return;
  }
}

const columns = [
  'severity',
  'cluster',
  'kind',
  'namespace',
  'name',
  'control',
  'message',
  'opened',
  'opened_before_first_scan',
  'closed',
  'left_out_by_settings',
  'confirmed',
] as const;

const yesNo = (is: boolean): string => (is ? 'yes' : 'no');

const record = (row: FindingRow): Readonly<Record<(typeof columns)[number], string>> => ({
  severity: row.severity,
  cluster: row.cluster.name,
  kind: row.resource.kind,
  namespace: row.resource.namespace ?? '',
  name: row.resource.name,
  control: row.control,
  message: row.message,
  opened: row.openedAt,
  opened_before_first_scan: yesNo(row.initial),
  closed: row.closedAt ?? '',
  left_out_by_settings: yesNo(row.excluded),
  confirmed: yesNo(row.unconfirmedScan === null),
});

/** The list of findings as a file: the same parameters as /findings, all pages. */
export async function GET(request: NextRequest): Promise<Response> {
  const store = sharedStore();
  const params = Object.fromEntries(request.nextUrl.searchParams);
  const { filter, page } = findingsView(params, await listClusters(store));
  const csv = Readable.from(everyRow(store, filter, page))
    .map(record)
    .compose(stringify({ header: true, columns: [...columns], escape_formulas: true }));
  return new Response(Readable.toWeb(csv) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="findings.csv"',
      'cache-control': 'no-store',
    },
  });
}
