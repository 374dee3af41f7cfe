import type { Policy } from '#lib/policy/model.ts';
import type { NamespaceModel, PolicyModel } from '#lib/policy/policies.ts';
import type { Workload } from '#lib/policy/workloads.ts';
import { refText } from '#lib/snapshot/objects.ts';
import type { Change, ChangedObject } from './changed-objects.ts';
import type { Engine } from './engine.ts';
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
    workloads: byName(model.workloads, ({ id }) => id),
    namespaces: byName(model.namespaces, ({ name }) => name),
    members: Map.groupBy(engine.classes, ({ workload }) => workload.id),
  }));
  const changedPolicies = changes.filter((change) => change.kind === 'policy');
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
    const keys = [...(side?.model.policies ?? [])].filter(({ ref }) => policies.has(refText(ref)));
    return {
      policies: byName(keys, ({ ref }) => refText(ref)),
      workloads: byName(workloads, ({ id }) => id),
      namespaces: byName(
        [...places].flatMap((name) => side?.namespaces.get(name) ?? []),
        ({ name }) => name,
      ),
      rest: { backends: side?.model.backends ?? [], nodes: side?.model.nodes ?? [] },
    };
  };

  const answer = ({ policies, workloads, namespaces, rest }: SmallWorld, ends: Ends): string => {
    const { backends, nodes } = rest;
    const model: PolicyModel = {
      policies: [...policies.values()],
      workloads: [...workloads.values()],
      namespaces: [...namespaces.values()],
      backends: backends.filter(({ service }) => namespaces.has(service.namespace)),
      nodes,
      doors: [],
      invalid: [],
      warnings: [],
      unevaluated: [],
    };
    const { connections } = reachOf(reachability(model, options));
    const from = ends.src ?? '';
    const to = ends.dst ?? '';
    const isEnd = (peer: string, id: string): boolean => (id === '' ? !peer.includes('[') : peer.startsWith(id));
    return JSON.stringify([...connections].filter(({ src, dst }) => isEnd(src, from) && isEnd(dst, to)));
  };

  const applied = (world: SmallWorld, change: Change, state: 'before' | 'after'): SmallWorld => {
    switch (change.kind) {
      case 'policy':
        return { ...world, policies: without(world.policies, refText(change.object), change[state]) };
      case 'workload':
        return { ...world, workloads: without(world.workloads, change[state]?.id ?? idOf(change), change[state]) };
      case 'namespace':
        return { ...world, namespaces: without(world.namespaces, change.object.name, change[state]) };
      case 'backends':
      case 'nodes': {
        const model = (state === 'before' ? before : after).model;
        return { ...world, rest: { backends: model.backends, nodes: model.nodes } };
      }
    }
  };

  return (ends) => {
    const key = JSON.stringify([ends.src, ends.dst]);
    const done = known.get(key);
    if (done !== undefined) return done;
    const names = policiesAt(ends);
    const places = new Set([ends.src, ends.dst].flatMap((id) => (id === undefined ? [] : [id.slice(0, id.indexOf('/'))])));
    const relevant = [
      ...changedPolicies.filter(({ object }) => names.has(refText(object))),
      ...changes.filter(
        (change) =>
          (change.kind === 'workload' && [ends.src, ends.dst].includes(idOf(change))) ||
          (change.kind === 'namespace' && places.has(change.object.name)) ||
          change.kind === 'backends' ||
          change.kind === 'nodes',
      ),
    ];
    const [was, is] = [smallWorld(indexed[0], ends, names), smallWorld(indexed[1], ends, names)];
    const [wasAnswer, isAnswer] = [answer(was, ends), answer(is, ends)];
    const alone = relevant.filter(
      (change) =>
        answer(applied(was, change, 'after'), ends) !== wasAnswer || answer(applied(is, change, 'before'), ends) !== isAnswer,
    );
    // A workload that is new or gone explains its connections by itself.
    const whole = relevant.filter((change) => change.kind === 'workload' && change.change !== 'changed');
    const causes = (whole.length > 0 ? whole : alone.length > 0 ? alone : relevant).map(({ object, change, what }) => ({
      object,
      change,
      what,
    }));
    known.set(key, causes);
    return causes;
  };
}

const idOf = ({ object: { namespace, name, kind } }: ChangedObject): string => `${namespace}/${name}[${kind}]`;
