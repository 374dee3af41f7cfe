import { reachOptionsOf } from '#lib/facts/enforcement.ts';
import type { Enforcement } from '#lib/facts/facts.ts';
import { type Direction, directions } from '#lib/policy/model.ts';
import { policyModel, unreadAmongNeeded } from '#lib/policy/policies.ts';
import { isEmpty, type PortSet, portsText } from '#lib/policy/ports.ts';
import { engineOf } from '#lib/reachability/engine.ts';
import { newcomerExposures } from '#lib/reachability/exposure.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';

/** Pods that need not exist, and the ports that a workload's own policies open for them. */
export interface NewcomersLine {
  readonly part: string;
  readonly direction: Direction;
  /** A selector in words; null for any pod, whatever it is called and carries. */
  readonly peers: string | null;
  /** `TCP 80; TCP http by name`; `no ports` where less is open for those that a selector takes than for any pod. */
  readonly ports: string;
}

const openText = (ports: PortSet, names: readonly string[]): string =>
  [...(isEmpty(ports) && names.length > 0 ? [] : [portsText(ports)]), ...names.map((name) => `${name} by name`)].join('; ');

/**
 * What a workload is open to without anybody changing a policy again. The snapshot holds at least its namespace, the nodes, and what is
 * cluster-wide. Null where pods, namespaces or policies could not be read: without their policies, pods would seem open.
 */
export function newcomersLines(
  snapshot: Snapshot,
  workload: string,
  enforcement: Pick<Enforcement, 'cni'>,
): readonly NewcomersLine[] | null {
  if (unreadAmongNeeded(snapshot).length > 0) return null;
  const engine = engineOf(policyModel(snapshot), reachOptionsOf(enforcement));
  const exposureOf = newcomerExposures(engine);
  return engine.classes
    .filter((one) => one.workload.id === workload)
    .flatMap((one) =>
      directions.flatMap((direction) => {
        const { wholeCluster, selected } = exposureOf(one, direction);
        return [{ peers: null, ...wholeCluster }, ...selected].flatMap(({ peers, ports, names }) =>
          peers === null && isEmpty(ports) && names.length === 0
            ? []
            : [{ part: one.id, direction, peers, ports: openText(ports, names) }],
        );
      }),
    );
}
