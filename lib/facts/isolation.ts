import { allAddresses } from '#lib/policy/addresses.ts';
import { ruleText } from '#lib/policy/describe.ts';
import type { Direction, Policy } from '#lib/policy/model.ts';
import type { NamespaceModel } from '#lib/policy/policies.ts';
import { allPorts, isFull } from '#lib/policy/ports.ts';
import type { Engine, Verdict } from '#lib/reachability/engine.ts';
import type { PodClass } from '#lib/reachability/pod-classes.ts';
import type { Ports } from '#lib/reachability/port-sets.ts';
import { ask } from '#lib/reachability/precedence.ts';
import type { Box, Boxes, Subject } from '#lib/reachability/rules.ts';
import type { Sets } from '#lib/reachability/sets.ts';
import { podPorts } from '#lib/reachability/verdict-ports.ts';
import type { Doubt } from './doubts.ts';
import type { Isolation, RuleRef } from './facts.ts';
import { usesV6 } from './traffic.ts';

/** Practically everything speaks TCP or UDP; a rule that leaves out only SCTP opens a workload all the same. */
const matters = ({ ports }: Engine, number: Ports): boolean => {
  const { TCP, UDP } = ports.get(number);
  return TCP.length > 0 || UDP.length > 0;
};

const isWide = ({ ports }: Engine, number: Ports): boolean => isFull({ ...ports.get(number), SCTP: allPorts.SCTP });

/** What of `wanted` no box takes on all TCP and UDP ports. */
function untaken<Set>(engine: Engine, sets: Sets<Set>, wanted: Set, boxes: readonly Box<Set>[]): Set {
  const before = { allowed: [], open: new Map([[engine.ports.all, wanted]]) };
  const { open } = ask(before, { steps: [{ action: 'allow', boxes }], closed: false }, sets, engine.ports);
  return [...open].reduce((sum, [number, peers]) => (matters(engine, number) ? sets.union(sum, peers) : sum), sets.none);
}

/** What controls ask of the engine about isolation; what depends on the cluster alone is looked up once. */
export interface IsolationFacts {
  readonly isolationOf: (members: readonly PodClass[], doubts: readonly Doubt[], direction: Direction) => Isolation;
  readonly allowAllRules: (members: readonly PodClass[], direction: Direction) => readonly RuleRef[];
  /** The rules of policies that select every pod of a namespace, where they allow everything to all of them, and to pods to come. */
  readonly defaultAllowRules: (
    policies: readonly Policy[],
    namespace: NamespaceModel,
    direction: Direction,
  ) => readonly RuleRef[];
}

export function isolationFacts(engine: Engine): IsolationFacts {
  const { classes, pods, atoms, policiesOf, rulesOf, verdict } = engine;
  const stranger = classes.length;
  const all = [...classes.keys(), stranger];
  /** Pods that selectors can find, and the one that does not exist yet: pods in the node's network have addresses only. */
  const podNetwork = pods.of(all.filter((member) => classes[member]?.hostNetwork !== true));
  const { egress } = atoms;
  const usable = usesV6(engine) ? egress.all : egress.of({ ...allAddresses, v6: [] });
  const elsewhere = new Map<string, typeof podNetwork>();
  const podsOutside = (namespace: string): typeof podNetwork => {
    const known = elsewhere.get(namespace);
    if (known !== undefined) return known;
    const own = pods.of(classes.flatMap((one) => (one.namespace.name === namespace ? [one.index] : [])));
    const found = pods.without(podNetwork, own);
    elsewhere.set(namespace, found);
    return found;
  };

  /**
   * Closed by a NetworkPolicy, or by admin and baseline policies that decide about everything beyond the pod's own namespace: nothing gets
   * through only because nobody decided. Addresses count on the way out alone; no rule of those layers can name them on the way in
   * (https://network-policy-api.sigs.k8s.io/reference/spec/).
   */
  const closings = new WeakMap<Verdict, Map<string, boolean>>();
  function isClosed({ index, namespace, hostNetwork }: PodClass, direction: Direction): boolean {
    if (hostNetwork) return false;
    const decided = verdict(index, direction);
    if (decided.closed) return true;
    const known = closings.get(decided) ?? new Map<string, boolean>();
    closings.set(decided, known);
    const done = known.get(namespace.name);
    if (done !== undefined) return done;
    const { byDefault } = decided;
    const others = podsOutside(namespace.name);
    const closed =
      byDefault.pods.every(({ peers, ports: on }) => !matters(engine, on) || pods.isEmpty(pods.common(peers, others))) &&
      (direction === 'ingress' ||
        byDefault.atoms.every(({ peers, ports: on }) => !matters(engine, on) || egress.isEmpty(egress.common(peers, usable))));
    known.set(namespace.name, closed);
    return closed;
  }

  function closing({ index }: PodClass, direction: Direction): readonly Policy[] {
    const policies = policiesOf(index, direction);
    const own = policies.filter(({ isolates }) => isolates[direction]);
    return own.length > 0
      ? own
      : policies.filter(({ rules }) => rules.some((rule) => rule.direction === direction && rule.action === 'deny'));
  }

  /**
   * A workload is isolated in a direction when every one of its pods is
   * (https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation).
   *
   * @param doubts of its namespace: policies that may isolate what nothing else does
   */
  function isolationOf(members: readonly PodClass[], doubts: readonly Doubt[], direction: Direction): Isolation {
    if (members.some(({ hostNetwork }) => hostNetwork))
      return { state: 'open', by: [], reason: "its pods use the node's network, which policies do not apply to" };
    const closed = members.filter((one) => isClosed(one, direction));
    const by = [...new Set(closed.flatMap((one) => closing(one, direction)))].map(({ ref }) => ref);
    if (members.length > 0 && closed.length === members.length) return { state: 'isolated', by };
    const [first] = doubts;
    if (first !== undefined) return { state: 'unknown', by, reason: `a policy may isolate it, but ${first.says}` };
    return by.length === 0 ? { state: 'open', by } : { state: 'open', by, reason: 'only some of its pods are selected' };
  }

  /**
   * Every pod, now and later, and every IPv4 address, on every TCP and UDP port. Pods of the own namespace do not count: a rule for all
   * but them leaves as little closed.
   */
  function isEverything(boxes: Boxes, { namespace }: Subject, direction: Direction): boolean {
    const algebra = atoms[direction];
    const everyAddress = algebra.of({ ...allAddresses, v6: [] });
    return (
      // Most verdicts fail this at once, and sets of thousands are then not cut.
      isWide(engine, podPorts(engine, boxes, stranger)) &&
      pods.isEmpty(untaken(engine, pods, podsOutside(namespace.name), boxes.pods)) &&
      algebra.isEmpty(untaken(engine, algebra, everyAddress, boxes.atoms))
    );
  }

  /** Those of the rules that allow everything by themselves; where only several do it together, all that have a part in it. */
  function widest(policies: readonly Policy[], subject: Subject, direction: Direction): readonly RuleRef[] {
    const found = policies.flatMap((policy) =>
      rulesOf(policy, direction)
        .filter(({ action }) => action === 'allow')
        .map(({ rule, boxes }) => ({
          ref: { policy: policy.ref, path: rule.path, says: ruleText(rule) },
          boxes: boxes(subject),
        })),
    );
    const whole = found.filter(({ boxes }) => isEverything(boxes, subject, direction));
    if (whole.length > 0) return whole.map(({ ref }) => ref);
    const isPart = ({ boxes }: { readonly boxes: Boxes }): boolean => {
      const rest = found.filter((other) => other.boxes !== boxes).map((other) => other.boxes);
      const together = { pods: rest.flatMap((other) => other.pods), atoms: rest.flatMap((other) => other.atoms) };
      return !isEverything(together, subject, direction);
    };
    const parts = found.filter(isPart);
    return (parts.length > 0 ? parts : found).map(({ ref }) => ref);
  }

  const answers = new WeakMap<Verdict, Map<string, readonly RuleRef[]>>();
  function allowAllRulesOf(one: PodClass, direction: Direction): readonly RuleRef[] {
    if (!isClosed(one, direction)) return [];
    const decided = verdict(one.index, direction);
    const known = answers.get(decided) ?? new Map<string, readonly RuleRef[]>();
    answers.set(decided, known);
    const done = known.get(one.namespace.name);
    if (done !== undefined) return done;
    const rules = isEverything(decided, one, direction) ? widest(policiesOf(one.index, direction), one, direction) : [];
    known.set(one.namespace.name, rules);
    return rules;
  }

  return {
    isolationOf,
    allowAllRules: (members, direction) =>
      members.map((one) => allowAllRulesOf(one, direction)).find((rules) => rules.length > 0) ?? [],
    defaultAllowRules: (policies, namespace, direction) => {
      const newcomer = { index: -1, namespace };
      const boxes = policies.flatMap((policy) => rulesOf(policy, direction).map((rule) => rule.boxes(newcomer)));
      const together = { pods: boxes.flatMap((one) => one.pods), atoms: boxes.flatMap((one) => one.atoms) };
      return isEverything(together, newcomer, direction) ? widest(policies, newcomer, direction) : [];
    },
  };
}
