import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { NextRequest } from 'next/server';
import { UserError } from '#lib/errors.ts';
import { findCluster } from '#lib/store/clusters.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readDrift } from '#lib/store/read/drift.ts';
import { findDriftScan, knownScanAt } from '#lib/store/read/drift-scans.ts';
import { driftShape } from '../../../../clusters/[cluster]/drift/chosen.ts';
import { driftColumns, driftRows } from '../../../../clusters/[cluster]/drift/csv-rows.ts';
import { answered } from '../../../answer.ts';

interface Context {
  readonly params: Promise<{ readonly cluster: string }>;
}

/** All that changed from one scan to another as a file: `?from=45&to=46`, in either order. */
export function GET(request: NextRequest, { params }: Context): Promise<Response> {
  return answered(async () => {
    const { from, to } = driftShape.parse(Object.fromEntries(request.nextUrl.searchParams));
    const store = sharedStore();
    const cluster = await findCluster(store, { name: (await params).cluster });
    if (cluster === null) throw new UserError('There is no such cluster (any more).', { status: 404 });
    for (const number of [from, to])
      if ((await findDriftScan(store, cluster.id, number)) === null)
        throw new UserError(`There is no scan ${number} of this cluster (any more).`, { status: 404 });
    const [first, second] = [Math.min(from, to), Math.max(from, to)];
    const drift = await readDrift(store, cluster.id, await knownScanAt(store, cluster.id, first), second);
    const csv = Readable.from(driftRows(drift)).compose(
      stringify({ header: true, columns: [...driftColumns], escape_formulas: true, quoted_match: /[\r\n]/ }),
    );
    return new Response(Readable.toWeb(csv) as ReadableStream<Uint8Array>, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="drift-${first}-${second}.csv"`,
        'cache-control': 'no-store',
      },
    });
  });
}
