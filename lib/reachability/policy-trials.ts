import type { Direction } from '#lib/policy/model.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { type Engine, inOrder, type Verdict } from './engine.ts';
import type { Ports } from './port-sets.ts';
import { podPorts } from './verdict-ports.ts';

/** One class of pods that is on both sides, by its numbers there. */
export type OnBoth = readonly [before: number, after: number];

/** 0 for the state before, 1 for the one after. */
export type SideNumber = 0 | 1;

/** The ports on which `src` reaches `dst` on one side, were its policy of this name as it is on the other; without a name, as they are. */
export type PolicyTrial = (side: SideNumber, src: OnBoth, dst: OnBoth, name?: string) => Ports;

/** Each class is decided about once for each policy that is tried: what that means for all its peers is then known. */
export function policyTrials(engines: readonly [before: Engine, after: Engine]): PolicyTrial {
  const known = new Map<string, Map<number, Verdict>>();

  const verdictWith = (side: SideNumber, one: OnBoth, direction: Direction, name: string | undefined): Verdict => {
    const engine = engines[side];
    const member = one[side];
    if (name === undefined) return engine.verdict(member, direction);
    const ofName = known.get(name) ?? new Map<number, Verdict>();
    known.set(name, ofName);
    const key = member * 4 + side * 2 + (direction === 'ingress' ? 0 : 1);
    const done = ofName.get(key);
    if (done !== undefined) return done;
    const own = engine.policiesOf(member, direction);
    const kept = own.filter(({ ref }) => refText(ref) !== name);
    const other: SideNumber = side === 0 ? 1 : 0;
    const tried = engines[other].policiesOf(one[other], direction).filter(({ ref }) => refText(ref) === name);
    const subject = engine.classes[member];
    const isSame = subject === undefined || (tried.length === 0 && kept.length === own.length);
    const verdict = isSame
      ? engine.verdict(member, direction)
      : engine.decide(subject, direction, [...kept, ...tried].toSorted(inOrder));
    ofName.set(key, verdict);
    return verdict;
  };

  return (side, src, dst, name) => {
    const engine = engines[side];
    return engine.ports.common(
      podPorts(engine, verdictWith(side, src, 'egress', name), dst[side]),
      podPorts(engine, verdictWith(side, dst, 'ingress', name), src[side]),
    );
  };
}
