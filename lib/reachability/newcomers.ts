import { selectorText } from '#lib/policy/describe.ts';
import type { Policy } from '#lib/policy/model.ts';
import type { NamespaceModel } from '#lib/policy/policies.ts';
import { matches } from '#lib/policy/selector.ts';
import type { Engine } from './engine.ts';
import { labelsFor } from './exposure.ts';
import type { PodClass } from './pod-classes.ts';
import type { Subject } from './rules.ts';

/** A pod that nobody has made yet: what a policy for whole namespaces stands for beside the pods that exist. */
export type Newcomer = Subject & Pick<PodClass, 'ports'>;

/** Beyond what rules speak of by number. */
const freePort = 61_000;

/** A newcomer without labels, but with every port name that the policy's rules call for. */
export const newcomerIn = (namespace: NamespaceModel, { rules }: Policy): Newcomer => ({
  index: -1,
  namespace,
  ports: rules
    .flatMap(({ ports }) => (ports.all ? [] : ports.named))
    .map(({ name, protocol }, index) => ({ name, protocol: protocol ?? 'TCP', containerPort: freePort + index })),
});

const selectsNewcomer = ({ subject }: Policy, { name, labels }: NamespaceModel): boolean =>
  ('names' in subject.namespaces ? subject.namespaces.names.includes(name) : matches(subject.namespaces.labels, labels)) &&
  matches(subject.pods, {});

const nameLabel = 'kubernetes.io/metadata.name';
/** No namespace can have a slash in its name. */
const anyName = 'any/new';

export interface Newcomers {
  /** The namespaces in which a policy selects newcomers: first, for one that selects namespaces by labels, one that does not exist yet. */
  readonly placesOf: (policy: Policy) => readonly NamespaceModel[];
  /** The policies that select a newcomer in a namespace, in the order in which they are asked. */
  readonly policiesIn: (namespace: NamespaceModel) => readonly Policy[];
}

export function newcomers({ model, subjects }: Pick<Engine, 'model' | 'subjects'>): Newcomers {
  const positions = new Map(Array.from(subjects.keys(), (policy, index) => [policy, index]));
  const byNamespace = Map.groupBy(subjects.keys(), ({ ref }) => ref.namespace);
  const byName = new Map(model.namespaces.map((namespace) => [namespace.name, namespace]));

  const made = new Map<string, NamespaceModel>();
  /** With the labels that the policy asks for; undefined where none can be, or where it names one that exists. */
  function namespaceToCome({ subject }: Policy): NamespaceModel | undefined {
    if ('names' in subject.namespaces) return undefined;
    const labels = labelsFor(subject.namespaces.labels);
    const name = labels?.[nameLabel] ?? anyName;
    if (labels === undefined || byName.has(name)) return undefined;
    const text = selectorText(subject.namespaces.labels);
    const known = made.get(text) ?? {
      ref: { kind: 'Namespace', namespace: null, name },
      name,
      labels: { ...labels, [nameLabel]: name },
    };
    made.set(text, known);
    return known;
  }

  const selecting = new Map<NamespaceModel, readonly Policy[]>();
  return {
    placesOf: (policy) => {
      const own = policy.ref.namespace;
      const existing = own === null ? model.namespaces : [byName.get(own)];
      return [namespaceToCome(policy), ...existing].flatMap((namespace) =>
        namespace !== undefined && selectsNewcomer(policy, namespace) ? [namespace] : [],
      );
    },
    policiesIn: (namespace) => {
      const known = selecting.get(namespace);
      if (known !== undefined) return known;
      const found = [...(byNamespace.get(namespace.name) ?? []), ...(byNamespace.get(null) ?? [])]
        .filter((policy) => selectsNewcomer(policy, namespace))
        .toSorted((a, b) => (positions.get(a) ?? 0) - (positions.get(b) ?? 0));
      selecting.set(namespace, found);
      return found;
    },
  };
}
