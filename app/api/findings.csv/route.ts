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

const record = ({
  severity,
  cluster,
  resource,
  control,
  message,
  openedAt,
  initial,
  closedAt,
  excluded,
  unconfirmedScan,
}: FindingRow) => ({
  severity,
  cluster: cluster.name,
  kind: resource.kind,
  namespace: resource.namespace ?? '',
  name: resource.name,
  control,
  message,
  opened: openedAt,
  'opened before the first scan': initial ? 'yes' : 'no',
  closed: closedAt ?? '',
  'left out by the settings': excluded ? 'yes' : 'no',
  confirmed: unconfirmedScan === null ? 'yes' : 'no',
});

/** The list of findings as a file: the same parameters as /findings, all pages. */
export async function GET(request: NextRequest): Promise<Response> {
  const store = sharedStore();
  const params = Object.fromEntries(request.nextUrl.searchParams);
  const { filter, page } = findingsView(params, await listClusters(store));
  const csv = Readable.from(everyRow(store, filter, page))
    .map(record)
    .compose(stringify({ header: true, escape_formulas: true }));
  return new Response(Readable.toWeb(csv) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="findings.csv"',
      'cache-control': 'no-store',
    },
  });
}
