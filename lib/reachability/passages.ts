import type { Warning } from '#lib/policy/backends.ts';
import { type Callers, nodeCallers } from '#lib/policy/callers.ts';
import type { Door, DoorKind } from '#lib/policy/doors.ts';
import { type Encrypted, leastEncrypted } from '#lib/policy/encryption.ts';
import { allPorts, isEmpty, noPorts, type PortSet, portsOf, portsText, unionOfPorts } from '#lib/policy/ports.ts';
import type { PodGroup } from '#lib/policy/workloads.ts';
import { type ContainerPort, type ObjectRef, refText } from '#lib/snapshot/objects.ts';
import type { Engine } from './engine.ts';
import type { PodClass } from './pod-classes.ts';
import { portsNamed } from './rules.ts';

/** The doors that lead through one object to one class, as one, whatever policies say about it. */
export interface Passage {
  readonly kind: DoorKind | 'HostPort' | 'HostNetwork';
  readonly object: ObjectRef;
  readonly callers: Callers;
  readonly encrypted: Encrypted;
  /** What is not known about whether anyone gets in there, as parts of sentences. */
  readonly doubts: readonly string[];
  /** What to connect to outside. */
  readonly at: readonly string[];
  /** The ports on the pods that it leads to. */
  readonly ports: PortSet;
}

export interface Passages {
  readonly into: (member: number) => readonly Passage[];
  /** Doors that lead to no pod. */
  readonly astray: readonly Warning[];
}

const portOf = ({ protocol, containerPort }: ContainerPort): PortSet =>
  portsOf(protocol, { from: containerPort, to: containerPort });

/**
 * A number leads to that port whether or not a container declares it: what containers declare is information only
 * (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports). A name is looked up among what they declare.
 */
const targetOn = ({ protocol, port }: Door, { ports }: PodGroup): PortSet =>
  typeof port === 'number' ? portsOf(protocol, { from: port, to: port }) : portsNamed({ name: port, protocol }, ports);

const isTaken = ({ selector }: Door, { labels }: PodGroup): boolean =>
  Object.entries(selector).every(([name, value]) => Object.hasOwn(labels, name) && labels[name] === value);

const keyOf = (namespace: string, name: string, value: string | undefined): string => JSON.stringify([namespace, name, value]);

/** The groups that a door takes, by their class; found by the first label that it asks for. */
function takenBy({ model, classes }: Engine): (door: Door) => readonly { readonly one: PodClass; readonly group: PodGroup }[] {
  const asked = new Set(model.doors.map(({ selector }) => Object.keys(selector)[0]));
  const byLabel = new Map<string, { one: PodClass; group: PodGroup }[]>();
  for (const one of asked.size === 0 ? [] : classes) {
    for (const group of one.groups) {
      for (const [name, value] of Object.entries(group.labels)) {
        if (!asked.has(name)) continue;
        const key = keyOf(one.namespace.name, name, value);
        const found = byLabel.get(key);
        if (found === undefined) byLabel.set(key, [{ one, group }]);
        else found.push({ one, group });
      }
    }
  }
  return (door) => {
    const [first] = Object.entries(door.selector);
    const candidates = first === undefined ? undefined : byLabel.get(keyOf(door.namespace, ...first));
    return (candidates ?? []).filter(({ group }) => isTaken(door, group));
  };
}

/** What pods open by themselves on their node. A port of its loopback address is open to nobody else. */
function onNode({ workload, hostNetwork, groups }: PodClass): readonly Passage[] {
  const head = { object: workload.ref, callers: nodeCallers, encrypted: 'unknown' as const, doubts: [] };
  const declared = groups.flatMap(({ ports }) => ports);
  if (hostNetwork) {
    const told = unionOfPorts(declared.map(portOf));
    return [{ ...head, kind: 'HostNetwork', at: isEmpty(told) ? [] : [portsText(told)], ports: allPorts }];
  }
  const outward = declared.filter(({ hostPort, hostIP }) => hostPort !== undefined && !/^(127\.|::1$)/.test(hostIP ?? ''));
  if (outward.length === 0) return [];
  const at = outward.map(({ hostPort, hostIP }) => `port ${hostPort} of ${hostIP ?? 'its node'}`);
  return [{ ...head, kind: 'HostPort', at: [...new Set(at)], ports: unionOfPorts(outward.map(portOf)) }];
}

/** Ingresses and routes say for themselves where they lead astray. */
function astrayText({ kind, port, protocol }: Door, takesPods: boolean): string | undefined {
  if (kind === 'Ingress' || kind === 'Gateway' || kind === 'Route') return undefined;
  return takesPods
    ? `leads to ${protocol} ${port}, a name that no container of its pods declares`
    : 'can be reached from outside and selects no pod';
}

/** Looks up once where the doors of the model lead. */
export function passagesOf(engine: Engine): Passages {
  const { model, classes } = engine;
  const taken = takenBy(engine);
  const found = classes.map(() => new Map<string, { doors: Door[]; ports: PortSet[] }>());
  const astray = new Map<string, Warning>();
  for (const door of model.doors) {
    const object = refText(door.object);
    const groups = taken(door);
    const leads = groups.flatMap(({ one, group }) => {
      const ports = targetOn(door, group);
      return isEmpty(ports) ? [] : [{ index: one.index, ports }];
    });
    const message = leads.length === 0 ? astrayText(door, groups.length > 0) : undefined;
    if (message !== undefined) astray.set(`${object} ${message}`, { object, message });
    for (const { index, ports } of leads) {
      const key = `${door.kind} ${object}`;
      const known = found[index]?.get(key) ?? { doors: [], ports: [] };
      known.ports.push(ports);
      known.doors.push(door);
      found[index]?.set(key, known);
    }
  }
  return {
    into: (member) => {
      const one = classes[member];
      const doors = [...(found[member]?.values() ?? [])].flatMap(({ doors: alike, ports }): readonly Passage[] => {
        const [first] = alike;
        if (first === undefined) return [];
        return [
          {
            kind: first.kind,
            object: first.object,
            callers: first.callers,
            encrypted: leastEncrypted(alike.map(({ encrypted }) => encrypted)),
            doubts: [...new Set(alike.flatMap(({ doubt }) => doubt ?? []))],
            at: [...new Set(alike.map(({ at }) => at))],
            ports: unionOfPorts([noPorts, ...ports]),
          },
        ];
      });
      return [...doors, ...(one === undefined ? [] : onNode(one))];
    },
    astray: [...astray.values()],
  };
}
