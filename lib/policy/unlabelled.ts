import { gapsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Policy } from './model.ts';
import { keysOf, type Selector } from './selector.ts';

// Every namespace carries it, and it tells no more than the name does.
const ownName = 'kubernetes.io/metadata.name';
const asksForLabels = (selector: Selector): boolean => keysOf(selector).some((key) => key !== ownName);

/** Whether a policy finds anyone by labels of namespaces that are not their names. */
function looksAtLabels({ subject, rules }: Policy): boolean {
  const peers = rules.flatMap((rule) => rule.peers);
  const selectors = [subject, ...peers.flatMap((peer) => (peer.kind === 'pods' ? [peer.selector] : []))];
  return (
    peers.some(({ kind }) => kind === 'related') ||
    selectors.some(({ namespaces }) => 'labels' in namespaces && asksForLabels(namespaces.labels))
  );
}

/** Namespaces that could not be taken as they were given, where policies may mean them by labels that nobody knows then. */
export const unlabelledOf = (
  { problems }: Snapshot,
  policies: readonly Policy[],
): readonly { readonly object: string; readonly reason: string }[] =>
  policies.some(looksAtLabels)
    ? gapsOf(problems)
        .filter(({ resource }) => resource === 'namespaces')
        .map(({ object, message }) => ({
          object,
          reason: `could not be taken as it was given, so that whom policies mean by labels of namespaces is not fully known: ${message}`,
        }))
    : [];
