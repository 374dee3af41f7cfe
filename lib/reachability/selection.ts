import { podsText } from '#lib/policy/describe.ts';
import type { PodSelector } from '#lib/policy/model.ts';
import type { NamespaceModel } from '#lib/policy/policies.ts';
import { everything, matches, type Selector } from '#lib/policy/selector.ts';
import type { Labels } from '#lib/snapshot/objects.ts';
import type { PodClass } from './pod-classes.ts';
import type { PodSet, PodSets } from './pod-sets.ts';

export type Selection = (selector: PodSelector) => PodSet;

/** What carries labels, by them. */
interface Index {
  readonly members: number[];
  /** By key and value. */
  readonly labelled: Map<string, Map<string, number[]>>;
}

const emptyIndex = (): Index => ({ members: [], labelled: new Map() });

function enter({ members, labelled }: Index, member: number, labels: Labels): void {
  members.push(member);
  for (const key in labels) {
    const value = labels[key] ?? '';
    let values = labelled.get(key);
    if (values === undefined) {
      values = new Map();
      labelled.set(key, values);
    }
    const entries = values.get(value);
    if (entries === undefined) values.set(value, [member]);
    else entries.push(member);
  }
}

/** The members that may match: those of the requirement that leaves the fewest. */
function candidates({ members, labelled }: Index, { requirements }: Selector): readonly number[] {
  let best: readonly number[] = members;
  for (const { key, operator, values } of requirements) {
    if (operator !== 'In') continue;
    const entries = labelled.get(key);
    const [only = ''] = values;
    const found = values.size === 1 ? (entries?.get(only) ?? []) : [...values].flatMap((value) => entries?.get(value) ?? []);
    if (found.length < best.length) best = found;
  }
  return best;
}

/** Looking one namespace up takes about as long as looking at so many members. */
const membersALookup = 4;

/**
 * Resolves selectors to classes through an index by namespace and label, each distinct selector once. Pods in the host's network are
 * never selected. The stranger is the last number of the universe: a pod without labels in a namespace without labels.
 */
export function selection(classes: readonly PodClass[], namespaces: readonly NamespaceModel[], sets: PodSets): Selection {
  const stranger = classes.length;
  const noLabels: Labels = {};
  const nobody = emptyIndex();
  const whole = emptyIndex();
  const perNamespace = new Map<string, Index>();
  for (const one of classes) {
    if (one.hostNetwork) continue;
    let index = perNamespace.get(one.namespace.name);
    if (index === undefined) {
      index = emptyIndex();
      perNamespace.set(one.namespace.name, index);
    }
    enter(index, one.index, one.labels);
    enter(whole, one.index, one.labels);
  }
  const namespaceIndex = emptyIndex();
  for (const [index, { labels }] of namespaces.entries()) enter(namespaceIndex, index, labels);
  const knownNamespaces = new Map<string, readonly string[]>();
  const namespacesWith = (labels: Selector): readonly string[] => {
    const text = podsText({ namespaces: { labels }, pods: everything });
    const known = knownNamespaces.get(text);
    if (known !== undefined) return known;
    const found = candidates(namespaceIndex, labels).flatMap((index) => {
      const one = namespaces[index];
      return one !== undefined && matches(labels, one.labels) ? [one.name] : [];
    });
    knownNamespaces.set(text, found);
    return found;
  };

  /** Those that may match, and lie in one of the namespaces. */
  const within = (names: readonly string[], pods: Selector): readonly number[] => {
    const anywhere = candidates(whole, pods);
    if (anywhere.length > names.length * membersALookup)
      return names.flatMap((name) => candidates(perNamespace.get(name) ?? nobody, pods));
    const wanted = new Set(names);
    return anywhere.filter((member) => wanted.has(classes[member]?.namespace.name ?? ''));
  };
  const known = new Map<string, PodSet>();

  return (selector) => {
    // Labels hold no spaces and no brackets, so the words that people read are also a key.
    const text = podsText(selector);
    const done = known.get(text);
    if (done !== undefined) return done;
    const names = 'names' in selector.namespaces ? selector.namespaces.names : namespacesWith(selector.namespaces.labels);
    const inEvery = 'labels' in selector.namespaces && names.length === namespaces.length;
    const meant = inEvery ? candidates(whole, selector.pods) : within(names, selector.pods);
    const found = meant.filter((member) => matches(selector.pods, classes[member]?.labels ?? noLabels));
    const meetsStranger =
      'labels' in selector.namespaces && matches(selector.namespaces.labels, noLabels) && matches(selector.pods, noLabels);
    const set = sets.of(meetsStranger ? [...found, stranger] : found);
    known.set(text, set);
    return set;
  };
}
