import { podsText } from '#lib/policy/describe.ts';
import type { PodSelector } from '#lib/policy/model.ts';
import type { NamespaceModel } from '#lib/policy/policies.ts';
import { everything, matches, type Selector } from '#lib/policy/selector.ts';
import type { Labels } from '#lib/snapshot/objects.ts';
import type { PodClass } from './pod-classes.ts';
import type { PodSet, PodSets } from './pod-sets.ts';

export type Selection = (selector: PodSelector) => PodSet;

interface Index {
  readonly members: number[];
  /** By key and value. */
  readonly labelled: Map<string, Map<string, number[]>>;
}

const emptyIndex = (): Index => ({ members: [], labelled: new Map() });

function enter({ members, labelled }: Index, { index, labels }: PodClass): void {
  members.push(index);
  for (const key in labels) {
    const value = labels[key] ?? '';
    let values = labelled.get(key);
    if (values === undefined) {
      values = new Map();
      labelled.set(key, values);
    }
    const entries = values.get(value);
    if (entries === undefined) values.set(value, [index]);
    else entries.push(index);
  }
}

/** The members that may match: those of the requirement that leaves the fewest. */
function candidates({ members, labelled }: Index, { requirements }: Selector): readonly number[] {
  let best: readonly number[] = members;
  for (const { key, operator, values } of requirements) {
    if (operator !== 'In') continue;
    const entries = labelled.get(key);
    const found = [...values].flatMap((value) => entries?.get(value) ?? []);
    if (found.length < best.length) best = found;
  }
  return best;
}

/**
 * Resolves selectors to classes through an index by namespace and label, each distinct selector once. Pods in the host's network are
 * never selected. The stranger is the last number of the universe: a pod without labels in a namespace without labels.
 */
export function selection(classes: readonly PodClass[], namespaces: readonly NamespaceModel[], sets: PodSets): Selection {
  const stranger = classes.length;
  const noLabels: Labels = {};
  const whole = emptyIndex();
  const perNamespace = new Map<string, Index>();
  for (const one of classes) {
    if (one.hostNetwork) continue;
    let index = perNamespace.get(one.namespace.name);
    if (index === undefined) {
      index = emptyIndex();
      perNamespace.set(one.namespace.name, index);
    }
    enter(index, one);
    enter(whole, one);
  }
  const knownNamespaces = new Map<string, readonly string[]>();
  const namespacesWith = (labels: Selector): readonly string[] => {
    const text = podsText({ namespaces: { labels }, pods: everything });
    const known = knownNamespaces.get(text);
    if (known !== undefined) return known;
    const found = namespaces.filter((one) => matches(labels, one.labels)).map(({ name }) => name);
    knownNamespaces.set(text, found);
    return found;
  };
  const known = new Map<string, PodSet>();

  return (selector) => {
    // Labels hold no spaces and no brackets, so the words that people read are also a key.
    const text = podsText(selector);
    const done = known.get(text);
    if (done !== undefined) return done;
    const byName = 'names' in selector.namespaces;
    const names = byName ? selector.namespaces.names : namespacesWith(selector.namespaces.labels);
    const inEvery = !byName && names.length === namespaces.length;
    const indexes = inEvery ? [whole] : names.flatMap((name) => perNamespace.get(name) ?? []);
    const found: number[] = [];
    for (const index of indexes) {
      for (const member of candidates(index, selector.pods)) {
        if (matches(selector.pods, classes[member]?.labels ?? noLabels)) found.push(member);
      }
    }
    const meetsStranger =
      'labels' in selector.namespaces && matches(selector.namespaces.labels, noLabels) && matches(selector.pods, noLabels);
    const set = sets.of(meetsStranger ? [...found, stranger] : found);
    known.set(text, set);
    return set;
  };
}
