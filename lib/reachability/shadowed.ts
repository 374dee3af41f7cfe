import { type Direction, directions, layers, type Policy, type Rule } from '#lib/policy/model.ts';
import type { AtomSet } from './atoms.ts';
import { havePodInCommon, piecesWithout } from './boxes.ts';
import type { Engine } from './engine.ts';
import type { PodClass } from './pod-classes.ts';
import { nextBit, type PodSet } from './pod-sets.ts';
import type { Ports } from './port-sets.ts';
import { ask, type Step, undecided } from './precedence.ts';
import type { Box, Boxes, ResolvedRule } from './rules.ts';
import type { Sets } from './sets.ts';
import { situations } from './situations.ts';
import { atomPorts, podPorts } from './verdict-ports.ts';

/** A rule that never decides anything, and the rules that decide all that it speaks about. */
export interface ShadowedRule {
  readonly rule: Rule;
  readonly by: readonly { readonly policy: Policy; readonly rule: Rule }[];
}

/** Of one policy. `compared` is false where it has too many rules for each to be held against each other. */
export interface Shadows {
  readonly rules: readonly ShadowedRule[];
  readonly compared: boolean;
}

/** More rules of one policy and direction are not compared with each other. */
const mostRules = 200;
/** The rules that decide for so many pods say enough about those that decide for all. */
const enough = 50;

/** What of the pods and of the addresses nothing has decided about yet: each peer under one set of ports. */
interface Open {
  readonly pods: ReadonlyMap<Ports, PodSet>;
  readonly atoms: ReadonlyMap<Ports, AtomSet>;
}

function byPorts<Peers>(boxes: readonly Box<Peers>[], sets: Sets<Peers>): ReadonlyMap<Ports, Peers> {
  const found = new Map<Ports, Peers>();
  for (const { peers, ports } of boxes) found.set(ports, sets.union(found.get(ports) ?? sets.none, peers));
  return found;
}

const firstOf = ({ members, bits }: PodSet): number | undefined => (members === null ? nextBit(bits, 0) : members[0]);

// Rules of NetworkPolicies only add up: which one stands first says nothing.
const isOrdered = ({ layer }: Policy): boolean => layer !== 'networkPolicy';

/**
 * Answers for each policy which of its rules decide nothing, because others before it in the order of precedence decide about all of its
 * peers and ports for all pods that it selects; or, in a NetworkPolicy, because another rule of it allows all of that and more. Judged
 * on the pods that exist, a pod from elsewhere, and all addresses. Rules of the baseline are asked as if no NetworkPolicy closed the pods
 * first: they are there for those that none selects.
 */
export function shadows(engine: Engine): (policy: Policy) => Shadows {
  const { classes, pods, ports, atoms, subjects, policiesOf, rulesOf } = engine;
  const keyOf = situations(engine);
  const isSilent = (boxes: Boxes): boolean => boxes.pods.length === 0 && boxes.atoms.length === 0;
  const hasAtomInCommon = (direction: Direction, a: AtomSet, b: AtomSet): boolean =>
    !atoms[direction].isEmpty(atoms[direction].common(a, b));

  const meets = (open: Open, boxes: Boxes, direction: Direction): boolean =>
    boxes.pods.some((box) =>
      open.pods
        .entries()
        .some(([on, peers]) => ports.common(on, box.ports) !== ports.none && havePodInCommon(peers, box.peers, pods.has)),
    ) ||
    boxes.atoms.some((box) =>
      open.atoms
        .entries()
        .some(([on, peers]) => ports.common(on, box.ports) !== ports.none && hasAtomInCommon(direction, peers, box.peers)),
    );

  const everything = (direction: Direction): Open => ({
    pods: undecided(pods, ports).open,
    atoms: undecided(atoms[direction], ports).open,
  });
  /** What goes on to the next layer after the steps. */
  const after = (
    open: Open,
    asked: readonly { readonly action: Rule['action']; readonly boxes: Boxes }[],
    direction: Direction,
  ): Open => {
    const steps = <Peers>(pick: (boxes: Boxes) => readonly Box<Peers>[]): readonly Step<Peers>[] =>
      asked.map(({ action, boxes }) => ({ action, boxes: pick(boxes) }));
    const tier = { closed: false };
    return {
      pods: ask({ allowed: [], open: open.pods }, { ...tier, steps: steps((boxes) => boxes.pods) }, pods, ports).open,
      atoms: ask({ allowed: [], open: open.atoms }, { ...tier, steps: steps((boxes) => boxes.atoms) }, atoms[direction], ports)
        .open,
    };
  };

  const speaking = new Set<ResolvedRule>();
  const deciding = new Set<ResolvedRule>();
  /** `open` undefined: nothing has been asked before. */
  const enter = (rule: ResolvedRule, boxes: Boxes, open: Open | undefined): void => {
    if (isSilent(boxes)) return;
    speaking.add(rule);
    if (!deciding.has(rule) && (open === undefined || meets(open, boxes, rule.rule.direction))) deciding.add(rule);
  };

  /** Asks the rules of an ordered layer in turn, and hands over what goes on behind them. */
  function inTurn(open: Open, asked: readonly Policy[], at: PodClass, direction: Direction): Open {
    const steps: { readonly action: Rule['action']; readonly boxes: Boxes }[] = [];
    let left = open;
    for (const policy of asked) {
      for (const rule of rulesOf(policy, direction)) {
        const boxes = rule.boxes(at);
        enter(rule, boxes, left);
        steps.push({ action: rule.action, boxes });
        // Whatever a rule does with what it meets, no later one of its layer is asked about it.
        left = after(left, [{ action: 'deny', boxes }], direction);
      }
    }
    return after(open, steps, direction);
  }

  for (const direction of directions) {
    const nothingAsked = everything(direction);
    /** What ordered policies leave open, by those that were asked; the same for all pods unless a rule means something else on each. */
    const known = new Map<string, Open>();
    for (const at of classes) {
      const policies = policiesOf(at.index, direction);
      if (at.hostNetwork || policies.length === 0) continue;
      let open: Open | undefined;
      let key = '';
      for (const layer of layers) {
        const asked = policies.filter((policy) => policy.layer === layer);
        if (asked.length === 0) continue;
        if (!asked.some(isOrdered)) {
          for (const policy of asked) {
            for (const rule of rulesOf(policy, direction)) if (!deciding.has(rule)) enter(rule, rule.boxes(at), open);
          }
          continue;
        }
        key += `${keyOf(at, direction, asked)}/`;
        open = known.get(key) ?? inTurn(open ?? nothingAsked, asked, at, direction);
        known.set(key, open);
      }
    }
  }

  const membersOf = (policy: Policy): readonly PodClass[] => {
    const members: PodClass[] = [];
    pods.each(subjects.get(policy) ?? pods.none, (member) => members.push(...classes.slice(member, member + 1)));
    return members;
  };

  /** The rules before it that decide what it speaks about, as met on some of its subjects. */
  function decidedBy(shadowed: ResolvedRule, members: readonly PodClass[]): readonly ResolvedRule[] {
    const { policy, rule } = shadowed;
    const found = new Set<ResolvedRule>();
    const position = layers.indexOf(policy.layer);
    for (const at of members.slice(0, enough)) {
      const boxes = shadowed.boxes(at);
      let left: Open = { pods: byPorts(boxes.pods, pods), atoms: byPorts(boxes.atoms, atoms[rule.direction]) };
      const before = policiesOf(at.index, rule.direction)
        .filter((one) => isOrdered(one) && layers.indexOf(one.layer) <= position)
        .flatMap((one) => rulesOf(one, rule.direction));
      for (const other of before) {
        if (other === shadowed) break;
        const taken = other.boxes(at);
        if (!meets(left, taken, rule.direction)) continue;
        found.add(other);
        left = after(left, [{ action: 'deny', boxes: taken }], rule.direction);
      }
    }
    return [...found];
  }

  /** Whether one rule says all that another one does, wherever they apply. */
  function covers(wide: ResolvedRule, narrow: ResolvedRule, members: readonly PodClass[]): boolean {
    const algebra = atoms[narrow.rule.direction];
    const same = !wide.perSubject && !narrow.perSubject;
    return (same ? members.slice(0, 1) : members).every((at) => {
      const [whole, part] = [wide.boxes(at), narrow.boxes(at)];
      // One peer of each box tells most rules apart, long before all of them are held against each other.
      const isFirstTaken = ({ peers, ports: on }: Box<PodSet>): boolean =>
        ports.without(on, podPorts(engine, whole, firstOf(peers) ?? -1)) === ports.none;
      const isEdgeTaken = ({ peers, ports: on }: Box<AtomSet>): boolean =>
        ports.without(on, atomPorts(engine, whole, narrow.rule.direction, peers[0] ?? -1)) === ports.none;
      return (
        part.pods.every(isFirstTaken) &&
        part.atoms.every(isEdgeTaken) &&
        piecesWithout(part.pods, whole.pods, pods, ports).next().done === true &&
        piecesWithout(part.atoms, whole.atoms, algebra, ports).next().done === true
      );
    });
  }

  function coveredIn(policy: Policy, direction: Direction, members: readonly PodClass[]): readonly ShadowedRule[] {
    const rules = rulesOf(policy, direction).filter((rule) => speaking.has(rule));
    return rules.flatMap((narrow, index) => {
      const wide = rules.find(
        (other, place) =>
          // Of two that say the same the first one stays.
          other !== narrow && covers(other, narrow, members) && (place < index || !covers(narrow, other, members)),
      );
      return wide === undefined ? [] : [{ rule: narrow.rule, by: [{ policy, rule: wide.rule }] }];
    });
  }

  return (policy) => {
    const members = membersOf(policy);
    let compared = true;
    const rules = directions.flatMap((direction) => {
      const own = rulesOf(policy, direction);
      const overruled = own
        .filter((rule) => speaking.has(rule) && !deciding.has(rule))
        .map((one) => ({
          rule: one.rule,
          by: decidedBy(one, members).map(({ policy: other, rule }) => ({ policy: other, rule })),
        }));
      if (isOrdered(policy) || own.length < 2) return overruled;
      if (own.length > mostRules) {
        compared = false;
        return overruled;
      }
      const known = new Set(overruled.map(({ rule }) => rule));
      return [...overruled, ...coveredIn(policy, direction, members).filter(({ rule }) => !known.has(rule))];
    });
    return { rules, compared };
  };
}
