import { type AddressSet, noAddresses } from '#lib/policy/addresses.ts';
import type { Direction, Policy } from '#lib/policy/model.ts';
import { selects } from '#lib/policy/policies.ts';
import { commonPorts, isEmpty, type PortSet, portsWithout } from '#lib/policy/ports.ts';
import { refText } from '#lib/snapshot/objects.ts';
import type { ChangedObject } from './change.ts';
import type { Change } from './changed-objects.ts';
import { decisiveOf, type Trial } from './decisive.ts';
import { concerns, type Engine } from './engine.ts';
import { policyTrials } from './policy-trials.ts';
import { type Ends, type Supposed, smallWorlds } from './small-worlds.ts';
import { onlyOf, type Side, type Unit } from './units.ts';

/** A connection that is not what it was. */
export interface Difference extends Ends {
  /** The addresses at the other end, of which alone the cause is asked. */
  readonly addresses?: AddressSet;
  readonly was: PortSet;
  readonly is: PortSet;
}

export type CauseFinder = (difference: Difference) => readonly ChangedObject[];

/** All that has to do with the two ends of a connection. */
interface Situation {
  readonly key: string;
  /** The changes that have a part in the connection, in their order. */
  readonly relevant: readonly Change[];
  readonly suppose: () => Supposed;
}

/**
 * Finds what changed a connection by trying which changes, made to the state before, bring about what is different. A workload that is new
 * or gone is always one of them; with a new one comes what else it took.
 */
export function causeFinder(
  engines: Readonly<Record<Side, Engine>>,
  changes: readonly Change[],
  options: { readonly ipBlockMatchesPods: boolean },
): CauseFinder {
  const position = new Map(changes.map((change, index) => [change, index]));
  const changed = Map.groupBy(changes, ({ kind }) => kind);
  const changesOf = (kind: Change['kind'], name: (change: Change) => string) => Map.groupBy(changed.get(kind) ?? [], name);
  const ofPolicy = changesOf('policy', ({ object }) => refText(object));
  const ofWorkload = changesOf('workload', ({ object: { namespace, name, kind } }) => `${namespace}/${name}[${kind}]`);
  const ofNamespace = changesOf('namespace', ({ object }) => object.name);
  const worldOf = smallWorlds(engines, options);
  const openWith = policyTrials(engines.before.model.policies, engines.after);

  const changedPolicies = byNamespace(
    changes
      .flatMap((change) => (change.kind === 'policy' ? [change.before, change.after] : []))
      .filter((policy) => policy !== undefined),
  );
  const policiesBefore = byNamespace(engines.before.model.policies);

  /** Policies that select pods, once these, their namespace or the policy itself are as they are on the other side. */
  const policiesAcross = remembered(({ workload, before, after }, direction): readonly Policy[] => {
    const place = ofNamespace.get(placeOf(workload))?.[0];
    if (!ofWorkload.has(workload) && place === undefined) return [];
    const classes = [
      ...before.flatMap((member) => engines.before.classes[member] ?? []),
      ...after.flatMap((member) => engines.after.classes[member] ?? []),
    ];
    const groups = classes.flatMap((one) => one.groups);
    const namespaces = [
      ...classes.map(({ namespace }) => namespace),
      ...(place?.kind === 'namespace' ? [place.before, place.after].filter((one) => one !== undefined) : []),
    ];
    const candidates = [changedPolicies, ...(place === undefined ? [] : [policiesBefore])];
    return candidates
      .flatMap((policiesIn) => policiesIn(namespaces))
      .filter(
        (policy) =>
          concerns(policy, direction) &&
          groups.some((group) => namespaces.some((namespace) => selects(policy.subject, group, namespace))),
      );
  });

  /** Policies of either side that have a say at one end, or would have had it halfway. */
  const policiesAt = (unit: Unit, direction: Direction): readonly Policy[] => [
    ...unit.before.flatMap((member) => engines.before.policiesOf(member, direction)),
    ...unit.after.flatMap((member) => engines.after.policiesOf(member, direction)),
    ...policiesAcross(unit, direction),
  ];

  /** The changes that have a part at one end. */
  const relevantAt = remembered((unit, direction): ReadonlySet<Change> => {
    const policies = policiesAt(unit, direction);
    return new Set([
      ...policies.flatMap(({ ref }) => ofPolicy.get(refText(ref)) ?? []),
      ...(ofWorkload.get(unit.workload) ?? []),
      ...(ofNamespace.get(placeOf(unit.workload)) ?? []),
      ...(policies.some(looksAtNodes) ? (changed.get('nodes') ?? []) : []),
    ]);
  });

  const relevantTo = ({ src, dst, entering }: Ends): readonly Change[] => {
    const found = new Set([
      ...(src === undefined ? [] : relevantAt(src, 'egress')),
      ...(dst === undefined ? [] : relevantAt(dst, 'ingress')),
      ...(entering && dst !== undefined
        ? (changed.get('backends') ?? []).filter((change) => leadsTo(change, placeOf(dst.workload)))
        : []),
    ]);
    return [...found].toSorted((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0));
  };

  const namesOf = ({ src, dst }: Ends): ReadonlySet<string> =>
    new Set(
      [...(src ? policiesAt(src, 'egress') : []), ...(dst ? policiesAt(dst, 'ingress') : [])].map(({ ref }) => refText(ref)),
    );

  /** Of the ends asked about last: lines about addresses follow each other. */
  let latest: Situation | undefined;
  const situationOf = (ends: Ends): Situation => {
    const key = JSON.stringify([ends.src?.id, ends.dst?.id, ends.entering]);
    if (latest?.key === key) return latest;
    let supposed: Supposed | undefined;
    latest = {
      key,
      relevant: relevantTo(ends),
      suppose: () => {
        supposed ??= worldOf(ends, namesOf(ends));
        return supposed;
      },
    };
    return latest;
  };

  /** The number of a unit's only class in the state after, where its pods are all alike. */
  const alikeAfter = (unit: Unit | undefined): number | undefined => {
    const one = unit && onlyOf(engines.after, unit.after);
    return one?.groups.length === 1 ? one.index : undefined;
  };

  /** What a connection would be, were only some of the policies changed; undefined where something else than policies has changed. */
  const openedBy = ({ src, dst }: Ends, others: readonly Change[]) => {
    const [from, to] = [alikeAfter(src), alikeAfter(dst)];
    if (src === undefined || dst === undefined || from === undefined || to === undefined) return undefined;
    if (others.some(({ kind }) => kind !== 'policy')) return undefined;
    const [out, into] = [relevantAt(src, 'egress'), relevantAt(dst, 'ingress')];
    const names = (list: readonly Change[], at: ReadonlySet<Change>): readonly string[] =>
      list.flatMap((one) => (at.has(one) ? [refText(one.object)] : []));
    return (made: readonly Change[]): readonly PortSet[] => {
      const rest = others.filter((one) => !made.includes(one));
      return [
        engines.after.ports.get(
          openWith({ member: from, asBefore: names(rest, out) }, { member: to, asBefore: names(rest, into) }),
        ),
      ];
    };
  };

  return (difference) => {
    const { addresses = noAddresses } = difference;
    const { relevant, suppose } = situationOf(difference);
    const causes = (): readonly Change[] => {
      const gone = relevant.filter((one) => one.kind === 'workload' && one.after === undefined);
      if (gone.length > 0) return gone;
      const fresh = relevant.filter((one) => one.kind === 'workload' && one.before === undefined);
      const homes = new Set(fresh.map(({ object }) => object.namespace));
      // The namespace that a new workload came with is no news beside it.
      const others = relevant.filter(
        (one) => !(fresh.includes(one) || (one.kind === 'namespace' && one.change === 'added' && homes.has(one.object.name))),
      );
      if (others.length === 0 || (fresh.length === 0 && others.length === 1)) return fresh.length > 0 ? fresh : others;

      const apart = relevant.filter((one) => !fresh.includes(one) && !others.includes(one));
      const opened = openedBy(difference, others) ?? ((made) => suppose()([...made, ...apart])(addresses));
      return decisiveOf([...fresh, ...others], fresh, (made) => compared(opened(made), difference));
    };
    return causes().map(({ object, change, what }) => ({ object, change, what }));
  };
}

/** Those of the policies that may select pods of some namespaces: most name the only one that they are for. */
function byNamespace(policies: readonly Policy[]): (namespaces: readonly { readonly name: string }[]) => readonly Policy[] {
  const named = new Map<string, Policy[]>();
  const others: Policy[] = [];
  for (const policy of policies) {
    const { namespaces } = policy.subject;
    if (!('names' in namespaces)) others.push(policy);
    else
      for (const name of namespaces.names) {
        const known = named.get(name);
        if (known === undefined) named.set(name, [policy]);
        else known.push(policy);
      }
  }
  return (namespaces) => [
    ...others,
    ...[...new Set(namespaces.map(({ name }) => name))].flatMap((name) => named.get(name) ?? []),
  ];
}

/** Asked for each unit and direction once. */
function remembered<Found>(find: (unit: Unit, direction: Direction) => Found): (unit: Unit, direction: Direction) => Found {
  const known = { ingress: new Map<Unit, Found>(), egress: new Map<Unit, Found>() };
  return (unit, direction) => {
    const done = known[direction].get(unit);
    if (done !== undefined) return done;
    const found = find(unit, direction);
    known[direction].set(unit, found);
    return found;
  };
}

/** How much of a difference there is in ports that are open, part by part. */
function compared(opened: readonly PortSet[], { was, is }: Difference): Trial {
  const [came, went] = [portsWithout(is, was), portsWithout(was, is)];
  return {
    some: opened.some((ports) => !(isEmpty(commonPorts(came, ports)) && isEmpty(portsWithout(went, ports)))),
    all: opened.every((ports) => isEmpty(portsWithout(came, ports)) && isEmpty(commonPorts(went, ports))),
  };
}

/** Whether a policy says something else once there are other nodes. */
export const looksAtNodes = ({ rules }: Policy): boolean => rules.some(({ peers }) => peers.some(({ kind }) => kind === 'nodes'));

const placeOf = (workload: string): string => workload.slice(0, workload.indexOf('/'));

const leadsTo = (change: Change, namespace: string): boolean =>
  change.kind === 'backends' && [...change.before, ...change.after].some(({ service }) => service.namespace === namespace);
