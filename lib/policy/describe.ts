import type { Peer, PodSelector, Rule, RulePorts } from './model.ts';
import { isEmpty, portsText } from './ports.ts';
import type { Selector } from './selector.ts';

/** Most often there is one value, and thousands of selectors are put into words to tell them apart. */
const only = (values: ReadonlySet<string>): string => values.values().next().value ?? '';

function requirementText({ key, operator, values }: Selector['requirements'][number]): string {
  switch (operator) {
    case 'In':
      return values.size === 1 ? `${key}=${only(values)}` : `${key} in (${[...values].join(', ')})`;
    case 'NotIn':
      return values.size === 1 ? `${key}!=${only(values)}` : `${key} notin (${[...values].join(', ')})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
  }
}

/** `app=web, tier in (a, b), !legacy`, as kubectl writes selectors; empty for a selector that takes everything. */
export const selectorText = ({ requirements }: Selector): string => requirements.map(requirementText).join(', ');

/** `pods with app=web in namespace shop`. */
export function podsText({ namespaces, pods }: PodSelector): string {
  const which = pods.requirements.length === 0 ? 'all pods' : `pods with ${selectorText(pods)}`;
  if ('names' in namespaces) return `${which} in namespace ${namespaces.names.join(', ')}`;
  return namespaces.labels.requirements.length === 0
    ? `${which} in all namespaces`
    : `${which} in namespaces with ${selectorText(namespaces.labels)}`;
}

/** `pods with app=web in namespace shop`, `10.0.0.0/8 except 10.1.0.0/16`. */
export const peerText = (peer: Peer): string => {
  switch (peer.kind) {
    case 'everything':
      return 'everything';
    case 'pods':
      return podsText(peer.selector);
    case 'related': {
      const which = peer.pods.requirements.length === 0 ? 'all pods' : `pods with ${selectorText(peer.pods)}`;
      return `${which} in namespaces with ${peer.same ? 'the same' : 'another'} ${peer.keys.join(', ')}`;
    }
    case 'addresses':
      return peer.text;
    case 'nodes':
      return peer.nodes.requirements.length === 0 ? 'all nodes' : `nodes with ${selectorText(peer.nodes)}`;
    case 'domains':
      return peer.names.join(', ');
  }
};

const rulePortsText = (ports: RulePorts): string => {
  if (ports.all) return 'all ports';
  const named = ports.named.map(({ protocol, name }) => (protocol === null ? name : `${protocol} ${name}`));
  return [...(isEmpty(ports.numbers) ? [] : [portsText(ports.numbers)]), ...named].join('; ');
};

/** `allows from everything on all ports`. */
export const ruleText = ({ action, direction, peers, ports }: Rule): string =>
  `${action === 'allow' ? 'allows' : action === 'deny' ? 'denies' : 'passes'} ${direction === 'ingress' ? 'from' : 'to'} ${peers.map(peerText).join(' or ') || 'nothing'} on ${rulePortsText(ports)}`;
