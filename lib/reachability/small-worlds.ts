import { type AddressSet, commonAddresses, difference } from '#lib/policy/addresses.ts';
import type { NamespaceModel, PolicyModel } from '#lib/policy/policies.ts';
import { noPorts, type PortSet, unionOfPorts } from '#lib/policy/ports.ts';
import type { Workload } from '#lib/policy/workloads.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { cover, isNowhere } from './address-parts.ts';
import { wayOf } from './changed-entries.ts';
import type { Change } from './changed-objects.ts';
import type { Engine, ReachOptions } from './engine.ts';
import { type Reachability, reachability } from './reachability.ts';
import type { Side, Unit } from './units.ts';

/** The pods at the ends of a connection; none where an end is an address or the ingress controller. */
export interface Ends {
  readonly src: Unit | undefined;
  readonly dst: Unit | undefined;
  /** The source is the ingress controller. */
  readonly entering: boolean;
}

/** The ports that are open: of pods one set, of addresses one for each part of these. */
export type Opened = (within: AddressSet) => readonly PortSet[];

/** What a connection would be, were only some of the changes made to the state before. */
export type Supposed = (made: readonly Change[]) => Opened;

const isWithin = (namespace: string, workloads: readonly Workload[]): boolean =>
  workloads.some(({ ref }) => ref.namespace === namespace);

/** One that is referred to but not given exists with its name as its only label. */
const bare = (name: string): NamespaceModel => ({
  ref: { kind: 'Namespace', namespace: null, name },
  name,
  labels: { 'kubernetes.io/metadata.name': name },
});

/** As much of a workload as some of its classes stand for. */
function partOf({ classes }: Engine, members: readonly number[]): readonly Workload[] {
  const parts = members.flatMap((member) => classes[member] ?? []);
  const [first] = parts;
  if (first === undefined) return [];
  const groups = parts.flatMap((part) => {
    const instances = new Set(part.instances);
    return part.groups.map((group) => ({ ...group, instances: group.instances.filter((one) => instances.has(one)) }));
  });
  return [{ ...first.workload, groups }];
}

function openedIn({ engine, connections, entries }: Reachability, { src, dst, entering }: Ends): Opened {
  const { classes, ports } = engine;
  const membersOf = (unit: Unit | undefined): readonly number[] =>
    classes.flatMap(({ index, workload }) => (workload.id === unit?.workload ? [index] : []));
  const [from, to] = [membersOf(src), membersOf(dst)];
  const union = (numbers: readonly number[]): readonly PortSet[] => [unionOfPorts(numbers.map(ports.get))];
  if (entering) {
    const opened = union(to.map(entries.portsInto));
    return () => opened;
  }
  if (src !== undefined && dst !== undefined) {
    const opened = union(from.flatMap((one) => to.map((other) => connections.between(one, other))));
    return () => opened;
  }
  const members = [...from, ...to];
  const outside = members.flatMap((member) => connections.outside(member, src === undefined ? 'ingress' : 'egress'));
  const parts = cover(
    outside.map(({ addresses, ports: on }) => ({ addresses, ports: ports.get(on) })),
    members.length,
  );
  return (within) => {
    const met = parts.filter(({ addresses }) => !isNowhere(commonAddresses(addresses, within)));
    const rest = met.reduce((left, { addresses }) => difference(left, addresses), within);
    return [...met.map((part) => part.ports), ...(isNowhere(rest) ? [] : [noPorts])];
  };
}

/** Answers about clusters of at most two workloads, with all that has a say about one connection and nothing else. */
export function smallWorlds(engines: Readonly<Record<Side, Engine>>, options: ReachOptions) {
  const byName = ({ model }: Engine) => ({
    policies: new Map(model.policies.map((policy) => [refText(policy.ref), policy])),
    namespaces: new Map(model.namespaces.map((namespace) => [namespace.name, namespace])),
  });
  const named = { before: byName(engines.before), after: byName(engines.after) };

  return (ends: Ends, policies: ReadonlySet<string>): Supposed => {
    const parts = { before: partsOf('before'), after: partsOf('after') };
    const units = [ends.src, ends.dst].filter((unit) => unit !== undefined);
    const known = new Map<string, Opened>();

    function partsOf(side: Side): ReadonlyMap<string, readonly Workload[]> {
      return new Map([ends.src, ends.dst].flatMap((unit) => (unit ? [[unit.workload, partOf(engines[side], unit[side])]] : [])));
    }

    function modelWith(made: readonly Change[]): PolicyModel {
      const later = new Set(made.map(keyOf));
      const sideOf = (key: string): Side => (later.has(key) ? 'after' : 'before');
      const workloads = units.flatMap(({ workload }) => parts[sideOf(`workload ${workload}`)].get(workload) ?? []);
      const places = [...new Set(workloads.map(({ ref }) => ref.namespace))];
      const ways = new Map(made.flatMap((change) => (change.kind === 'backends' ? waysOf(change) : [])));
      const backends = engines.before.model.backends.filter((one) => !ways.has(wayOf(one)));
      return {
        policies: [...policies].flatMap((name) => named[sideOf(`policy ${name}`)].policies.get(name) ?? []),
        workloads,
        namespaces: places.map((name) => named[sideOf(`namespace ${name}`)].namespaces.get(name) ?? bare(name)),
        backends: [...backends, ...[...ways.values()].flat()].filter(({ service }) => isWithin(service.namespace, workloads)),
        wishes: [],
        nodes: engines[sideOf('nodes')].model.nodes,
        doors: [],
        invalid: [],
        warnings: [],
        unevaluated: [],
      };
    }

    return (made) => {
      const key = JSON.stringify(made.map(keyOf));
      const opened = known.get(key) ?? openedIn(reachability(modelWith(made), options), ends);
      known.set(key, opened);
      return opened;
    };
  };
}

/** Where an Ingress or route sends traffic after a change, by each of its ways before and after. */
function waysOf({ before, after }: Change & { readonly kind: 'backends' }) {
  const fresh = Map.groupBy(after, wayOf);
  return [...new Set([...before, ...after].map(wayOf))].map((way) => [way, fresh.get(way) ?? []] as const);
}

/** What a change is found by among the objects of its kind. */
function keyOf({ kind, object }: Change): string {
  switch (kind) {
    case 'policy':
      return `policy ${refText(object)}`;
    case 'workload':
      return `workload ${object.namespace}/${object.name}[${object.kind}]`;
    case 'namespace':
      return `namespace ${object.name}`;
    case 'nodes':
      return 'nodes';
    case 'backends':
      return `backends ${refText(object)}`;
  }
}
