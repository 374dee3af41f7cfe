import { type Json, refOf, refText, type SpecObject } from '#lib/snapshot/objects.ts';
import { shown } from '#lib/snapshot/shown.ts';
import { addressesOfCidr, noAddresses, rangesText } from './addresses.ts';
import type { Warning } from './backends.ts';
import { selectorText } from './describe.ts';
import type { Peer, PodSelector, Policy } from './model.ts';
import { isImpossible, type Selector } from './selector.ts';

/** Only the first of one policy are told: the others are mostly the same mistake. */
const mostTold = 5;

const isMapping = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface GivenCidr {
  readonly path: string;
  readonly text: string;
}

/** Every CIDR of a spec, list by list. */
function cidrsOf(value: Json | undefined, path: string): readonly (readonly GivenCidr[])[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => cidrsOf(item, `${path}[${index}]`));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = `${path}.${key}`;
    if (key === 'cidr' && typeof inner === 'string') return [[{ path: here, text: inner }]];
    if ((key === 'except' || key === 'networks') && Array.isArray(inner))
      return [inner.flatMap((text, index) => (typeof text === 'string' ? [{ path: `${here}[${index}]`, text }] : []))];
    return key === 'from' || key === 'to' || key === 'ipBlock' ? cidrsOf(inner, here) : [];
  });
}

const firstOf = (text: string): bigint | undefined => {
  const { v4 = [], v6 = [] } = addressesOfCidr(text) ?? {};
  return [...v4, ...v6][0]?.from;
};

/** A server takes these with a warning; later versions of the APIs do not (KEP-4858, IP/CIDR validation improvements). */
function aboutCidr({ path, text }: GivenCidr): string | undefined {
  const [address = ''] = text.split('/');
  if (/^::ffff:.*\./i.test(address))
    return `${path} ${text} is IPv4 written as IPv6: implementations may take it for either, here it is IPv6`;
  if (firstOf(`${address}/${address.includes(':') ? 128 : 32}`) === firstOf(text)) return undefined;
  const counts = rangesText(addressesOfCidr(text) ?? noAddresses).join('');
  return `${path} ${text} does not begin with the first address of its range: it counts as ${counts}`;
}

function cidrOddities(spec: Json | undefined): readonly string[] {
  const lists = isMapping(spec) ? ['ingress', 'egress'].flatMap((one) => cidrsOf(spec[one], `spec.${one}`)) : [];
  return lists.flatMap((list) => {
    const seen = new Set<string>();
    return list.flatMap((one) => {
      const isAgain = seen.has(one.text);
      seen.add(one.text);
      return (isAgain ? `${one.path} names ${one.text} once more` : aboutCidr(one)) ?? [];
    });
  });
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

/** The most rules of one direction: https://network-policy-api.sigs.k8s.io/reference/spec/. NetworkPolicy knows no limit. */
const mostRules: Readonly<Record<string, number>> = {
  AdminNetworkPolicy: 100,
  BaselineAdminNetworkPolicy: 100,
  ClusterNetworkPolicy: 25,
};

const tooMany = ({ kind, spec }: SpecObject): readonly string[] =>
  ['ingress', 'egress'].flatMap((direction) => {
    const rules = isMapping(spec) ? spec[direction] : undefined;
    const most = mostRules[kind] ?? Number.POSITIVE_INFINITY;
    return Array.isArray(rules) && rules.length > most
      ? [`spec.${direction} has ${rules.length} rules, and a server takes no more than ${most}: all of them count here`]
      : [];
  });

/** What a policy says that is understood and counts, but may not be what its author means. */
export function odditiesOf(object: SpecObject, policy: Policy): readonly Warning[] {
  const found = [...leftOpen(object), ...impossibleSelectors(policy), ...cidrOddities(object.spec), ...tooMany(object)];
  const more = found.length > mostTold ? [`and ${found.length - mostTold} more things that are odd`] : [];
  return [...found.slice(0, mostTold), ...more].map((message) => ({
    object: refText(refOf(object)),
    message: shown(message, 500),
  }));
}
