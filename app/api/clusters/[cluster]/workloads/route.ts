import type { NextRequest } from 'next/server';
import { z } from 'zod';
import { UserError } from '#lib/errors.ts';
import { findCluster } from '#lib/store/clusters.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { listWorkloads } from '#lib/store/read/reach.ts';
import { endsLike } from '../../../../clusters/[cluster]/explain/ends-like.ts';
import { answered } from '../../../answer.ts';

interface Context {
  readonly params: Promise<{ readonly cluster: string }>;
}

const asked = z.object({
  q: z.string().trim().max(700, 'is longer than any name').default(''),
  scan: z.coerce.number('is no number of a scan').int().positive().max(999_999_999).nullable().default(null),
});

/** Names to complete a search with, at most twenty: `{ "names": [] }`. None where the scan does not tell who ran. */
export function GET(request: NextRequest, { params }: Context): Promise<Response> {
  return answered(async () => {
    const { q, scan } = asked.parse(Object.fromEntries(request.nextUrl.searchParams));
    const cluster = await findCluster(sharedStore(), { name: (await params).cluster });
    if (cluster === null) throw new UserError('There is no such cluster (any more).', { status: 404 });
    const workloads = await listWorkloads(sharedStore(), cluster.id, scan);
    const names = endsLike(workloads?.map(({ id }) => id) ?? [], q);
    return Response.json({ names }, { headers: { 'cache-control': 'no-store' } });
  });
}
