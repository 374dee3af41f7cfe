import { allAddresses, contains, noAddresses, unionOfAddresses } from '#lib/policy/addresses.ts';
import { ruleText } from '#lib/policy/describe.ts';
import type { Direction, Layer, Policy, Rule } from '#lib/policy/model.ts';
import { isFull, noPorts, type PortSet, portsOf, unionOfPorts } from '#lib/policy/ports.ts';
import type { Doubt } from './doubts.ts';
import type { Isolation, RuleRef } from './facts.ts';

/** Pods that no policy tells apart, with the policies that select them. */
export interface SelectedGroup {
  readonly hostNetwork: boolean;
  readonly policies: readonly Policy[];
}

// Practically everything speaks TCP or UDP; a rule that leaves out only SCTP opens the workload all the same.
const wide = (ports: PortSet): boolean => isFull({ ...ports, SCTP: portsOf('SCTP').SCTP });
const portsOfRule = ({ ports }: Rule): PortSet =>
  ports.all ? unionOfPorts([portsOf('TCP'), portsOf('UDP'), portsOf('SCTP')]) : ports.numbers;

const onEveryPort = ({ ports }: Rule): boolean => ports.all || wide(ports.numbers);

const everyPod = (rule: Rule): boolean =>
  rule.peers.some(
    (peer) =>
      peer.kind === 'everything' ||
      (peer.kind === 'pods' &&
        peer.selector.pods.requirements.length === 0 &&
        'labels' in peer.selector.namespaces &&
        peer.selector.namespaces.labels.requirements.length === 0),
  );

const addressesOf = (rule: Rule) =>
  unionOfAddresses(
    rule.peers.map((peer) =>
      peer.kind === 'everything' ? allAddresses : peer.kind === 'addresses' ? peer.addresses : noAddresses,
    ),
  );

const everyAddress = { ...allAddresses, v6: [] };

const ruleRef = ({ policy, rule }: { readonly policy: Policy; readonly rule: Rule }): RuleRef => ({
  policy: policy.ref,
  path: rule.path,
  says: ruleText(rule),
});

/** The policies of one layer with a rule that denies every pod on every port, unless a rule before it has passed all of that on. */
function denyingAll(policies: readonly Policy[], layer: Layer, direction: Direction): readonly Policy[] {
  const denying: Policy[] = [];
  const inTurn = policies.filter((policy) => policy.layer === layer).toSorted((a, b) => a.order - b.order);
  for (const policy of inTurn) {
    const wide = policy.rules.filter((rule) => rule.direction === direction && everyPod(rule) && onEveryPort(rule));
    const decides = wide.find(({ action }) => action !== 'allow');
    if (decides?.action === 'pass') break;
    if (decides?.action === 'deny') denying.push(policy);
  }
  return denying;
}

/**
 * A NetworkPolicy closes a direction by covering it, an admin or baseline policy by denying every pod on every port; what other rules
 * allow stays allowed either way.
 */
const closing = (policies: readonly Policy[], direction: Direction): readonly Policy[] => [
  ...policies.filter(({ layer, isolates }) => layer === 'networkPolicy' && isolates[direction]),
  ...denyingAll(policies, 'admin', direction),
  ...denyingAll(policies, 'baseline', direction),
];

/**
 * A workload is isolated in a direction when every one of its pods is selected by a policy that closes the direction
 * (https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation).
 *
 * @param doubts of its namespace: policies that may isolate what nothing else does
 */
export function isolationOf(groups: readonly SelectedGroup[], doubts: readonly Doubt[], direction: Direction): Isolation {
  if (groups.some(({ hostNetwork }) => hostNetwork)) {
    return { state: 'open', by: [], reason: "its pods use the node's network, which policies do not apply to" };
  }
  const perGroup = groups.map(({ policies }) => closing(policies, direction));
  const by = [...new Set(perGroup.flat())].map(({ ref }) => ref);
  if (perGroup.length > 0 && perGroup.every((policies) => policies.length > 0)) return { state: 'isolated', by };
  const [first] = doubts;
  if (first !== undefined) return { state: 'unknown', by, reason: `a policy may isolate it, but ${first.says}` };
  return by.length === 0 ? { state: 'open', by } : { state: 'open', by, reason: 'only some of its pods are selected' };
}

/** The policies that are asked about a direction: those of the baseline only where no NetworkPolicy covers it. */
function inForce({ policies }: SelectedGroup, direction: Direction): readonly Policy[] {
  const covered = policies.some(({ layer, isolates }) => layer === 'networkPolicy' && isolates[direction]);
  return policies.filter(({ layer, isolates }) =>
    layer === 'networkPolicy' ? isolates[direction] : layer === 'admin' || !covered,
  );
}

/**
 * The rules that together admit every pod and every IPv4 address on every TCP and UDP port, however they are cut into halves; empty
 * where they do not.
 */
export function allowAllRules(groups: readonly SelectedGroup[], direction: Direction): readonly RuleRef[] {
  for (const group of groups) {
    const rules = inForce(group, direction).flatMap((policy) =>
      policy.rules.filter((rule) => rule.direction === direction && rule.action === 'allow').map((rule) => ({ policy, rule })),
    );
    const whole = rules.filter(({ rule }) => rule.peers.some(({ kind }) => kind === 'everything') && onEveryPort(rule));
    if (whole.length > 0) return whole.map(ruleRef);

    const forPods = rules.filter(({ rule }) => everyPod(rule));
    if (!wide(unionOfPorts([noPorts, ...forPods.map(({ rule }) => portsOfRule(rule))]))) continue;
    const onAllAddresses = rules.filter(({ rule }) => contains(addressesOf(rule), everyAddress));
    const onAllPorts = rules.filter(({ rule }) => onEveryPort(rule) && rule.peers.some(({ kind }) => kind === 'addresses'));
    const wideAddresses =
      wide(unionOfPorts([noPorts, ...onAllAddresses.map(({ rule }) => portsOfRule(rule))])) ||
      contains(unionOfAddresses(onAllPorts.map(({ rule }) => addressesOf(rule))), everyAddress);
    if (wideAddresses) return [...new Set([...forPods, ...onAllAddresses, ...onAllPorts])].map(ruleRef);
  }
  return [];
}
