import type { Policy } from '#lib/policy/model.ts';
import type { NamespaceModel, PolicyModel } from '#lib/policy/policies.ts';
import type { PodGroup, Workload } from '#lib/policy/workloads.ts';
import { type ObjectRef, refText } from '#lib/snapshot/objects.ts';

/** An object that is not in both models as it is in the other, and in what it differs. */
export interface ChangedObject {
  readonly object: ObjectRef;
  readonly change: 'added' | 'removed' | 'changed';
  /** In words: `rule spec.ingress[0] changed`, `label app changed from a to b`. */
  readonly what: string;
}

/** A change together with the two states of the object. */
export type Change = ChangedObject &
  (
    | { readonly kind: 'policy'; readonly before: Policy | undefined; readonly after: Policy | undefined }
    | { readonly kind: 'workload'; readonly before: Workload | undefined; readonly after: Workload | undefined }
    | { readonly kind: 'namespace'; readonly before: NamespaceModel | undefined; readonly after: NamespaceModel | undefined }
    | { readonly kind: 'backends' | 'nodes' }
  );

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** Whether two values of the model say the same: plain data, with sets, whatever the order of fields and members. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (a instanceof Set || b instanceof Set)
    return a instanceof Set && b instanceof Set && a.size === b.size && [...a].every((member) => b.has(member));
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}

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

function policyChanges(before: Policy, after: Policy): readonly string[] {
  const rules = [...new Set([...before.rules, ...after.rules].map(({ path }) => path))].flatMap((path) => {
    const was = before.rules.find((rule) => rule.path === path);
    const is = after.rules.find((rule) => rule.path === path);
    if (was === undefined) return [`rule ${path} added`];
    if (is === undefined) return [`rule ${path} removed`];
    return isSame(was, is) ? [] : [`rule ${path} changed`];
  });
  return [
    ...(isSame(before.subject, after.subject) ? [] : ['it selects other pods']),
    ...(isSame(before.isolates, after.isolates) ? [] : ['its policyTypes changed']),
    ...(before.order === after.order && before.layer === after.layer ? [] : ['its tier or priority changed']),
    ...rules,
  ];
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
    ...(differs(({ hostNetwork }) => hostNetwork) ? ['hostNetwork changed'] : []),
    ...(differs(({ instances }) => instances.map(({ addresses }) => addresses)) ? ['addresses of its pods changed'] : []),
    ...(differs(({ hostNetwork, instances }) => hostNetwork && instances.map(({ node }) => node))
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

/** What differs between two models, object by object, as far as it can matter to who reaches whom. */
export function changedObjects(before: PolicyModel, after: PolicyModel): readonly Change[] {
  const entries = ({ backends }: PolicyModel) =>
    [...Map.groupBy(backends, ({ entry }) => refText(entry)).values()].flatMap(([first, ...rest]) =>
      first === undefined ? [] : [{ ref: first.entry, backends: [first, ...rest] }],
    );
  const nodes = isSame(before.nodes, after.nodes) ? [] : [{ kind: 'Node', namespace: null, name: '(any)' }];
  return [
    ...compared(before.policies, after.policies, { added: 'policy added', removed: 'policy removed' }, policyChanges).map(
      (change) => ({ ...change, kind: 'policy' as const }),
    ),
    ...compared(before.workloads, after.workloads, { added: 'workload new', removed: 'workload gone' }, workloadChanges).map(
      (change) => ({ ...change, kind: 'workload' as const }),
    ),
    ...compared(before.namespaces, after.namespaces, { added: 'namespace new', removed: 'namespace gone' }, (was, is) =>
      labelChanges(was.labels, is.labels),
    ).map((change) => ({ ...change, kind: 'namespace' as const })),
    ...compared(entries(before), entries(after), { added: 'entry added', removed: 'entry removed' }, () => [
      'its backends changed',
    ]).map(({ object, change, what }) => ({ object, change, what, kind: 'backends' as const })),
    ...nodes.map((object) => ({
      object,
      change: 'changed' as const,
      what: 'nodes or their addresses changed',
      kind: 'nodes' as const,
    })),
  ];
}
