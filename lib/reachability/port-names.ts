import { directions, type NamedPort, type Policy, type Rule } from '#lib/policy/model.ts';
import { isEmpty } from '#lib/policy/ports.ts';
import { peersOfRules } from './empty-peers.ts';
import type { Engine } from './engine.ts';
import type { PodSet } from './pod-sets.ts';
import { portsNamed, type ResolvedRule } from './rules.ts';

/** A port that a rule calls by its name, and the pods among whose containers the name is looked up. */
export interface PortName {
  readonly rule: Rule;
  /** `http for TCP`. */
  readonly text: string;
  readonly lookedUpOn: PodSet;
  /** Those of them where it stands for nothing. */
  readonly lacking: PodSet;
}

/**
 * Answers for each policy what the port names of its rules mean: on the way in they are those of the subjects, on the way out those of
 * the peers.
 */
export function portNames(engine: Engine): (policy: Policy) => readonly PortName[] {
  const { classes, pods, subjects, rulesOf } = engine;
  const peersOf = peersOfRules(engine);
  const stranger = pods.of([classes.length]);
  const carriers = new Map<string, PodSet>();
  const carrying = (named: NamedPort): PodSet => {
    const key = `${named.protocol} ${named.name}`;
    const known = carriers.get(key);
    if (known !== undefined) return known;
    const found = classes.filter(({ ports }) => ports.length > 0 && !isEmpty(portsNamed(named, ports)));
    const set = pods.of(found.map(({ index }) => index));
    carriers.set(key, set);
    return set;
  };
  const remembered = new Map<PodSet, Map<PodSet, PodSet>>();
  const without = (set: PodSet, taken: PodSet): PodSet => {
    const done = remembered.get(taken) ?? new Map<PodSet, PodSet>();
    remembered.set(taken, done);
    const rest = done.get(set) ?? pods.without(set, taken);
    done.set(set, rest);
    return rest;
  };
  const lookedUp = (resolved: ResolvedRule): PodSet => {
    const { policy, rule } = resolved;
    if (rule.direction === 'ingress') return without(subjects.get(policy) ?? pods.none, stranger);
    const selected = peersOf(resolved).reduce((sum, peer) => pods.union(sum, peer.pods), pods.none);
    return without(selected, stranger);
  };
  return (policy) =>
    directions
      .flatMap((direction) => rulesOf(policy, direction))
      .flatMap((resolved) => {
        const { rule } = resolved;
        if (rule.ports.all || rule.ports.named.length === 0) return [];
        const lookedUpOn = lookedUp(resolved);
        return rule.ports.named.map((named) => ({
          rule,
          text: named.protocol === null ? named.name : `${named.name} for ${named.protocol}`,
          lookedUpOn,
          lacking: without(lookedUpOn, carrying(named)),
        }));
      });
}
