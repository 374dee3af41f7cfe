import { type AddressSet, commonAddresses, noAddresses, rangesText } from '#lib/policy/addresses.ts';
import type { Policy } from '#lib/policy/model.ts';
import type { NamespaceModel, PolicyModel } from '#lib/policy/policies.ts';
import { portsText } from '#lib/policy/ports.ts';
import type { Workload } from '#lib/policy/workloads.ts';
import { refText } from '#lib/snapshot/objects.ts';
import type { ChangedObject } from './change.ts';
import { wayOf } from './changed-entries.ts';
import type { Change } from './changed-objects.ts';
import type { Outside } from './connections.ts';
import type { Engine } from './engine.ts';
import { ingressController } from './entries.ts';
import { type OnBoth, policyTrials } from './policy-trials.ts';
import { reachOf } from './reach.ts';
import { reachability } from './reachability.ts';

/** One side of a comparison. */
export interface Side {
  readonly model: PolicyModel;
  readonly engine: Engine;
}

/** The pods at the ends of a connection, by workload id; none where an end is an address or the ingress controller. */
export interface Ends {
  readonly src: string | undefined;
  readonly dst: string | undefined;
  /** The source is the ingress controller. */
  readonly entering?: true;
  /** The addresses at the other end, of which alone the cause is asked. */
  readonly addresses?: AddressSet;
}

export type CauseFinder = (ends: Ends) => readonly ChangedObject[];

const byName = <One>(list: readonly One[], name: (one: One) => string): ReadonlyMap<string, One> =>
  new Map(list.map((one) => [name(one), one]));

/** All that has a say about one connection, on its own: a cluster of at most two workloads. */
interface SmallWorld {
  readonly policies: ReadonlyMap<string, Policy>;
  readonly workloads: ReadonlyMap<string, Workload>;
  readonly namespaces: ReadonlyMap<string, NamespaceModel>;
  readonly rest: Pick<PolicyModel, 'backends' | 'nodes'>;
}

/** What a small world says of a connection; of addresses only as far as these go. */
type Answer = (within: AddressSet) => string;

interface Trials {
  readonly was: Answer;
  readonly is: Answer;
  /** For each change, made alone to the state before, and taken back alone from the state after. */
  readonly trials: readonly { readonly made: Answer; readonly undone: Answer }[];
}

const partWithin = ({ addresses, ports }: Outside, within: AddressSet, engine: Engine): readonly string[] => {
  const ranges = rangesText(commonAddresses(addresses, within));
  return ranges.length === 0 ? [] : [`${ranges.join(' ')} ${portsText(engine.ports.get(ports))}`];
};

const without = <Value>(map: ReadonlyMap<string, Value>, key: string, value: Value | undefined): ReadonlyMap<string, Value> => {
  const copy = new Map(map);
  if (value === undefined) copy.delete(key);
  else copy.set(key, value);
  return copy;
};

/**
 * Finds what changed a connection by trying: a change is a cause where it alone, made to the state before, changes the connection, or,
 * taken back from the state after, does. Where only several together do, all that have a part in the connection are named.
 */
export function causeFinder(
  before: Side,
  after: Side,
  changes: readonly Change[],
  options: { readonly ipBlockMatchesPods: boolean },
): CauseFinder {
  const indexed = [before, after].map(({ model, engine }) => ({
    model,
    engine,
    policies: byName(model.policies, ({ ref }) => refText(ref)),
    workloads: byName(model.workloads, ({ id }) => id),
    namespaces: byName(model.namespaces, ({ name }) => name),
    members: Map.groupBy(engine.classes, ({ workload }) => workload.id),
  }));
  const position = new Map(changes.map((change, index) => [change, index]));
  const changed = Map.groupBy(changes, ({ kind }) => kind);
  const changesOf = (kind: Change['kind'], name: (change: Change) => string) => Map.groupBy(changed.get(kind) ?? [], name);
  const ofPolicy = changesOf('policy', ({ object }) => refText(object));
  const ofWorkload = changesOf('workload', idOf);
  const ofNamespace = changesOf('namespace', ({ object }) => object.name);
  const known = new Map<string, readonly ChangedObject[]>();

  /** Policies of either side that have a say at either end, by name. */
  const policiesAt = (ends: Ends): ReadonlySet<string> => {
    const names = new Set<string>();
    for (const { engine, members } of indexed) {
      for (const [id, direction] of [
        [ends.src, 'egress'],
        [ends.dst, 'ingress'],
      ] as const)
        for (const { index } of members.get(id ?? '') ?? [])
          for (const { ref } of engine.policiesOf(index, direction)) names.add(refText(ref));
    }
    return names;
  };

  const smallWorld = (side: (typeof indexed)[number] | undefined, ends: Ends, policies: ReadonlySet<string>): SmallWorld => {
    const ids = [ends.src, ends.dst].filter((id) => id !== undefined);
    const workloads = ids.flatMap((id) => side?.workloads.get(id) ?? []);
    const places = new Set(ids.map((id) => id.slice(0, id.indexOf('/'))));
    return {
      policies: new Map(
        [...policies].flatMap((name): [string, Policy][] => {
          const policy = side?.policies.get(name);
          return policy === undefined ? [] : [[name, policy]];
        }),
      ),
      workloads: byName(workloads, ({ id }) => id),
      namespaces: byName(
        [...places].flatMap((name) => side?.namespaces.get(name) ?? []),
        ({ name }) => name,
      ),
      rest: { backends: side?.model.backends ?? [], nodes: side?.model.nodes ?? [] },
    };
  };

  const answer = ({ policies, workloads, namespaces, rest }: SmallWorld, ends: Ends): Answer => {
    const { backends, nodes } = rest;
    const model: PolicyModel = {
      policies: [...policies.values()],
      workloads: [...workloads.values()],
      namespaces: [...namespaces.values()],
      backends: backends.filter(({ service }) => namespaces.has(service.namespace)),
      wishes: [],
      nodes,
      doors: [],
      invalid: [],
      warnings: [],
      unevaluated: [],
    };
    const found = reachability(model, options);
    if (ends.addresses === undefined) {
      const isEnd = (peer: string, id: string | undefined): boolean =>
        id === undefined ? peer === ingressController : peer.startsWith(id);
      const lines = [...reachOf(found).connections].filter(({ src, dst }) => isEnd(src, ends.src) && isEnd(dst, ends.dst));
      return () => JSON.stringify(lines);
    }
    const { engine, connections } = found;
    const parts = engine.classes.flatMap(({ index }) =>
      connections.outside(index, ends.src === undefined ? 'ingress' : 'egress'),
    );
    return (within) => [...new Set(parts.flatMap((part) => partWithin(part, within, engine)))].toSorted().join('\n');
  };

  const applied = (world: SmallWorld, change: Change, state: 'before' | 'after'): SmallWorld => {
    switch (change.kind) {
      case 'policy':
        return { ...world, policies: without(world.policies, refText(change.object), change[state]) };
      case 'workload':
        return { ...world, workloads: without(world.workloads, change[state]?.id ?? idOf(change), change[state]) };
      case 'namespace':
        return { ...world, namespaces: without(world.namespaces, change.object.name, change[state]) };
      case 'backends': {
        const ways = new Set([...change.before, ...change.after].map(wayOf));
        const others = world.rest.backends.filter((one) => !ways.has(wayOf(one)));
        return { ...world, rest: { ...world.rest, backends: [...others, ...change[state]] } };
      }
      case 'nodes': {
        const { nodes } = (state === 'before' ? before : after).model;
        return { ...world, rest: { ...world.rest, nodes } };
      }
    }
  };

  /** The changes that have a part in a connection, in their order. */
  const relevantTo = ({ src, dst, entering }: Ends, names: ReadonlySet<string>): readonly Change[] => {
    const ids = [src, dst].filter((id) => id !== undefined);
    const places = new Set(ids.map((id) => id.slice(0, id.indexOf('/'))));
    const found = [
      ...[...names].flatMap((name) => ofPolicy.get(name) ?? []),
      ...ids.flatMap((id) => ofWorkload.get(id) ?? []),
      ...[...places].flatMap((name) => ofNamespace.get(name) ?? []),
      ...(entering ? (changed.get('backends') ?? []).filter((change) => leadsTo(change, places)) : []),
      ...(changed.get('nodes') ?? []),
    ];
    return found.toSorted((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0));
  };

  const tried = policyTrials([before.engine, after.engine]);
  /** The numbers of a workload whose pods are all alike on either side. */
  const onBoth = (id: string | undefined): OnBoth | undefined => {
    const [was, is] = indexed.map(({ members }) => members.get(id ?? '') ?? []);
    const [old, fresh] = [was?.[0], is?.[0]];
    return was?.length === 1 && is?.length === 1 && old !== undefined && fresh !== undefined
      ? [old.index, fresh.index]
      : undefined;
  };

  /** Of the ends asked about last: lines about addresses follow each other. */
  let latest: { readonly key: string; readonly trials: Trials } | undefined;
  /** The answers for two ends, which are the same for all addresses at one of them. */
  const trialsOf = (ends: Ends, names: ReadonlySet<string>, relevant: readonly Change[]): Trials => {
    const key = JSON.stringify([ends.src, ends.dst, ends.entering]);
    if (latest?.key === key) return latest.trials;
    const [was, is] = [smallWorld(indexed[0], ends, names), smallWorld(indexed[1], ends, names)];
    const trials = {
      was: answer(was, ends),
      is: answer(is, ends),
      trials: relevant.map((change) => ({
        made: answer(applied(was, change, 'after'), ends),
        undone: answer(applied(is, change, 'before'), ends),
      })),
    };
    latest = { key, trials };
    return trials;
  };

  const decisive = (ends: Ends, names: ReadonlySet<string>, relevant: readonly Change[]): readonly Change[] => {
    // A workload that is new or gone explains its connections by itself.
    const whole = relevant.filter((change) => change.kind === 'workload' && change.change !== 'changed');
    if (whole.length > 0) return whole;
    if (relevant.length < 2) return relevant;
    const [src, dst] = [onBoth(ends.src), onBoth(ends.dst)];
    if (src !== undefined && dst !== undefined && relevant.every(({ kind }) => kind === 'policy')) {
      const real = [tried(0, src, dst), tried(1, src, dst)];
      const differs = (name: string): boolean => ([0, 1] as const).some((side) => tried(side, src, dst, name) !== real[side]);
      const alone = relevant.filter(({ object }) => differs(refText(object)));
      return alone.length > 0 ? alone : relevant;
    }
    const { was, is, trials } = trialsOf(ends, names, relevant);
    const within = ends.addresses ?? noAddresses;
    const alone = relevant.filter((_, index) => {
      const { made, undone } = trials[index] ?? {};
      return made?.(within) !== was(within) || undone?.(within) !== is(within);
    });
    return alone.length > 0 ? alone : relevant;
  };

  const texts = new WeakMap<AddressSet, string>();
  /** A set may be asked about as often as it has ranges. */
  const textOf = (addresses: AddressSet): string => {
    const text = texts.get(addresses) ?? rangesText(addresses).join(' ');
    texts.set(addresses, text);
    return text;
  };

  return (ends) => {
    const key = JSON.stringify([ends.src, ends.dst, ends.entering, ends.addresses && textOf(ends.addresses)]);
    const done = known.get(key);
    if (done !== undefined) return done;
    const names = policiesAt(ends);
    const relevant = relevantTo(ends, names);
    const causes = decisive(ends, names, relevant).map(({ object, change, what }) => ({ object, change, what }));
    known.set(key, causes);
    return causes;
  };
}

const leadsTo = (change: Change, namespaces: ReadonlySet<string>): boolean =>
  change.kind === 'backends' && [...change.before, ...change.after].some(({ service }) => namespaces.has(service.namespace));

const idOf = ({ object: { namespace, name, kind } }: ChangedObject): string => `${namespace}/${name}[${kind}]`;
