import type { Direction, Peer, Policy } from '#lib/policy/model.ts';
import type { Selector } from '#lib/policy/selector.ts';
import type { Engine, Verdict } from '#lib/reachability/engine.ts';
import type { OpenPairs } from '#lib/reachability/open-pairs.ts';
import { eachBit, wordsFor } from '#lib/reachability/pod-sets.ts';
import type { Ports } from '#lib/reachability/port-sets.ts';
import { podPorts } from '#lib/reachability/verdict-ports.ts';

/** Which callers are meant: those that get through, both ends' policies taken together, unless more is asked. */
export interface CallersAsked {
  /** Only those that would get in even if no rule named pods by their labels: whole namespaces, or everyone. */
  readonly unnamed?: true;
  /** Also those that their own policies hold back. */
  readonly heldBack?: true;
}

/** Who calls a class. Bits of classes are those of the engine's universe. */
export interface Callers {
  /** Of some classes those that reach `member` on any of the ports. */
  readonly into: (member: number, among: Uint32Array, wanted: Ports, asked: CallersAsked) => Uint32Array;
  /** The ports on which `source` is such a caller. */
  readonly ports: (source: number, member: number, wanted: Ports, asked: CallersAsked) => Ports;
  /** Decides as if no rule named pods by their labels. */
  readonly unnaming: Engine;
}

/** Somebody thought of pods with a certain value: that a label is there, or is another one, says of nobody who it is. */
const names = ({ requirements }: Selector): boolean => requirements.some(({ operator }) => operator === 'In');
const namesPods = (peer: Peer): boolean =>
  (peer.kind === 'pods' && names(peer.selector.pods)) || (peer.kind === 'related' && names(peer.pods));

/** The policy without what its rules allow to pods by name; itself if they do not. */
function withoutNames(policy: Policy): Policy {
  const isNaming = policy.rules.some(({ action, peers }) => action === 'allow' && peers.some(namesPods));
  if (!isNaming) return policy;
  const rules = policy.rules.map((rule) =>
    rule.action === 'allow' ? { ...rule, peers: rule.peers.filter((peer) => !namesPods(peer)) } : rule,
  );
  return { ...policy, rules };
}

/** What would be decided if no rule named pods. */
function unnamingOf(engine: Engine): Engine {
  const { classes, policiesOf, verdict, decide } = engine;
  const nameless = new Map<Policy, Policy>();
  const stripped = (policy: Policy): Policy => {
    const known = nameless.get(policy) ?? withoutNames(policy);
    nameless.set(policy, known);
    return known;
  };
  const left = (member: number, direction: Direction): readonly Policy[] => policiesOf(member, direction).map(stripped);
  const verdicts: Record<Direction, Map<number, Verdict>> = { ingress: new Map(), egress: new Map() };
  const decided = (member: number, direction: Direction): Verdict => {
    const subject = classes[member];
    const policies = left(member, direction);
    const isSame = policiesOf(member, direction).every((policy, index) => policy === policies[index]);
    return isSame || subject === undefined || subject.hostNetwork
      ? verdict(member, direction)
      : decide(subject, direction, policies);
  };
  return {
    ...engine,
    policiesOf: left,
    verdict: (member, direction) => {
      const found = verdicts[direction].get(member) ?? decided(member, direction);
      verdicts[direction].set(member, found);
      return found;
    },
  };
}

const keep = (bits: Uint32Array, kept: Uint32Array): void => {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] ?? 0) & (kept[word] ?? 0);
};
const drop = (bits: Uint32Array, dropped: Uint32Array): void => {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] ?? 0) & ~(dropped[word] ?? 0);
};

export function callersOf(engine: Engine, pairs: OpenPairs): Callers {
  const { classes, pods, ports, verdict } = engine;
  const unnaming = unnamingOf(engine);
  const decided = (member: number, { unnamed }: CallersAsked): Verdict =>
    (unnamed ? unnaming : engine).verdict(member, 'ingress');

  const portsFrom: Callers['ports'] = (source, member, wanted, asked) => {
    const admitted = ports.common(wanted, podPorts(engine, decided(member, asked), source));
    return asked.heldBack ? admitted : ports.common(admitted, podPorts(engine, verdict(source, 'egress'), member));
  };
  let free: Uint32Array | undefined;
  /** The classes that nothing holds back on their own side. */
  const unheld = (): Uint32Array => {
    if (free !== undefined) return free;
    free = new Uint32Array(wordsFor(pods.count));
    for (const { index } of classes) {
      const isFree = verdict(index, 'egress').pods.some((box) => box.ports === ports.all && box.peers === pods.all);
      if (isFree) free[index >>> 5] = (free[index >>> 5] ?? 0) | (1 << (index & 31));
    }
    return free;
  };

  const into: Callers['into'] = (member, among, wanted, asked) => {
    const everyRule = !asked.unnamed && !asked.heldBack;
    if (everyRule && wanted === ports.all) {
      // Open on some port is all that there is to know.
      const open = among.slice();
      keep(open, pairs.into(member));
      return open;
    }
    const found = new Uint32Array(among.length);
    const onAll = new Uint32Array(among.length);
    for (const box of decided(member, asked).pods) {
      if (ports.common(box.ports, wanted) !== ports.none) pods.addTo(found, box.peers);
      if (wanted === ports.all && box.ports === ports.all) pods.addTo(onAll, box.peers);
    }
    keep(found, among);
    if (asked.heldBack) return found;
    keep(found, pairs.into(member));
    // Of the others it is not clear that the port which is open is one of those asked about.
    const left = found.slice();
    drop(left, onAll);
    drop(left, unheld());
    eachBit(left, (source) => {
      if (portsFrom(source, member, wanted, asked) === ports.none)
        found[source >>> 5] = (found[source >>> 5] ?? 0) & ~(1 << (source & 31));
    });
    return found;
  };
  return { into, ports: portsFrom, unnaming };
}
