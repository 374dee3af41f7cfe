import type { Backend, Warning } from '#lib/policy/backends.ts';
import { type PortSet, portsOf } from '#lib/policy/ports.ts';
import { type ObjectRef, type Protocol, refText } from '#lib/snapshot/objects.ts';
import { controllersOf } from './controllers.ts';
import type { Engine } from './engine.ts';
import { type EntryPoint, entryPointsOf } from './entry-points.ts';
import type { PodClass } from './pod-classes.ts';
import type { Ports } from './port-sets.ts';
import { podPorts } from './verdict-ports.ts';

/** The name under which what Ingresses and routes let in is listed. */
export const ingressController = 'ingress-controller';

export interface Entries {
  /** Ports on which the ingress controller reaches a class: what backends want, as far as policies let a pod from elsewhere through. */
  readonly portsInto: (member: number) => Ports;
  /** What backends want of a class, whatever policies say, by the object that wants it. */
  readonly wantedOf: (member: number) => readonly { readonly entry: ObjectRef; readonly ports: Ports }[];
  /** The ways from outside the cluster into a class. */
  readonly into: (member: number) => readonly EntryPoint[];
  readonly all: () => readonly EntryPoint[];
  readonly warnings: readonly Warning[];
}

const declares = ({ ports }: PodClass, protocol: Protocol, wanted: number | string): PortSet | undefined => {
  const found = ports.find(
    ({ name, containerPort, protocol: own }) =>
      own === protocol && (typeof wanted === 'string' ? name === wanted : containerPort === wanted),
  );
  return found === undefined ? undefined : portsOf(protocol, { from: found.containerPort, to: found.containerPort });
};

type Served = readonly { readonly index: number; readonly on: Ports }[] | string;

/** The classes behind a backend with the port that each declares, or why there are none; an entry may name one a thousand times. */
function served(engine: Engine): (backend: Backend) => Served {
  const { classes, ports } = engine;
  const inNamespace = Map.groupBy(classes, ({ namespace }) => namespace.name);
  const known = new Map<string, Served>();
  const lookedUp = ({ service, selector, protocol, port }: Backend): Served => {
    const labels = Object.entries(selector);
    const behind = (inNamespace.get(service.namespace) ?? []).filter((one) =>
      labels.every(([key, value]) => one.labels[key] === value),
    );
    const serving = behind.flatMap((one) => {
      const declared = declares(one, protocol, port);
      return declared === undefined ? [] : [{ index: one.index, on: ports.of(declared) }];
    });
    if (serving.length > 0) return serving;
    return behind.length === 0 ? 'selects no pod' : `leads to ${protocol} ${port}, which its pods do not declare`;
  };
  return (backend) => {
    const key = JSON.stringify([refText(backend.service), backend.protocol, backend.port]);
    const found = known.get(key) ?? lookedUp(backend);
    known.set(key, found);
    return found;
  };
}

export function entriesOf(engine: Engine): Entries {
  const { model, classes, ports, verdict } = engine;
  const stranger = classes.length;
  const wanted = new Map<number, Map<string, { entry: ObjectRef; ports: Ports }>>();
  const warnings: Warning[] = [];
  const servedBy = served(engine);
  for (const backend of model.backends) {
    const { entry, service } = backend;
    const found = servedBy(backend);
    if (typeof found === 'string')
      warnings.push({ object: refText(entry), message: `${refText(service)}, which it sends traffic to, ${found}` });
    else
      for (const { index, on } of found) {
        const ofMember = wanted.get(index) ?? new Map();
        wanted.set(index, ofMember.set(`${on} ${refText(entry)}`, { entry, ports: on }));
      }
  }
  const controllers = model.backends.length === 0 ? [] : controllersOf(engine).workloads;
  if (controllers.length > 0) {
    const which = controllers.join(', ');
    warnings.push({
      object: ingressController,
      message: `the controller seems to be ${which}: what it can reach as a pod is listed under that name, and may differ`,
    });
  }
  const points = entryPointsOf(engine);
  const wantedOf: Entries['wantedOf'] = (member) => [...(wanted.get(member)?.values() ?? [])];
  return {
    portsInto: (member) => {
      const on = ports.unionOf(wantedOf(member).map((one) => one.ports));
      return on === ports.none ? on : ports.common(on, podPorts(engine, verdict(member, 'ingress'), stranger));
    },
    wantedOf,
    into: points.into,
    all: points.all,
    warnings: [...warnings, ...points.warnings],
  };
}
