import { isName } from '../snapshot/names.ts';
import { shown } from '../snapshot/shown.ts';
import type { Problem } from '../snapshot/snapshot.ts';
import { isMapping, isNonEmpty, type Mapping, namespaceGiven } from './mapping.ts';

const nameIn = ({ metadata }: Mapping): unknown => (isMapping(metadata) ? metadata.name : undefined);

/** A policy of a kind that no scan reads decides about traffic all the same. */
export function unknownPolicy(apiVersion: string, kind: string, value: Mapping, place: string): Problem {
  const [name, namespace] = [nameIn(value), namespaceGiven(value)];
  const title = [namespace, name].filter(isNonEmpty).join('/') || '(without a name)';
  return {
    object: shown(`${kind} ${title}`, 600),
    message: `${place}: is a policy of a kind that is not known, ${shown(apiVersion)}. What it does was left out.`,
    policy: true,
    // Antrea's own NetworkPolicy is the only one of these kinds that stays within its namespace.
    ...(kind === 'NetworkPolicy' ? { namespace: isNonEmpty(namespace) ? namespace : 'default' } : {}),
  };
}

/** A workload of a kind that no scan reads has pods all the same, of which nobody knows more. */
export function unknownWorkload(apiVersion: string, kind: string, value: Mapping, place: string): Problem {
  const [name, namespace = 'default'] = [nameIn(value), namespaceGiven(value)];
  return {
    object: shown(`${kind} ${String(namespace)}/${isNonEmpty(name) ? name : '(without a name)'}`, 600),
    message: `${place}: makes pods, and is of a kind that is not known, ${shown(apiVersion)}. They were left out.`,
    resource: 'pods',
    ...(typeof namespace === 'string' && isName(namespace) ? { namespace } : {}),
  };
}
