import type { Direction, Policy } from '#lib/policy/model.ts';
import type { Engine } from './engine.ts';
import type { PodClass } from './pod-classes.ts';
import type { Subject } from './rules.ts';

/**
 * A key for what policies say about a pod: the same for all pods about which they cannot but say the same. Only port names, and peers
 * that are related to the pod's own namespace, make them say different things.
 */
export function situations({ subjects, rulesOf }: Engine) {
  const positions = new Map(Array.from(subjects.keys(), (policy, index) => [policy, index]));
  return ({ ports, namespace }: Subject & Pick<PodClass, 'ports'>, direction: Direction, policies: readonly Policy[]): string => {
    const own = policies.flatMap((policy) => rulesOf(policy, direction).filter(({ perSubject }) => perSubject));
    const isRelated = own.some(({ rule }) => rule.peers.some(({ kind }) => kind === 'related'));
    const seen = own.length === 0 ? '' : JSON.stringify(isRelated ? [ports, namespace.name] : [ports]);
    return `${policies.map((policy) => positions.get(policy)).join(' ')}${seen}`;
  };
}
