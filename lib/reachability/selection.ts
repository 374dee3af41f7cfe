import { podsText, selectorText } from '#lib/policy/describe.ts';
import type { PodSelector } from '#lib/policy/model.ts';
import type { NamespaceModel } from '#lib/policy/policies.ts';
import { matches, type Selector } from '#lib/policy/selector.ts';
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

/**
 * Resolves selectors to classes through indexes by namespace and label, each distinct selector once. Pods in the host's network are
 * never selected. The stranger is the last number of the universe: a pod without labels in a namespace that nothing names.
 */
export function selection(classes: readonly PodClass[], namespaces: readonly NamespaceModel[], sets: PodSets): Selection {
  const stranger = classes.length;
  const noLabels: Labels = {};
  // Every namespace carries its name; this one no selector can name, because it is no label value.
  const unnamed: Labels = { 'kubernetes.io/metadata.name': '(any other)' };
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
  enter(whole, stranger, noLabels);
  const ofNamespaces = emptyIndex();
  for (const [index, { labels }] of namespaces.entries()) enter(ofNamespaces, index, labels);

  const knownInside = new Map<string, PodSet>();
  /** All that lie in namespaces with these labels. */
  const inside = (labels: Selector): PodSet => {
    const text = selectorText(labels);
    const done = knownInside.get(text);
    if (done !== undefined) return done;
    const members = candidates(ofNamespaces, labels).flatMap((index) => {
      const one = namespaces[index];
      return one !== undefined && matches(labels, one.labels) ? (perNamespace.get(one.name)?.members ?? []) : [];
    });
    const set = sets.of(matches(labels, unnamed) ? [...members, stranger] : members);
    knownInside.set(text, set);
    return set;
  };

  /** Those that may match: all that do are among them. */
  const meant = ({ namespaces: where, pods }: PodSelector): readonly number[] => {
    if ('names' in where) return where.names.flatMap((name) => candidates(perNamespace.get(name) ?? nobody, pods));
    const anywhere = candidates(whole, pods);
    if (where.labels.requirements.length === 0) return anywhere;
    const there = inside(where.labels);
    if (anywhere.length < there.size) return anywhere.filter((member) => sets.has(there, member));
    const members: number[] = [];
    sets.each(there, (member) => members.push(member));
    return members;
  };
  const known = new Map<string, PodSet>();

  return (selector) => {
    // Labels hold no spaces and no brackets, so the words that people read are also a key.
    const text = podsText(selector);
    const done = known.get(text);
    if (done !== undefined) return done;
    const { namespaces: where, pods } = selector;
    const set =
      'labels' in where && pods.requirements.length === 0
        ? inside(where.labels)
        : sets.of(meant(selector).filter((member) => matches(pods, classes[member]?.labels ?? noLabels)));
    known.set(text, set);
    return set;
  };
}
