import type { Backend, Wish } from '#lib/policy/backends.ts';
import type { PolicyModel } from '#lib/policy/policies.ts';
import { type ObjectRef, refText } from '#lib/snapshot/objects.ts';
import { type ChangedObject, isSame } from './change.ts';

/** A change of where Ingresses and routes send traffic, with all backends that come from the object. */
export interface ChangedEntry extends ChangedObject {
  readonly before: readonly Backend[];
  readonly after: readonly Backend[];
}

type Way = Pick<Backend, 'entry' | 'service'>;

/** From which object to which Service. */
export const wayOf = ({ entry, service }: Way): string => `${refText(entry)} to ${refText(service)}`;

interface Entry {
  readonly ref: ObjectRef;
  /** What it asks for: Services and their ports. */
  readonly asks: ReadonlySet<string>;
  readonly by: ReadonlySet<string>;
}

const entriesOf = ({ wishes }: PolicyModel): ReadonlyMap<string, Entry> =>
  new Map(
    [...Map.groupBy(wishes, ({ entry }) => refText(entry))].flatMap(([name, [first, ...rest]]): [string, Entry][] =>
      first === undefined
        ? []
        : [
            [
              name,
              {
                ref: first.entry,
                asks: new Set([first, ...rest].map((wish) => `${wayOf(wish)} ${wish.port}`)),
                by: new Set([first, ...rest].map(({ by }) => by)),
              },
            ],
          ],
    ),
  );

function entryChange(was: Entry | undefined, is: Entry | undefined): ChangedObject | undefined {
  if (was === undefined) return is && { object: is.ref, change: 'added', what: 'entry added' };
  if (is === undefined) return { object: was.ref, change: 'removed', what: 'entry removed' };
  if (!isSame(was.asks, is.asks)) return { object: is.ref, change: 'changed', what: 'its backends changed' };
  return isSame(was.by, is.by) ? undefined : { object: is.ref, change: 'changed', what: 'its parents or hosts changed' };
}

function serviceChange(was: Wish, is: Wish, before: readonly Backend[], after: readonly Backend[]): ChangedObject {
  const object = is.service;
  if (was.exists !== is.exists)
    return is.exists ? { object, change: 'added', what: 'Service new' } : { object, change: 'removed', what: 'Service gone' };
  const selectors = (backends: readonly Backend[]) => backends.map(({ selector }) => selector);
  const what = isSame(selectors(before), selectors(after)) ? 'its ports changed' : 'its selector or ports changed';
  return { object, change: 'changed', what };
}

/** What an entry asks for on both sides. */
interface Steady {
  readonly then: Wish;
  readonly now: Wish;
}

/** What has come between an entry and the Service that it asks for, or has left. */
const gateOf = ({ then: { shutBy: was }, now: { shutBy: is } }: Steady): ObjectRef | undefined =>
  (was === null) === (is === null) ? undefined : (was ?? is ?? undefined);

function gateChange(object: ObjectRef, group: readonly Steady[]): ChangedObject {
  const [who, lets] = object.kind === 'Namespace' ? ['its ReferenceGrants', 'let'] : ['it', 'lets'];
  const entries = [...new Set(group.map(({ now }) => refText(now.entry)))];
  const whom = entries.length === 1 ? entries[0] : `${entries.length.toLocaleString('en')} routes`;
  const opened = group.filter(({ now }) => now.shutBy === null).length;
  const says = opened === group.length ? `${lets} ${whom} in` : `no longer ${lets} ${whom} in`;
  const what = opened === 0 || opened === group.length ? `${who} ${says}` : `${who} ${lets} other routes in than before`;
  return { object, change: 'changed', what };
}

/**
 * The Ingresses and routes that ask for something else, and where they ask for the same, what lets them in or the Services that lead
 * elsewhere.
 */
export function changedEntries(before: PolicyModel, after: PolicyModel): readonly ChangedEntry[] {
  const [was, is] = [entriesOf(before), entriesOf(after)];
  const [old, fresh] = [before, after].map(({ backends }) => ({
    byEntry: Map.groupBy(backends, ({ entry }) => refText(entry)),
    byWay: Map.groupBy(backends, wayOf),
  }));
  const entries = [...new Set([...was.keys(), ...is.keys()])].flatMap((name): readonly ChangedEntry[] => {
    const found = entryChange(was.get(name), is.get(name));
    return found === undefined ? [] : [{ ...found, before: old?.byEntry.get(name) ?? [], after: fresh?.byEntry.get(name) ?? [] }];
  });
  const told = new Set(entries.map(({ object }) => refText(object)));

  const wishes = new Map(before.wishes.map((wish) => [wayOf(wish), wish]));
  const steady = new Map(after.wishes.filter(({ entry }) => !told.has(refText(entry))).map((wish) => [wayOf(wish), wish]));
  const pairs = [...steady.values()].flatMap((now): readonly Steady[] => {
    const then = wishes.get(wayOf(now));
    return then === undefined ? [] : [{ then, now }];
  });
  const alike = Map.groupBy(pairs, (pair) => {
    const gate = gateOf(pair);
    return gate === undefined ? refText(pair.now.service) : `by ${refText(gate)}`;
  });
  const changed = [...alike.values()].flatMap((group): readonly ChangedEntry[] => {
    const ways = [...new Set(group.map(({ now }) => wayOf(now)))];
    const [led, leads] = [old, fresh].map((side) => ways.flatMap((way) => side?.byWay.get(way) ?? []));
    const [first] = group;
    if (first === undefined || led === undefined || leads === undefined || isSame(led, leads)) return [];
    const gate = gateOf(first);
    const change = gate === undefined ? serviceChange(first.then, first.now, led, leads) : gateChange(gate, group);
    return [{ ...change, before: led, after: leads }];
  });
  return [...entries, ...changed];
}
