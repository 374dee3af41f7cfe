import { UserError } from '#lib/errors.ts';
import { findCluster } from '#lib/store/clusters.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { scanStateOf } from '../../../../clusters/scan-state.ts';
import { answered } from '../../../answer.ts';

interface Context {
  readonly params: Promise<{ readonly cluster: string }>;
}

/** What the workers are at with a cluster, as ScanState. */
export function GET(_request: Request, { params }: Context): Promise<Response> {
  return answered(async () => {
    const cluster = await findCluster(sharedStore(), { name: (await params).cluster });
    if (cluster === null) throw new UserError('There is no such cluster (any more).', { status: 404 });
    return Response.json(await scanStateOf(cluster.id), { headers: { 'cache-control': 'no-store' } });
  });
}
