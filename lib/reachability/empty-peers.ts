import { peerText, selectorText } from '#lib/policy/describe.ts';
import { directions, type Peer, type PodSelector, type Policy } from '#lib/policy/model.ts';
import { type NamespaceModel, selects } from '#lib/policy/policies.ts';
import { matches, type Selector } from '#lib/policy/selector.ts';
import type { Workload } from '#lib/policy/workloads.ts';
import type { Engine } from './engine.ts';
import type { PodSet } from './pod-sets.ts';
import type { ResolvedRule } from './rules.ts';

/** One entry of a rule's `from` or `to`, and whom it means: over all subjects, where it means something else on each. */
export interface RulePeer {
  readonly peer: Peer;
  /** `spec.ingress[0].from[1]`. */
  readonly path: string;
  /** Pods that it selects as pods; the stranger may be among them. */
  readonly pods: PodSet;
  readonly isEmpty: boolean;
}

/** Answers for a rule whom its peers mean. */
export function peersOfRules({ classes, pods, atoms, subjects }: Engine): (resolved: ResolvedRule) => readonly RulePeer[] {
  const stranger = classes.length;
  const isNobody = (set: PodSet): boolean => set.size === 0 || (set.size === 1 && pods.has(set, stranger));
  const nowhere: NamespaceModel = { ref: { kind: 'Namespace', namespace: null, name: '' }, name: '', labels: {} };

  /** The namespaces from which a rule is looked at: only for peers that are related to the subject's own do they make a difference. */
  const viewpoints = ({ policy, rule }: ResolvedRule): readonly NamespaceModel[] => {
    if (rule.peers.every(({ kind }) => kind !== 'related')) return [nowhere];
    const found = new Set<NamespaceModel>();
    pods.each(subjects.get(policy) ?? pods.none, (member) => {
      const namespace = classes[member]?.namespace;
      if (namespace !== undefined) found.add(namespace);
    });
    return [...found];
  };

  return (resolved) => {
    const { path, direction, peers } = resolved.rule;
    const seen = viewpoints(resolved).map((namespace) => resolved.peers({ index: -1, namespace }));
    return peers.map((peer, index) => {
      const met = seen.flatMap((each) => each[index] ?? []);
      return {
        peer,
        path: `${path}.${direction === 'ingress' ? 'from' : 'to'}[${index}]`,
        pods: met.reduce((sum, one) => pods.union(sum, one.pods), pods.none),
        isEmpty: met.every((one) => isNobody(one.pods) && isNobody(one.addressed) && atoms[direction].isEmpty(one.atoms)),
      };
    });
  };
}

/** How much of the cluster is there to be looked at. */
export interface Sight {
  /** Not so where manifests are all there is: namespaces beside them, and the cluster's own, may exist and hold what is looked for. */
  readonly allNamespaces: boolean;
  readonly nodes: boolean;
}

/** A peer that selects nothing, or of which that cannot be said; `why` is a clause. */
export interface EmptyPeer {
  readonly path: string;
  readonly looksFor: string;
  readonly isJudged: boolean;
  readonly why: string;
}

/** Every cluster has it, and fills it by itself with what is in no manifest, name resolution first of all. */
const ownNamespace = 'kube-system';
const isOwn = (labels: Selector): boolean => matches(labels, { 'kubernetes.io/metadata.name': ownNamespace });

/** Whether a selector may mean pods that the cluster itself runs, and that no manifest tells of. */
export const mayMeanOwnPods = ({ namespaces }: PodSelector): boolean =>
  'names' in namespaces ? namespaces.names.includes(ownNamespace) : isOwn(namespaces.labels);

const some = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;

/** Answers for each policy which of its peers select nothing. Addresses and domain names always mean something. */
export function emptyPeers(engine: Engine, sight: Sight): (policy: Policy) => readonly EmptyPeer[] {
  const { model, classes } = engine;
  const peersOf = peersOfRules(engine);
  const onNodes = classes.filter(({ hostNetwork }) => hostNetwork);
  const byName = new Map(model.namespaces.map((namespace) => [namespace.name, namespace]));
  // What has no pods at the moment is not in vain either.
  const waiting = model.workloads.filter(({ groups }) => groups.length === 0);
  const isWaitedFor = (selector: PodSelector, { ref, labels }: Workload): boolean => {
    const namespace = byName.get(ref.namespace);
    const template = { labels, hostNetwork: false, serviceAccount: 'default', ports: [], pods: 0, instances: [] };
    return namespace !== undefined && selects(selector, template, namespace);
  };
  const labelled = new Map<string, readonly NamespaceModel[]>();
  const namespacesOf = ({ namespaces }: PodSelector): readonly NamespaceModel[] => {
    if ('names' in namespaces) return namespaces.names.flatMap((name) => byName.get(name) ?? []);
    const text = selectorText(namespaces.labels);
    const known = labelled.get(text) ?? model.namespaces.filter(({ labels }) => matches(namespaces.labels, labels));
    labelled.set(text, known);
    return known;
  };

  function whyNoPod(selector: PodSelector): Pick<EmptyPeer, 'isJudged' | 'why'> | undefined {
    const { namespaces, pods } = selector;
    const found = namespacesOf(selector);
    const names = found.map(({ name }) => name);
    if ('labels' in namespaces && !sight.allNamespaces) {
      const text = selectorText(namespaces.labels);
      if (found.length === 0)
        return { isJudged: false, why: `none of the given namespaces carries ${text}, and others may be in the cluster` };
      if (mayMeanOwnPods(selector))
        return { isJudged: false, why: `it may mean pods of ${ownNamespace}, which the cluster itself puts there` };
    }
    if (waiting.some((workload) => isWaitedFor(selector, workload))) return undefined;
    if (found.length === 0)
      return {
        isJudged: true,
        why: 'labels' in namespaces ? `no namespace carries ${selectorText(namespaces.labels)}` : 'there is no such namespace',
      };
    const where = names.length === model.namespaces.length && names.length > 1 ? 'any namespace' : `namespace ${some(names)}`;
    const hosts = onNodes.filter(({ namespace, labels }) => names.includes(namespace.name) && matches(pods, labels));
    if (hosts.length > 0) {
      const which = some([...new Set(hosts.map(({ workload }) => workload.id))]);
      return {
        isJudged: true,
        why: `only ${which} could be meant, and its pods use their node's network, which no selector finds`,
      };
    }
    return {
      isJudged: true,
      why: pods.requirements.length === 0 ? `there is no pod in ${where}` : `no pod in ${where} carries ${selectorText(pods)}`,
    };
  }

  function why(peer: Peer): Pick<EmptyPeer, 'isJudged' | 'why'> | undefined {
    switch (peer.kind) {
      case 'pods':
        return whyNoPod(peer.selector);
      case 'nodes':
        return sight.nodes
          ? {
              isJudged: true,
              why: peer.nodes.requirements.length === 0 ? 'there is no node' : `no node carries ${selectorText(peer.nodes)}`,
            }
          : { isJudged: false, why: 'which nodes there are is not known' };
      case 'related':
        return sight.allNamespaces
          ? { isJudged: true, why: 'no namespace that fits has such a pod' }
          : { isJudged: false, why: 'no given namespace that fits has such a pod, and others may be in the cluster' };
      default:
        return undefined;
    }
  }

  return (policy) =>
    directions
      .flatMap((direction) => engine.rulesOf(policy, direction))
      .flatMap((rule) =>
        peersOf(rule).flatMap(({ peer, path, isEmpty }) => {
          const found = isEmpty ? why(peer) : undefined;
          return found === undefined ? [] : [{ path, looksFor: peerText(peer), ...found }];
        }),
      );
}
