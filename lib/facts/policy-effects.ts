import { type AddressSet, allAddresses, contains, noAddresses, rangesText } from '#lib/policy/addresses.ts';
import { ruleText } from '#lib/policy/describe.ts';
import type { Policy, Rule } from '#lib/policy/model.ts';
import type { PolicyModel } from '#lib/policy/policies.ts';
import { portsText } from '#lib/policy/ports.ts';
import { type EmptyPeer, emptyPeers, mayMeanOwnPods, type Sight } from '#lib/reachability/empty-peers.ts';
import type { PodSet } from '#lib/reachability/pod-sets.ts';
import { portNames } from '#lib/reachability/port-names.ts';
import type { Reachability } from '#lib/reachability/reachability.ts';
import { type Change, type Redundancy, redundancies } from '#lib/reachability/redundant.ts';
import { type Shadows, shadows } from '#lib/reachability/shadowed.ts';
import { type ObjectRef, refText } from '#lib/snapshot/objects.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Doubt } from './doubts.ts';
import type { RuleRef } from './facts.ts';

/** What of the cluster changes if a policy, and nothing else, is removed. */
export type RemovalFacts =
  | { readonly kind: 'selectsNothing' }
  /** `says` is a clause about a connection that opens or closes, `elsewhere` the namespace of its other end if that is a pod. */
  | { readonly kind: 'needed'; readonly says: string; readonly elsewhere: string | null }
  /** Nothing for the pods that exist, but something for new ones in the namespace; null: in namespaces to come. */
  | { readonly kind: 'forPodsToCome'; readonly namespace: string | null }
  /** Nothing as long as `by` are there, which close the same pods besides what they allow. */
  | { readonly kind: 'isDefault'; readonly by: readonly ObjectRef[] }
  /**
   * Nothing: `by` do the same for the pods that it selects; or, where `changesOwnEnd`, what would change for them comes through nowhere,
   * by what `otherEnds` say or because nobody is there.
   */
  | {
      readonly kind: 'redundant';
      readonly by: readonly ObjectRef[];
      readonly changesOwnEnd: boolean;
      readonly otherEnds: readonly ObjectRef[];
      /** False where pods may be at the other end that nobody told of. */
      readonly seesAllEnds: boolean;
    }
  | { readonly kind: 'notCompared'; readonly reason: string };

/** A rule that decides nothing, and those that decide all it speaks about. `does` is what they do with it. */
export interface ShadowFacts {
  readonly rule: RuleRef;
  readonly by: readonly RuleRef[];
  readonly does: 'allowed' | 'denied' | 'left to the next layer' | 'decided';
  readonly withinPolicy: boolean;
  /** They do the same as the rule would. */
  readonly agrees: boolean;
  /** What the policies of `by` say that could not be evaluated. */
  readonly partial: readonly string[];
}

/** A port name of a rule, the number of pod classes that it is looked up on, and those on which it stands for nothing, by their ids. */
export interface PortNameFacts {
  readonly rule: RuleRef;
  readonly name: string;
  readonly lookedUpOn: number;
  readonly lacking: readonly string[];
  /** It may also be looked up on pods of the cluster's own that no manifest tells of. */
  readonly mayBeElsewhere: boolean;
}

/** What one policy of any dialect has for effect on the pods that exist. */
export interface PolicyEffects {
  readonly ref: ObjectRef;
  /** Why nothing of it is known; all below is then empty. */
  readonly misunderstood: string | null;
  /** Where in the object it says whom it selects. */
  readonly subjectPath: string;
  /** Whether it selects any pod that exists. */
  readonly selectsPods: boolean;
  readonly rules: number;
  /** What it says that could not be evaluated. */
  readonly partial: readonly string[];
  /** Other policies that may concern the pods that it selects and could not be understood or evaluated. */
  readonly doubts: readonly string[];
  /** Number of its peers that say whom they mean by labels. */
  readonly selectingPeers: number;
  readonly emptyPeers: readonly EmptyPeer[];
  readonly removal: RemovalFacts;
  readonly shadowed: readonly ShadowFacts[];
  /** False where it has too many rules for each to be held against each other. */
  readonly rulesCompared: boolean;
  readonly portNames: readonly PortNameFacts[];
}

const ruleRef = (policy: Policy, rule: Rule): RuleRef => ({
  policy: policy.ref,
  path: rule.path,
  says: ruleText(rule),
});

/** `any address`, `any IPv6 address`, `10.0.0.0-10.255.255.255 and 2 more ranges`. */
function addressesText(addresses: AddressSet): string {
  if (contains(addresses, allAddresses)) return 'any address';
  if (contains(addresses, { ...noAddresses, v4: allAddresses.v4 }) && addresses.v6.length === 0) return 'any IPv4 address';
  if (contains(addresses, { ...noAddresses, v6: allAddresses.v6 }) && addresses.v4.length === 0) return 'any IPv6 address';
  const [first = 'no address', ...more] = rangesText(addresses);
  return more.length === 0 ? first : `${first} and ${more.length} more ${more.length === 1 ? 'range' : 'ranges'}`;
}

/** `shop/web[Deployment] could also reach shop/db[StatefulSet] on TCP 5432`. */
function changeText({ opens, direction, at, other, ports }: Change): string {
  const change = opens ? 'could also' : 'could no longer';
  if (typeof other === 'object' && 'id' in other && other.workload === at.workload)
    return `pods of ${at.workload.id} ${change} reach each other on ${portsText(ports)}`;
  const end = typeof other === 'string' ? 'the ingress controller' : 'id' in other ? other.id : addressesText(other);
  const [src, dst] = direction === 'egress' ? [at.id, end] : [end, at.id];
  return `${src} ${change} reach ${dst} on ${portsText(ports)}`;
}

function removalFacts(found: Redundancy, { allNamespaces }: Sight): RemovalFacts {
  switch (found.kind) {
    case 'needed': {
      const { other } = found.change;
      const elsewhere = typeof other === 'object' && 'id' in other ? other.namespace.name : null;
      return { kind: 'needed', says: changeText(found.change), elsewhere };
    }
    case 'isDefault':
      return { kind: 'isDefault', by: found.by.map(({ ref }) => ref) };
    case 'redundant':
      return {
        kind: 'redundant',
        by: found.by.map(({ ref }) => ref),
        changesOwnEnd: found.changesOwnEnd,
        otherEnds: found.otherEnds.map(({ ref }) => ref),
        seesAllEnds: allNamespaces || !found.changesOwnEnd,
      };
    default:
      return found;
  }
}

const done = { allow: 'allowed', deny: 'denied', pass: 'left to the next layer' } as const;

const shadowFacts = (policy: Policy, { rules }: Shadows): readonly ShadowFacts[] =>
  rules.map(({ rule, by }) => {
    const [action, ...others] = new Set(by.map((one) => one.rule.action));
    return {
      rule: ruleRef(policy, rule),
      by: by.map((one) => ruleRef(one.policy, one.rule)),
      does: action === undefined || others.length > 0 ? 'decided' : done[action],
      withinPolicy: by.every((one) => one.policy === policy),
      agrees: by.every((one) => one.rule.action === rule.action),
      partial: [...new Set(by.flatMap((one) => one.policy.partial))],
    };
  });

/** Whether a port name of the rule may be looked up on pods that the cluster itself runs. */
const mayMeanOthers = ({ subject }: Policy, { direction, peers }: Rule): boolean =>
  direction === 'ingress'
    ? mayMeanOwnPods(subject)
    : peers.some(
        (peer) =>
          peer.kind === 'everything' || peer.kind === 'related' || (peer.kind === 'pods' && mayMeanOwnPods(peer.selector)),
      );

const nothingKnown = {
  subjectPath: 'spec',
  selectsPods: false,
  rules: 0,
  partial: [],
  doubts: [],
  selectingPeers: 0,
  emptyPeers: [],
  removal: { kind: 'selectsNothing' },
  shadowed: [],
  rulesCompared: true,
  portNames: [],
} as const satisfies Partial<PolicyEffects>;

// Manifests are what somebody means to apply, not all that is in the cluster.
const sightOf = ({ origin, reads }: Snapshot, { nodes }: PolicyModel): Sight => ({
  allNamespaces: origin === 'live',
  nodes: reads.nodes.status === 'read' && (origin === 'live' || nodes.length > 0),
});

/** What each policy has for effect, those that could not be understood last. `doubts` are all of the cluster. */
export function policyEffects(
  snapshot: Snapshot,
  { engine, entries }: Pick<Reachability, 'engine' | 'entries'>,
  doubts: readonly Doubt[],
): readonly PolicyEffects[] {
  const { model, classes, pods, subjects } = engine;
  const sight = sightOf(snapshot, model);
  const emptyPeersOf = emptyPeers(engine, sight);
  const removalOf = redundancies(engine, entries);
  const shadowsOf = shadows(engine);
  const namesOf = portNames(engine);
  const membersOf = (set: PodSet) => {
    const members: number[] = [];
    pods.each(set, (member) => members.push(member));
    return members.flatMap((member) => classes[member] ?? []);
  };

  const idsOf = (set: PodSet): readonly string[] => membersOf(set).map(({ id }) => id);

  const broken = new Map(model.invalid.map((one) => [refText(one.ref), one]));
  const understood = model.policies
    .filter(({ ref }) => !broken.has(refText(ref)))
    .map((policy): PolicyEffects => {
      const members = membersOf(subjects.get(policy) ?? pods.none);
      const namespaces = new Set(
        doubts.length === 0 ? [] : [policy.ref.namespace, ...members.map(({ namespace }) => namespace.name)],
      );
      const shadowed = shadowsOf(policy);
      return {
        ref: policy.ref,
        misunderstood: null,
        subjectPath: policy.layer === 'networkPolicy' ? 'spec.podSelector' : 'spec.subject',
        selectsPods: members.length > 0,
        rules: policy.rules.length,
        partial: policy.partial,
        doubts: doubts.filter(({ namespace }) => namespace === null || namespaces.has(namespace)).map(({ says }) => says),
        selectingPeers: policy.rules
          .flatMap(({ peers }) => peers)
          .filter(({ kind }) => ['pods', 'related', 'nodes'].includes(kind)).length,
        emptyPeers: emptyPeersOf(policy),
        removal: removalFacts(removalOf(policy), sight),
        shadowed: shadowFacts(policy, shadowed),
        rulesCompared: shadowed.compared,
        portNames: namesOf(policy).map(({ rule, text, lookedUpOn, lacking }) => ({
          rule: ruleRef(policy, rule),
          name: text,
          lookedUpOn: lookedUpOn.size,
          lacking: idsOf(lacking),
          mayBeElsewhere: !sight.allNamespaces && mayMeanOthers(policy, rule),
        })),
      };
    });
  const misunderstood = [...broken.values()].map(({ ref, reason }) => ({ ...nothingKnown, ref, misunderstood: reason }));
  return [...understood, ...misunderstood];
}
