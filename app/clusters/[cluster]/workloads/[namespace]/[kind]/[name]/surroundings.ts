import { type Surroundings, surroundingsOf } from '#lib/assess/outside-places.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readNeighbourhood } from '#lib/store/read/neighbourhood.ts';

/** What a scan saw of the nodes and of the API server. */
export const surroundings = async (cluster: number, scan: number): Promise<Surroundings> =>
  surroundingsOf(await readNeighbourhood(sharedStore(), cluster, scan, ['kube-system']));
