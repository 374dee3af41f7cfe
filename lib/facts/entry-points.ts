import { routeResources } from '#lib/policy/gateway-routes.ts';
import type { PortSet } from '#lib/policy/ports.ts';
import type { EntryPoint } from '#lib/reachability/entry-points.ts';
import type { Reachability } from '#lib/reachability/reachability.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import type { Facts, LeftOut } from './facts.ts';

/** A way from outside the cluster to a workload, or to the part of it that `part` names. */
export interface EntryPointFacts extends Omit<EntryPoint, 'member' | 'ports' | 'open'> {
  readonly part: string;
  /** The ports on the pods that it leads to, and those of them that policies let through. */
  readonly ports: PortSet;
  readonly open: PortSet;
}

/** The ways into a workload by its id; looked up when asked for. */
export function entryPointsInto({ engine, entries }: Reachability): (workload: string) => readonly EntryPointFacts[] {
  const parts = Map.groupBy(engine.classes, ({ workload }) => workload.id);
  return (workload) =>
    (parts.get(workload) ?? []).flatMap(({ index, id }) =>
      entries.into(index).map(({ member: _, ports, open, ...way }) => ({
        ...way,
        part: id,
        ports: engine.ports.get(ports),
        open: engine.ports.get(open),
      })),
    );
}

/** What a cluster does not serve of these counts as read and empty. */
const routing: readonly ResourceName[] = [
  ...routeResources,
  'gateways.gateway.networking.k8s.io',
  'virtualservices.networking.istio.io',
  'routes.route.openshift.io',
];

/** Routes may lead into other namespaces than their own. */
const doors: ReadonlySet<LeftOut['sort']> = new Set(['services', 'ingresses', 'routes', 'anything']);

/** Why there may be a way into workloads of a namespace that is not seen; the reads that every API server serves are not looked at. */
export function unseenDoor({ unread, leftOut }: Pick<Facts, 'unread' | 'leftOut'>, namespace: string): string | undefined {
  const closed = unread.find(({ resource }) => routing.includes(resource));
  if (closed !== undefined) return `${closed.resource} could not be read (${closed.status}): ${closed.message}`;
  return leftOut.find(
    ({ sort, ref }) => doors.has(sort) && (ref.namespace === null || ref.namespace === namespace || sort === 'routes'),
  )?.clause;
}
