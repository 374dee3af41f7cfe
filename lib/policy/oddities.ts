import { type Json, refOf, refText, type SpecObject } from '#lib/snapshot/objects.ts';
import { shown } from '#lib/snapshot/shown.ts';
import { addressesOfCidr, addressOf, noAddresses, rangesText } from './addresses.ts';
import type { Warning } from './backends.ts';
import { selectorText } from './describe.ts';
import { directions, type Peer, type PodSelector, type Policy } from './model.ts';
import { isImpossible, type Selector } from './selector.ts';

/** Only the first of one policy are told: the others are mostly the same mistake. */
const mostTold = 5;

const isMapping = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Hands over the CIDRs below a path of a spec, one alone or list by list. */
function eachCidr(value: Json | undefined, path: string, visit: (given: string | readonly Json[], path: string) => void): void {
  if (Array.isArray(value)) for (let index = 0; index < value.length; index++) eachCidr(value[index], `${path}[${index}]`, visit);
  if (!isMapping(value)) return;
  for (const key in value) {
    const inner = value[key];
    if (key === 'cidr' && typeof inner === 'string') visit(inner, `${path}.${key}`);
    else if ((key === 'except' || key === 'networks') && Array.isArray(inner)) visit(inner, `${path}.${key}`);
    else if (key === 'from' || key === 'to' || key === 'ipBlock') eachCidr(inner, `${path}.${key}`, visit);
  }
}

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** Whether no bit is set behind the prefix, of a CIDR that is one. */
function isCanonical(address: string, length: string): boolean {
  if (!address.includes(':')) return numberOf(address) % 2 ** (32 - Number(length)) === 0;
  const own = addressOf(address)?.v6[0]?.from ?? 0n;
  return BigInt.asUintN(128 - Number(length), own) === 0n;
}

/** A server takes these with a warning; later versions of the APIs do not (KEP-4858, IP/CIDR validation improvements). */
function aboutCidr(text: string): string | undefined {
  const [address = '', length = ''] = text.split('/');
  if (/^::ffff:.*\./i.test(address)) return 'is IPv4 written as IPv6: implementations may take it for either, here it is IPv6';
  if (isCanonical(address, length)) return undefined;
  const counts = rangesText(addressesOfCidr(text) ?? noAddresses).join('');
  return `does not begin with the first address of its range: it counts as ${counts}`;
}

function cidrOddities(spec: Json | undefined): readonly string[] {
  const found: string[] = [];
  const look = (given: string | readonly Json[], path: string): void => {
    if (typeof given === 'string') {
      const says = aboutCidr(given);
      if (says !== undefined) found.push(`${path} ${given} ${says}`);
      return;
    }
    const seen = new Set<string>();
    for (const [index, text] of given.entries()) {
      if (typeof text !== 'string') continue;
      const says = seen.has(text) ? 'is named once more' : aboutCidr(text);
      if (says !== undefined) found.push(`${path}[${index}] ${text} ${says}`);
      seen.add(text);
    }
  };
  if (isMapping(spec)) for (const direction of directions) eachCidr(spec[direction], `spec.${direction}`, look);
  return found;
}

const impossibleIn = ({ namespaces, pods }: PodSelector): Selector | undefined =>
  [pods, ...('labels' in namespaces ? [namespaces.labels] : [])].find(isImpossible);

function impossiblePeer(peer: Peer): Selector | undefined {
  if (peer.kind === 'pods') return impossibleIn(peer.selector);
  return peer.kind === 'nodes' && isImpossible(peer.nodes) ? peer.nodes : undefined;
}

function impossibleSelectors({ subject, rules }: Policy): readonly string[] {
  const own = impossibleIn(subject);
  const peers = rules.flatMap(({ path, direction, peers: given }) =>
    given.flatMap((peer, index) => {
      const found = impossiblePeer(peer);
      const where = `${path}.${direction === 'ingress' ? 'from' : 'to'}[${index}]`;
      return found === undefined ? [] : [`${where} can never match: no labels meet ${selectorText(found)}`];
    }),
  );
  return [...(own === undefined ? [] : [`can never select a pod: no labels meet ${selectorText(own)}`]), ...peers];
}

/** A server fills in the selector that takes every pod (NetworkPolicySpec, where `podSelector` is no pointer). */
function leftOpen({ kind, spec }: SpecObject): readonly string[] {
  if (kind !== 'NetworkPolicy') return [];
  if (!isMapping(spec)) return ['has no spec: it selects every pod of its namespace and closes them for ingress'];
  return spec.podSelector == null ? ['has no podSelector: it selects every pod of its namespace'] : [];
}

/** Rules of a direction that `policyTypes` does not name are not looked at (documentation of NetworkPolicySpec). */
function idleRules({ kind, spec }: SpecObject): readonly string[] {
  if (kind !== 'NetworkPolicy' || !isMapping(spec) || !Array.isArray(spec.policyTypes)) return [];
  const [type, ...others] = new Set(spec.policyTypes);
  if (type === undefined || others.length > 0) return [];
  const idle = type === 'Ingress' ? 'egress' : 'ingress';
  const rules = spec[idle];
  return Array.isArray(rules) && rules.length > 0
    ? [`spec.${idle} has rules, but policyTypes names ${type} alone: they count for nothing`]
    : [];
}

/** The most rules of one direction: https://network-policy-api.sigs.k8s.io/reference/spec/. NetworkPolicy knows no limit. */
const mostRules: Readonly<Record<string, number>> = {
  AdminNetworkPolicy: 100,
  BaselineAdminNetworkPolicy: 100,
  ClusterNetworkPolicy: 25,
};

const tooMany = ({ kind, spec }: SpecObject): readonly string[] =>
  directions.flatMap((direction) => {
    const rules = isMapping(spec) ? spec[direction] : undefined;
    const most = mostRules[kind] ?? Number.POSITIVE_INFINITY;
    return Array.isArray(rules) && rules.length > most
      ? [`spec.${direction} has ${rules.length} rules, and a server takes no more than ${most}: all of them count here`]
      : [];
  });

/** What a policy says that is understood and counts, but may not be what its author means. */
export function odditiesOf(object: SpecObject, policy: Policy): readonly Warning[] {
  const found = [
    ...leftOpen(object),
    ...idleRules(object),
    ...impossibleSelectors(policy),
    ...cidrOddities(object.spec),
    ...tooMany(object),
  ];
  const more = found.length > mostTold ? [`and ${found.length - mostTold} more things that are odd`] : [];
  return [...found.slice(0, mostTold), ...more].map((message) => ({
    object: refText(refOf(object)),
    message: shown(message, 500),
  }));
}
