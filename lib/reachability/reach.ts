import { rangesText } from '#lib/policy/addresses.ts';
import type { Warning } from '#lib/policy/backends.ts';
import type { PolicyModel } from '#lib/policy/policies.ts';
import {
  allPorts,
  isEmpty,
  isFull,
  noPorts,
  type PortSet,
  portsOf,
  protocols,
  rangeText,
  unionOfPorts,
} from '#lib/policy/ports.ts';
import { type Protocol, refText } from '#lib/snapshot/objects.ts';
import { ingressController } from './entries.ts';
import type { PodClass } from './pod-classes.ts';
import type { Reachability } from './reachability.ts';

/** Ports as the format says them: `All`, `None`, or sorted and merged ranges per protocol. */
export type Allowed = 'All' | 'None' | { readonly [P in Protocol]?: readonly string[] };

export const allowedOf = (ports: PortSet): Allowed =>
  isFull(ports)
    ? 'All'
    : isEmpty(ports)
      ? 'None'
      : Object.fromEntries(
          protocols.filter((name) => ports[name].length > 0).map((name) => [name, ports[name].map(rangeText)] as const),
        );

/** The ports that are said so. */
export function portsOfAllowed(allowed: Allowed): PortSet {
  if (allowed === 'All') return allPorts;
  if (allowed === 'None') return noPorts;
  return unionOfPorts(
    protocols.flatMap((protocol) =>
      (allowed[protocol] ?? []).map((text) => {
        const [from = 0, to = from] = text.split('-').map(Number);
        return portsOf(protocol, { from, to });
      }),
    ),
  );
}

export interface ReachWorkload {
  readonly id: string;
  readonly namespace: string;
  readonly pods: number;
  readonly hostNetwork: boolean;
}

/** `src` and `dst` are workloads, ranges of addresses (`10.0.0.0-10.255.255.255`) or `ingress-controller`. */
export interface ReachConnection {
  readonly src: string;
  readonly dst: string;
  readonly allowed: Allowed;
}

export interface PartialAnswer {
  readonly policy: string;
  readonly reason: string;
}

/** The format `bulkhead.reach/v1`; its connections are made one at a time, for there may be a hundred million. */
export interface Reach {
  readonly schema: 'bulkhead.reach/v1';
  readonly workloads: readonly ReachWorkload[];
  readonly connections: Iterable<ReachConnection>;
  readonly partial: readonly PartialAnswer[];
  readonly warnings: readonly Warning[];
}

/** Why answers are not the whole truth: what could not be understood, is not evaluated, or could not be read. */
export const partialOf = ({ policies, invalid, unevaluated }: PolicyModel): readonly PartialAnswer[] => [
  ...invalid.map(({ ref, reason }) => ({ policy: refText(ref), reason: `could not be understood and is left out: ${reason}` })),
  ...policies.flatMap(({ ref, partial }) => partial.map((reason) => ({ policy: refText(ref), reason }))),
  ...unevaluated.map(({ object, reason }) => ({ policy: object, reason })),
];

export function workloadsOf({ engine: { model, classes } }: Reachability): readonly ReachWorkload[] {
  const running = new Set(classes.map(({ workload }) => workload));
  return [
    ...classes.map(({ id, namespace, instances, hostNetwork }) => ({
      id,
      namespace: namespace.name,
      pods: instances.length,
      hostNetwork,
    })),
    ...model.workloads
      .filter((workload) => !running.has(workload))
      .map(({ id, ref }) => ({ id, namespace: ref.namespace, pods: 0, hostNetwork: false })),
  ];
}

/** Whether a text names a class or its workload: by id or `ns/name`. */
export const isNamed = ({ id, workload, namespace }: PodClass, text: string): boolean =>
  [id, workload.id, `${namespace.name}/${workload.ref.name}`].includes(text);

/** Pairs that are not listed have no connection. `focus` keeps what one of these has a part in: ids, `ns/name`, `ingress-controller`. */
function* connectionsOf(reachability: Reachability, focus: readonly string[] | undefined): Iterable<ReachConnection> {
  const { engine, connections, entries } = reachability;
  const { classes, ports } = engine;
  const isIn = (member: number): boolean => {
    const one = classes[member];
    return focus === undefined || focus.some((text) => (one === undefined ? text === ingressController : isNamed(one, text)));
  };
  const withController = isIn(classes.length);
  const nameOf = (member: number): string => classes[member]?.id ?? ingressController;
  const texts = new Map<number, Allowed>();
  const say = (on: number): Allowed => {
    const known = texts.get(on);
    if (known !== undefined) return known;
    const said = allowedOf(ports.get(on));
    texts.set(on, said);
    return said;
  };
  for (const { index } of classes) {
    const whole = isIn(index);
    if (whole)
      for (const { addresses, ports: on } of connections.outside(index, 'ingress'))
        for (const src of rangesText(addresses)) yield { src, dst: nameOf(index), allowed: say(on) };
    const entering = whole || withController ? entries.portsInto(index) : ports.none;
    if (entering !== ports.none) yield { src: ingressController, dst: nameOf(index), allowed: say(entering) };
  }
  for (const { index } of classes) {
    const whole = isIn(index);
    for (const { dst, ports: on } of connections.from(index))
      if (whole || isIn(dst)) yield { src: nameOf(index), dst: nameOf(dst), allowed: say(on) };
    if (!whole) continue;
    for (const { addresses, ports: on } of connections.outside(index, 'egress'))
      for (const dst of rangesText(addresses)) yield { src: nameOf(index), dst, allowed: say(on) };
  }
}

export const reachOf = (
  reachability: Reachability,
  { focus }: { readonly focus?: readonly string[] | undefined } = {},
): Reach => ({
  schema: 'bulkhead.reach/v1',
  workloads: workloadsOf(reachability),
  connections: { [Symbol.iterator]: () => connectionsOf(reachability, focus)[Symbol.iterator]() },
  partial: partialOf(reachability.engine.model),
  warnings: reachability.warnings(),
});
