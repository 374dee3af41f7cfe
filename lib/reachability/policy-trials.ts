import type { Direction, Policy } from '#lib/policy/model.ts';
import { selects } from '#lib/policy/policies.ts';
import { refText } from '#lib/snapshot/objects.ts';

import { concerns, type Engine, inOrder, type Verdict } from './engine.ts';
import type { Ports } from './port-sets.ts';
import { podPorts } from './verdict-ports.ts';

/** A class of the state after, all of whose pods are alike, and the names of policies that are supposed to be as they were before. */
export interface Supposing {
  readonly member: number;
  readonly asBefore: readonly string[];
}

/** The ports on which one class reaches another. */
export type PolicyTrial = (src: Supposing, dst: Supposing) => Ports;

/** Each class is decided about once for each set of policies that is tried: what that means for all its peers is then known. */
export function policyTrials(before: readonly Policy[], after: Engine): PolicyTrial {
  const earlier = new Map(before.map((policy) => [refText(policy.ref), policy]));
  const known = { ingress: new Map<string, Verdict>(), egress: new Map<string, Verdict>() };

  const decided = ({ member, asBefore }: Supposing, direction: Direction): Verdict => {
    const at = after.classes[member];
    const [group] = at?.groups ?? [];
    if (at === undefined || group === undefined) return after.verdict(member, direction);
    const kept = after.policiesOf(member, direction).filter(({ ref }) => !asBefore.includes(refText(ref)));
    const tried = asBefore.flatMap((name) => {
      const policy = earlier.get(name);
      return policy !== undefined && concerns(policy, direction) && selects(policy.subject, group, at.namespace) ? [policy] : [];
    });
    return after.decide(at, direction, [...kept, ...tried].toSorted(inOrder));
  };

  const verdict = (one: Supposing, direction: Direction): Verdict => {
    if (one.asBefore.length === 0) return after.verdict(one.member, direction);
    const key = `${one.member} ${one.asBefore.join('\n')}`;
    const found = known[direction].get(key) ?? decided(one, direction);
    known[direction].set(key, found);
    return found;
  };

  return (src, dst) =>
    after.ports.common(podPorts(after, verdict(src, 'egress'), dst.member), podPorts(after, verdict(dst, 'ingress'), src.member));
}
