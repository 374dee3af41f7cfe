import type { PortSet } from '#lib/policy/ports.ts';
import type { EntryPoint } from '#lib/reachability/entry-points.ts';
import type { Reachability } from '#lib/reachability/reachability.ts';

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
