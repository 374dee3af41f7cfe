import { rangesText } from '#lib/policy/addresses.ts';
import type { Direction } from '#lib/policy/model.ts';
import type { PortSet } from '#lib/policy/ports.ts';
import { type ObjectRef, refText } from '#lib/snapshot/objects.ts';
import { ringsOf } from './blast-radius.ts';
import type { Verdict } from './engine.ts';
import type { EntryPoint } from './entry-points.ts';
import { pairsOf } from './pairs.ts';
import type { PodClass } from './pod-classes.ts';
import { type PodSet, podSets } from './pod-sets.ts';
import { type Ports, portSets } from './port-sets.ts';
import { type Allowed, allowedOf, portsOfAllowed } from './reach.ts';
import type { Reachability } from './reachability.ts';
import { peersReader, peersWriter, type RecordedPeers } from './recorded-peers.ts';
import type { Box } from './rules.ts';

/** All of the peers on all of the ports. */
interface RecordedBox extends RecordedPeers {
  readonly ports: Allowed;
}

/** What the policies of one end let through; the other end's are another question. */
export interface RecordedSide {
  /** Some policy selects the class and lets through only what is allowed. */
  readonly closed: boolean;
  /** Those with a say, in the order in which they are asked. */
  readonly policies: readonly string[];
  readonly pods: readonly RecordedBox[];
  /** Ranges of addresses: `10.0.0.0-10.255.255.255`. */
  readonly outside: readonly { readonly addresses: readonly string[]; readonly ports: Allowed }[];
}

/** A way in from outside the cluster; see `EntryPoint`. */
export interface RecordedEntry extends Pick<EntryPoint, 'kind' | 'from' | 'ranges' | 'encrypted' | 'says'> {
  readonly object: string;
  /** The ports on the pods that it leads to. */
  readonly ports: Allowed;
  /** Those of them that policies let through. */
  readonly open: Allowed;
}

export interface RecordedClass {
  readonly id: string;
  readonly workload: ObjectRef & { readonly namespace: string };
  readonly workloadId: string;
  readonly pods: number;
  readonly hostNetwork: boolean;
  readonly ingress: RecordedSide;
  readonly egress: RecordedSide;
  /** Ports on which the ingress controller reaches it. */
  readonly controller: Allowed;
  readonly entries: readonly RecordedEntry[];
}

/** A class as it is kept: classes that the same is decided about share a side, by its number. */
interface StoredClass extends Pick<RecordedClass, 'id' | 'pods' | 'hostNetwork' | 'controller'> {
  readonly kind: string;
  readonly name: string;
  /** Records of earlier versions do not tell what is encrypted. */
  readonly entries: readonly (Omit<RecordedEntry, 'encrypted'> & Partial<Pick<RecordedEntry, 'encrypted'>>)[];
  readonly ingress: number;
  readonly egress: number;
}

/** A side as it is kept: sides that name the same peers share a box, by its number. Those of earlier versions hold their boxes. */
interface StoredSide extends Omit<RecordedSide, 'pods'> {
  readonly pods: readonly (number | RecordedBox)[];
}

/** Who reaches whom, as far as the policies that select the pods of one namespace decide it. Plain data. */
export interface ReachRecord {
  readonly namespace: string;
  readonly classes: readonly StoredClass[];
  readonly sides: readonly StoredSide[];
  /** Absent in records of earlier versions. */
  readonly boxes?: readonly RecordedBox[];
}

/** A union of boxes, each set of pods under one set of ports and the other way round, in an order of its own. */
function boxesOf({ engine: { ports, pods } }: Reachability, verdict: Verdict): readonly (readonly [PodSet, Ports])[] {
  const byPeers = Map.groupBy(verdict.pods, ({ peers }) => peers);
  const each = [...byPeers].map(([peers, boxes]) => ({ peers, on: ports.unionOf(boxes.map((box) => box.ports)) }));
  return [...Map.groupBy(each, ({ on }) => on)].map(([on, boxes]) => [
    boxes.reduce((sum, { peers }) => pods.union(sum, peers), pods.none),
    on,
  ]);
}

const byText = <One>(list: readonly One[], text: (one: One) => string): readonly One[] =>
  list
    .map((one) => ({ one, text: text(one) }))
    .toSorted((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ one }) => one);

/** What is kept of who reaches whom: enough to answer for any two classes again, without the policies. One record a namespace. */
export function recordOf(reachability: Reachability): readonly ReachRecord[] {
  const { engine, connections, entries } = reachability;
  const { classes, ports, policiesOf, verdict } = engine;
  const members = classes.map(({ index, id, namespace, hostNetwork }) => ({ index, id, namespace: namespace.name, hostNetwork }));
  const write = peersWriter(members, engine.pods);
  const said = (on: Ports): Allowed => allowedOf(ports.get(on));
  const known = new Map<PodSet, Map<Ports, RecordedBox>>();
  /** The same object for the same peers and ports: there may be thousands of peers, and thousands of policies that name them. */
  const boxOf = (peers: PodSet, on: Ports): RecordedBox => {
    const alike = known.get(peers) ?? new Map<Ports, RecordedBox>();
    known.set(peers, alike);
    const box = alike.get(on) ?? { ...write(peers), ports: said(on) };
    alike.set(on, box);
    return box;
  };
  const decisions: Record<Direction, Map<Verdict, Omit<RecordedSide, 'policies'>>> = {
    ingress: new Map(),
    egress: new Map(),
  };

  function decisionOf(member: number, direction: Direction) {
    const decided = verdict(member, direction);
    const known = decisions[direction].get(decided);
    if (known !== undefined) return known;
    const pods = boxesOf(reachability, decided)
      .map(([peers, on]) => boxOf(peers, on))
      .filter(({ peers }) => peers.length > 0);
    const outside = connections
      .outside(member, direction)
      .map(({ addresses, ports: on }) => ({ addresses: rangesText(addresses), ports: said(on) }));
    const text = ({ ports: allowed }: { readonly ports: Allowed }): string => JSON.stringify(allowed);
    const fresh = { closed: decided.closed, pods: byText(pods, text), outside: byText(outside, text) };
    decisions[direction].set(decided, fresh);
    return fresh;
  }

  function recordedNamespace(namespace: string, own: readonly PodClass[]): ReachRecord {
    const [sides, boxes] = [new Map<string, StoredSide>(), new Map<RecordedBox, number>()];
    const numbers = new Map<string, number>();
    const numberOf = (box: RecordedBox): number => {
      const number = boxes.get(box) ?? boxes.size;
      boxes.set(box, number);
      return number;
    };
    const sideOf = (direction: Direction, one: PodClass): number => {
      const { pods, ...decision } = decisionOf(one.index, direction);
      const policies = one.hostNetwork ? [] : policiesOf(one.index, direction).map(({ ref }) => refText(ref));
      const side = { policies, ...decision, pods: pods.map(numberOf) };
      const text = JSON.stringify(side);
      if (!sides.has(text)) {
        numbers.set(text, sides.size);
        sides.set(text, side);
      }
      return numbers.get(text) ?? -1;
    };
    const stored = own.map(
      (one): StoredClass => ({
        id: one.id,
        kind: one.workload.ref.kind,
        name: one.workload.ref.name,
        pods: one.instances.length,
        hostNetwork: one.hostNetwork,
        ingress: sideOf('ingress', one),
        egress: sideOf('egress', one),
        controller: said(entries.portsInto(one.index)),
        entries: entries.into(one.index).map(({ kind, object, from, ranges, encrypted, ports: leads, open, says }) => ({
          kind,
          object: refText(object),
          from,
          ranges,
          encrypted,
          ports: said(leads),
          open: said(open),
          says,
        })),
      }),
    );
    return { namespace, classes: stored, sides: [...sides.values()], boxes: [...boxes.keys()] };
  }

  return [...Map.groupBy(classes, ({ namespace }) => namespace.name)].map(([name, own]) => recordedNamespace(name, own));
}

/** A class that is in reach, or reaches, on some ports. */
export interface RecalledPair {
  readonly index: number;
  readonly ports: PortSet;
}

/** Answers out of records, both ends' policies taken together. Classes are asked by their index. */
export interface Recalled {
  readonly classes: readonly (RecordedClass & { readonly index: number; readonly namespace: string })[];
  /** Its own workload left out, by rising index; likewise `into`. */
  readonly from: (index: number) => readonly RecalledPair[];
  readonly into: (index: number) => readonly RecalledPair[];
  readonly between: (src: number, dst: number) => PortSet;
  /** The classes that a class reaches on any port, as bits; the bits are used again by the next call. */
  readonly reached: (index: number) => Uint32Array;
  /** Class indices by the fewest hops, the class itself left out: `rings[0]` is in direct reach. */
  readonly blastRadius: (index: number) => { readonly rings: readonly (readonly number[])[] };
}

const noSide: RecordedSide = { closed: true, policies: [], pods: [], outside: [] };

/** In the order of the classes' ids, which is that of the engine. */
function classesOf(records: readonly ReachRecord[]): Recalled['classes'] {
  return byText(records, ({ namespace }) => `${namespace}/`)
    .flatMap(({ namespace, classes, sides, boxes = [] }) => {
      const workloads = new Map<string, RecordedClass['workload']>();
      const whole = sides.map(
        ({ pods, ...side }): RecordedSide => ({
          ...side,
          pods: pods.flatMap((box) => (typeof box === 'number' ? (boxes[box] ?? []) : box)),
        }),
      );
      return classes.map(({ kind, name, ingress, egress, entries: stored, ...rest }) => {
        const workloadId = `${namespace}/${name}[${kind}]`;
        const workload = workloads.get(workloadId) ?? { kind, namespace, name };
        workloads.set(workloadId, workload);
        const side = (number: number): RecordedSide => whole[number] ?? noSide;
        const entries = stored.map((entry): RecordedEntry => ({ encrypted: 'unknown', ...entry }));
        return { ...rest, entries, namespace, workload, workloadId, ingress: side(ingress), egress: side(egress) };
      });
    })
    .map((one, index) => ({ ...one, index }));
}

/** Reads the records of one moment back, of all namespaces. Throws Error where one of them is missing that another names. */
export function recalled(records: readonly ReachRecord[]): Recalled {
  const classes = classesOf(records);
  const [pods, ports] = [podSets(classes.length + 1), portSets()];
  const setOf = peersReader(classes, pods);
  const numbers = new Map<string, Ports>();
  const portsOf = (allowed: Allowed): Ports => {
    const text = JSON.stringify(allowed);
    const number = numbers.get(text) ?? ports.of(portsOfAllowed(allowed));
    numbers.set(text, number);
    return number;
  };
  const read = new Map<RecordedBox, Box<PodSet>>();
  const boxOf = (box: RecordedBox): Box<PodSet> => {
    const found = read.get(box) ?? { peers: setOf(box), ports: portsOf(box.ports) };
    read.set(box, found);
    return found;
  };
  const verdicts = new Map<RecordedSide, Pick<Verdict, 'pods'>>();
  const verdict = (member: number, direction: Direction): Pick<Verdict, 'pods'> => {
    const side = classes[member]?.[direction] ?? noSide;
    const known = verdicts.get(side);
    if (known !== undefined) return known;
    const fresh = { pods: side.pods.map(boxOf) };
    verdicts.set(side, fresh);
    return fresh;
  };
  const pairs = pairsOf({ classes, pods, ports, verdict });
  return {
    classes,
    from: (index) => pairs.from(index).map(({ dst, ports: on }) => ({ index: dst, ports: ports.get(on) })),
    into: (index) => pairs.into(index).map(({ src, ports: on }) => ({ index: src, ports: ports.get(on) })),
    between: (src, dst) => ports.get(pairs.between(src, dst)),
    reached: pairs.reached,
    blastRadius: (index) => ({ rings: ringsOf(pairs, classes.length, index) }),
  };
}
