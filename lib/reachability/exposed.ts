import { rangesText } from '#lib/policy/addresses.ts';
import type { Warning } from '#lib/policy/backends.ts';
import { type Direction, directions } from '#lib/policy/model.ts';
import { isEmpty, portsWithout } from '#lib/policy/ports.ts';
import { exposures, type OpenTo } from './exposure.ts';
import type { PodClass } from './pod-classes.ts';
import { type Allowed, allowedOf, type PartialAnswer, partialOf, type ReachWorkload, workloadsOf } from './reach.ts';
import type { Reachability } from './reachability.ts';

/** What the own policies of a workload let through in a direction; nothing is listed for what they let nothing through. */
export interface ExposureLine {
  readonly workload: string;
  readonly direction: Direction;
  /** No policy of any layer has a say in this direction. */
  readonly unprotected: boolean;
  /**
   * `cluster`: any pod, also one that does not exist yet. `selected`: pods that carry what a selector asks for, also those to come, where
   * that differs from `cluster`. `namespaces`: pods of other namespaces that run today, where `cluster` does not say it of all. `outside`:
   * addresses outside the cluster.
   */
  readonly to: 'cluster' | 'selected' | 'namespaces' | 'outside';
  /** The selector in words, the names of the namespaces, or ranges (`10.0.0.0-10.255.255.255`); empty for `cluster`. */
  readonly peers: readonly string[];
  readonly allowed: Allowed;
  /** Ports beside `allowed`, by the name that the other pod gives to a port of its own: `TCP http`. Empty but for pods to come. */
  readonly names: readonly string[];
}

/** The format `bulkhead.exposure/v1`; its lines are made one at a time. */
export interface Exposed {
  readonly schema: 'bulkhead.exposure/v1';
  readonly workloads: readonly ReachWorkload[];
  readonly exposure: Iterable<ExposureLine>;
  readonly partial: readonly PartialAnswer[];
  readonly warnings: readonly Warning[];
}

const isOpen = ({ ports, names }: OpenTo): boolean => !isEmpty(ports) || names.length > 0;

function* linesOf({ engine, connections }: Reachability, isMeant: (one: PodClass) => boolean): Iterable<ExposureLine> {
  const judge = exposures({ engine, connections });
  for (const one of engine.classes.filter(isMeant)) {
    for (const direction of directions) {
      const { unprotected, wholeCluster, selected, otherNamespaces, outside } = judge(one, direction);
      const line = { workload: one.id, direction, unprotected, names: [] };
      const newcomers = ({ ports, names }: OpenTo) => ({ allowed: allowedOf(ports), names });
      if (isOpen(wholeCluster)) yield { ...line, to: 'cluster', peers: [], ...newcomers(wholeCluster) };
      for (const open of selected) if (isOpen(open)) yield { ...line, to: 'selected', peers: [open.peers], ...newcomers(open) };
      const { namespaces, ports } = otherNamespaces;
      if (!isEmpty(portsWithout(ports, wholeCluster.ports)))
        yield { ...line, to: 'namespaces', peers: namespaces, allowed: allowedOf(ports) };
      for (const { addresses, ports: on } of outside)
        yield { ...line, to: 'outside', peers: rangesText(addresses), allowed: allowedOf(engine.ports.get(on)) };
    }
  }
}

/** What each workload is open to as far as its own policies say; the other end's may still close it. */
export const exposedOf = (reachability: Reachability, isMeant: (one: PodClass) => boolean = () => true): Exposed => ({
  schema: 'bulkhead.exposure/v1',
  workloads: workloadsOf(reachability),
  exposure: { [Symbol.iterator]: () => linesOf(reachability, isMeant)[Symbol.iterator]() },
  partial: partialOf(reachability.engine.model),
  warnings: reachability.warnings(),
});
