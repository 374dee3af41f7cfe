import type { Backend } from '#lib/policy/backends.ts';
import { directions, type Policy, type Rule } from '#lib/policy/model.ts';
import type { NamespaceModel, PolicyModel } from '#lib/policy/policies.ts';
import type { PodGroup, Workload } from '#lib/policy/workloads.ts';
import { type ObjectRef, refText } from '#lib/snapshot/objects.ts';
import { type ChangedObject, isSame } from './change.ts';
import { changedEntries } from './changed-entries.ts';

/** A change together with the two states of the object. */
export type Change = ChangedObject &
  (
    | { readonly kind: 'policy'; readonly before: Policy | undefined; readonly after: Policy | undefined }
    | { readonly kind: 'workload'; readonly before: Workload | undefined; readonly after: Workload | undefined }
    | { readonly kind: 'namespace'; readonly before: NamespaceModel | undefined; readonly after: NamespaceModel | undefined }
    | { readonly kind: 'backends'; readonly before: readonly Backend[]; readonly after: readonly Backend[] }
    | { readonly kind: 'nodes' }
  );

type Labels = Readonly<Record<string, string>>;

function labelChanges(before: Labels, after: Labels): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return keys.flatMap((key) => {
    const [was, is] = [before[key], after[key]];
    if (was === is) return [];
    if (was === undefined) return [`label ${key}=${is} added`];
    return [is === undefined ? `label ${key}=${was} removed` : `label ${key} changed from ${was} to ${is}`];
  });
}

/** What a rule says, wherever it stands and whatever it is called. */
const meaningOf = ({ direction, action, peers, ports }: Rule): string =>
  JSON.stringify([direction, action, peers, ports], (_, value: unknown) =>
    value instanceof Set ? [...value].toSorted() : typeof value === 'bigint' ? String(value) : value,
  );

/** Rules of the same meaning are the same rule, also where others came or went before it. */
function ruleChanges(before: Policy, after: Policy): readonly string[] {
  const left = Map.groupBy(before.rules.entries(), ([, rule]) => meaningOf(rule));
  const places: number[] = [];
  const fresh = after.rules.filter((rule) => {
    const [place] = left.get(meaningOf(rule))?.shift() ?? [];
    if (place !== undefined) places.push(place);
    return place === undefined;
  });
  const gone = new Set([...left.values()].flat().map(([, { path }]) => path));
  const isMoved = places.some((place, index) => place < (places[index - 1] ?? 0));
  return [
    ...fresh.map(({ path }) => `rule ${path} ${gone.delete(path) ? 'changed' : 'added'}`),
    ...[...gone].map((path) => `rule ${path} removed`),
    ...(isMoved && before.layer !== 'networkPolicy' ? ['the order of its rules changed'] : []),
  ];
}

function policyChanges(before: Policy, after: Policy): readonly string[] {
  return [
    ...(isSame(before.subject, after.subject) ? [] : ['it selects other pods']),
    ...directions.flatMap((direction) => {
      if (before.isolates[direction] === after.isolates[direction]) return [];
      return [after.isolates[direction] ? `it isolates for ${direction} now` : `it no longer isolates for ${direction}`];
    }),
    ...(before.layer === after.layer ? [] : ['its tier changed']),
    ...(before.order === after.order ? [] : [`its priority changed from ${before.order} to ${after.order}`]),
    ...ruleChanges(before, after),
  ];
}

const isOnHosts = ({ groups }: Workload): boolean => groups.some(({ hostNetwork }) => hostNetwork);

function onHostsChange(before: Workload, after: Workload): string {
  if (isOnHosts(before) === isOnHosts(after)) return "other pods of it use the node's network";
  return isOnHosts(after) ? "its pods use the node's network now" : "its pods no longer use the node's network";
}

function workloadChanges(before: Workload, after: Workload): readonly string[] {
  const labels = labelChanges(before.labels, after.labels);
  // Each group of the one must have its like among those of the other.
  const differs = (pick: (group: PodGroup) => unknown): boolean => {
    const lacks = (one: Workload, other: Workload): boolean =>
      one.groups.some((group) => !other.groups.some((like) => isSame(pick(group), pick(like))));
    return lacks(before, after) || lacks(after, before);
  };
  return [
    ...labels,
    ...(labels.length === 0 && differs((group) => group.labels) ? ['labels of some of its pods changed'] : []),
    ...(differs(({ ports }) => ports) ? ['container ports changed'] : []),
    ...(differs(({ hostNetwork }) => hostNetwork) ? [onHostsChange(before, after)] : []),
    ...(differs(({ instances }) => instances.map(({ addresses }) => addresses)) ? ['addresses of its pods changed'] : []),
    ...(isOnHosts(before) && isOnHosts(after) && differs(({ instances }) => instances.map(({ node }) => node))
      ? ['nodes of its pods changed']
      : []),
    ...(before.groups.length === 0 && after.groups.length > 0 ? ['it runs now'] : []),
    ...(before.groups.length > 0 && after.groups.length === 0 ? ['it runs no longer'] : []),
  ];
}

/** Objects of one kind by name, in pairs. */
function paired<One extends { readonly ref: ObjectRef }>(before: readonly One[], after: readonly One[]) {
  const was = new Map(before.map((one) => [refText(one.ref), one]));
  const is = new Map(after.map((one) => [refText(one.ref), one]));
  return [...new Set([...was.keys(), ...is.keys()])].map((name) => ({ before: was.get(name), after: is.get(name) }));
}

interface Compared<One> extends ChangedObject {
  readonly before: One | undefined;
  readonly after: One | undefined;
}

function compared<One extends { readonly ref: ObjectRef }>(
  before: readonly One[],
  after: readonly One[],
  words: { readonly added: string; readonly removed: string },
  differences: (before: One, after: One) => readonly string[],
): readonly Compared<One>[] {
  return paired(before, after).flatMap((pair): readonly Compared<One>[] => {
    const object = pair.after?.ref ?? pair.before?.ref;
    if (object === undefined) return [];
    if (pair.before === undefined) return [{ ...pair, object, change: 'added', what: words.added }];
    if (pair.after === undefined) return [{ ...pair, object, change: 'removed', what: words.removed }];
    if (isSame(pair.before, pair.after)) return [];
    const found = differences(pair.before, pair.after);
    return found.length === 0 ? [] : [{ ...pair, object, change: 'changed', what: found.join('; ') }];
  });
}

/** An object that is there on both sides, and could be understood on one of them alone, is neither new nor gone. */
function asUnderstood({ object, change }: ChangedObject, before: PolicyModel, after: PolicyModel): Partial<ChangedObject> {
  const name = refText(object);
  const isIn = ({ invalid, warnings }: PolicyModel): boolean =>
    invalid.some(({ ref }) => refText(ref) === name) || warnings.some((one) => one.object === name);
  if (change === 'removed' && isIn(after))
    return { change: 'changed', what: 'it can no longer be understood, and does not count' };
  return change === 'added' && isIn(before) ? { change: 'changed', what: 'it could not be understood before' } : {};
}

/** What differs between two models, object by object, as far as it can matter to who reaches whom. */
export function changedObjects(before: PolicyModel, after: PolicyModel): readonly Change[] {
  const nodes = isSame(before.nodes, after.nodes) ? [] : [{ kind: 'Node', namespace: null, name: '(any)' }];
  return [
    ...compared(before.policies, after.policies, { added: 'policy added', removed: 'policy removed' }, policyChanges).map(
      (change) => ({ ...change, ...asUnderstood(change, before, after), kind: 'policy' as const }),
    ),
    ...compared(before.workloads, after.workloads, { added: 'workload new', removed: 'workload gone' }, workloadChanges).map(
      (change) => ({ ...change, ...asUnderstood(change, before, after), kind: 'workload' as const }),
    ),
    ...compared(before.namespaces, after.namespaces, { added: 'namespace new', removed: 'namespace gone' }, (was, is) =>
      labelChanges(was.labels, is.labels),
    ).map((change) => ({ ...change, kind: 'namespace' as const })),
    ...changedEntries(before, after).map((change) => ({ ...change, kind: 'backends' as const })),
    ...nodes.map((object) => ({
      object,
      change: 'changed' as const,
      what: 'nodes or their addresses changed',
      kind: 'nodes' as const,
    })),
  ];
}
