import { selectorText } from '#lib/policy/describe.ts';
import type { PodSelector } from '#lib/policy/model.ts';
import type { NamespaceModel, PolicyModel } from '#lib/policy/policies.ts';
import { everything, labelOf, matches, type Selector } from '#lib/policy/selector.ts';
import type { PodGroup, PodInstance, Workload } from '#lib/policy/workloads.ts';
import type { ContainerPort, Labels } from '#lib/snapshot/objects.ts';

/** Pods of one workload that no policy of the model can tell apart. */
export interface PodClass {
  readonly index: number;
  /** `ns/name[Kind]`, and behind it in braces what sets the class apart where a workload has several. */
  readonly id: string;
  readonly workload: Workload;
  readonly namespace: NamespaceModel;
  readonly labels: Labels;
  readonly hostNetwork: boolean;
  readonly ports: readonly ContainerPort[];
  readonly instances: readonly PodInstance[];
  /** The groups that it is made of; what sets them apart, no policy looks at. */
  readonly groups: readonly PodGroup[];
}

interface Part {
  readonly group: PodGroup;
  readonly groups: readonly PodGroup[];
  readonly instances: readonly PodInstance[];
  readonly place: string;
}

/** Every distinct question that a selector of the model asks about a pod's labels. */
function podSelectorsOf({ policies, backends }: PolicyModel): readonly Selector[] {
  const found = new Map<string, Selector>();
  const add = (selector: Selector): void => {
    found.set(selectorText(selector), selector);
  };
  const addPods = ({ pods }: PodSelector): void => add(pods);
  for (const { subject, rules } of policies) {
    addPods(subject);
    for (const { peers } of rules) {
      for (const peer of peers) {
        if (peer.kind === 'pods') addPods(peer.selector);
        if (peer.kind === 'related') add(peer.pods);
      }
    }
  }
  for (const { selector } of backends)
    add({
      requirements: Object.entries(selector).map(([key, value]) => ({ key, operator: 'In', values: new Set([value]) })),
    });
  return [...found.values()];
}

/** A function that tells which of the selectors match some labels, by their numbers: those that want a label are found by it. */
function matching(selectors: readonly Selector[]): (labels: Labels) => readonly number[] {
  const byLabel = new Map<string, number[]>();
  const others: number[] = [];
  for (const [number, { requirements }] of selectors.entries()) {
    const wanted = requirements.find(({ operator }) => operator === 'In');
    if (wanted === undefined) others.push(number);
    for (const value of wanted?.values ?? []) {
      const label = `${wanted?.key}=${value}`;
      const alike = byLabel.get(label);
      if (alike === undefined) byLabel.set(label, [number]);
      else alike.push(number);
    }
  }
  return (labels) =>
    [...Object.entries(labels).flatMap(([key, value]) => byLabel.get(`${key}=${value}`) ?? []), ...others]
      .filter((number) => matches(selectors[number] ?? everything, labels))
      .toSorted((a, b) => a - b);
}

/** What of a group's ports anything in the model looks at. */
function portsSeenBy({ policies, backends }: PolicyModel): (group: PodGroup, namespace: string) => string {
  const names = new Set<string>();
  for (const { rules } of policies)
    for (const { ports } of rules) if (!ports.all) for (const { name } of ports.named) names.add(name);
  const served = new Set(backends.map(({ service }) => service.namespace));
  return ({ ports }, namespace) =>
    JSON.stringify(served.has(namespace) ? ports : ports.filter(({ name }) => name !== undefined && names.has(name)));
}

/** The instances of a group by where they are; pods that have no address yet stand with the first that have one. */
function placesOf(group: PodGroup, placeOf: (instance: PodInstance, hostNetwork: boolean) => string): readonly Part[] {
  const places = Map.groupBy(group.instances, (instance) => placeOf(instance, group.hostNetwork));
  const nowhere = places.get('') ?? [];
  if (places.size > 1) places.delete('');
  return [...places.entries()].map(([place, instances], index) => ({
    group,
    groups: [group],
    place,
    instances: index === 0 && place !== '' ? [...instances, ...nowhere] : instances,
  }));
}

function differences(parts: readonly Part[], keys: ReadonlySet<string>): readonly string[] {
  const differing = [...keys].toSorted().filter((key) => new Set(parts.map(({ group }) => labelOf(group.labels, key))).size > 1);
  const seen = new Map<string, number>();
  return parts.map(({ group, instances }) => {
    const words = differing.map((key) => {
      const value = labelOf(group.labels, key);
      return value === undefined ? `!${key}` : `${key}=${value}`;
    });
    if (new Set(parts.map((part) => part.group.hostNetwork)).size > 1 && group.hostNetwork) words.push('hostNetwork');
    if (new Set(parts.map(({ place }) => place)).size > 1) words.push(...(instances[0]?.addresses ?? []));
    const text = words.join(',');
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    return times === 1 && text !== '' ? `{${text}}` : `{${text}#${times}}`;
  });
}

/**
 * The classes of all running pods, in the order of their workloads, so that those of one namespace stand side by side.
 *
 * @param placeOf tells instances apart by their addresses as far as any policy does; the empty text where no address is known
 */
export function podClasses(
  model: PolicyModel,
  placeOf: (instance: PodInstance, hostNetwork: boolean) => string,
): readonly PodClass[] {
  const namespaces = new Map(model.namespaces.map((namespace) => [namespace.name, namespace]));
  const portsSeen = portsSeenBy(model);
  let keys: ReadonlySet<string> | undefined;
  let matched: ((labels: Labels) => readonly number[]) | undefined;

  const merged = (parts: readonly Part[], namespace: string): readonly Part[] => {
    if (keys === undefined || matched === undefined) {
      const selectors = podSelectorsOf(model);
      keys = new Set(selectors.flatMap(({ requirements }) => requirements.map(({ key }) => key)));
      matched = matching(selectors);
    }
    const matchedBy = matched;
    const alike = Map.groupBy(parts, ({ group, place }) =>
      JSON.stringify([matchedBy(group.labels), group.hostNetwork, portsSeen(group, namespace), place]),
    );
    return [...alike.values()].flatMap(([first, ...rest]) =>
      first === undefined
        ? []
        : [
            {
              ...first,
              groups: [...new Set([first, ...rest].map(({ group }) => group))],
              instances: [first, ...rest].flatMap(({ instances }) => instances),
            },
          ],
    );
  };

  const classes: PodClass[] = [];
  for (const workload of model.workloads) {
    const namespace = namespaces.get(workload.ref.namespace);
    if (namespace === undefined) continue;
    const placed = workload.groups.flatMap((group) => placesOf(group, placeOf));
    const parts = placed.length > 1 ? merged(placed, namespace.name) : placed;
    const suffixes = parts.length > 1 ? differences(parts, keys ?? new Set()) : [''];
    for (const [index, { group, groups, instances }] of parts.entries()) {
      classes.push({
        index: classes.length,
        id: workload.id + (suffixes[index] ?? ''),
        workload,
        namespace,
        labels: group.labels,
        hostNetwork: group.hostNetwork,
        ports: group.ports,
        instances,
        groups,
      });
    }
  }
  return classes;
}
