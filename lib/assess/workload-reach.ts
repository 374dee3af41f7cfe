import { type Direction, directions } from '#lib/policy/model.ts';
import { portsText } from '#lib/policy/ports.ts';
import { type Allowed, portsOfAllowed } from '#lib/reachability/reach.ts';
import type { Recalled, RecordedClass, RecordedEntry } from '#lib/reachability/record.ts';
import type { ObjectRef } from '#lib/snapshot/objects.ts';
import { isOpenToInternet, type PlaceId, placesAround, type Surroundings } from './outside-places.ts';

type Member = Recalled['classes'][number];

/** Another workload at the end of a connection, and the ports that are open. */
export interface PeerLine {
  /** Which part of the workload has it: its id where there are no parts. */
  readonly part: string;
  readonly peer: string;
  readonly peerWorkload: RecordedClass['workload'];
  readonly ports: string;
}

export interface OutsideLine {
  readonly part: string;
  readonly direction: Direction;
  /** `10.0.0.0-10.255.255.255` */
  readonly addresses: readonly string[];
  readonly ports: string;
}

export interface PoliciesLine {
  readonly part: string;
  readonly direction: Direction;
  /** Only what a policy allows gets through. */
  readonly closed: boolean;
  readonly policies: readonly string[];
}

/** A way in from outside the cluster. */
export interface EntryLine extends Pick<RecordedEntry, 'kind' | 'object' | 'from' | 'ranges' | 'encrypted' | 'says'> {
  readonly part: string;
  /** The ports on the pods that it leads to. */
  readonly ports: string;
  /** Those of them that policies let through; null where that is none. */
  readonly open: string | null;
}

/** Another workload in reach. */
export interface InReach {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
}

/** How far somebody who has taken the workload gets to a place outside the cluster's pods. */
export interface OutsidePlace {
  readonly id: PlaceId;
  /** The workload may open connections to it itself; null where that is not known. */
  readonly direct: boolean | null;
  /** How many of the workloads in its reach may, as far as that is known. */
  readonly through: number;
}

/** Everything that is known of what one workload reaches and is reached by. */
export interface WorkloadReach {
  readonly id: string;
  readonly workload: ObjectRef;
  readonly pods: number;
  /** One where no policy tells its pods apart. */
  readonly parts: readonly { readonly id: string; readonly pods: number; readonly hostNetwork: boolean }[];
  /** Running workloads of the cluster besides it. */
  readonly others: number;
  /** By namespace, then by name. */
  readonly into: readonly PeerLine[];
  readonly from: readonly PeerLine[];
  readonly outside: readonly OutsideLine[];
  readonly fromInternet: boolean;
  readonly policies: readonly PoliciesLine[];
  readonly entries: readonly EntryLine[];
  /** Other workloads by the fewest hops: the first ring is in direct reach. */
  readonly rings: readonly (readonly InReach[])[];
  readonly places: readonly OutsidePlace[];
}

const textOf = (allowed: Allowed): string => portsText(portsOfAllowed(allowed));

/** Distinct workloads of classes, the own left out. */
const workloadsOf = (recalled: Recalled, members: Iterable<number>, own: string): Map<string, Member> => {
  const found = new Map<string, Member>();
  for (const member of members) {
    const one = recalled.classes[member];
    if (one !== undefined && one.workloadId !== own && !found.has(one.workloadId)) found.set(one.workloadId, one);
  }
  return found;
};

/** The rings of all parts laid over each other: each workload in the innermost one that it is in. */
function ringsOf(recalled: Recalled, parts: readonly Member[], own: string): readonly (readonly InReach[])[] {
  const ofParts = parts.map(({ index }) => recalled.blastRadius(index).rings);
  const seen = new Set<string>();
  const depth = Math.max(0, ...ofParts.map(({ length }) => length));
  const rings = Array.from({ length: depth }, (_, hop) => {
    const here = workloadsOf(
      recalled,
      ofParts.flatMap((rings) => rings[hop] ?? []),
      own,
    );
    const fresh = [...here.values()].filter(({ workloadId }) => !seen.has(workloadId));
    for (const { workloadId } of fresh) seen.add(workloadId);
    return fresh.map(({ workloadId, namespace, workload }) => ({ id: workloadId, namespace, name: workload.name }));
  });
  return rings.filter(({ length }) => length > 0);
}

function placesOf(
  recalled: Recalled,
  parts: readonly Member[],
  rings: WorkloadReach['rings'],
  around: Surroundings,
): readonly OutsidePlace[] {
  const inReach = new Set(rings.flat().map(({ id }) => id));
  const classes = recalled.classes.filter(({ workloadId }) => inReach.has(workloadId));
  return placesAround(around).map(({ id, leadsTo }) => {
    const own = parts.map(({ egress }) => leadsTo(egress));
    const others = classes.filter(({ egress }) => leadsTo(egress) === true);
    return {
      id,
      direct: own.includes(true) || (own.includes(null) ? null : false),
      through: new Set(others.map(({ workloadId }) => workloadId)).size,
    };
  });
}

/** What one workload reaches and is reached by; null where there is none of that id that runs. */
export function workloadReach(recalled: Recalled, id: string, around: Surroundings): WorkloadReach | null {
  const { classes } = recalled;
  const parts = classes.filter(({ workloadId }) => workloadId === id);
  const [first] = parts;
  if (first === undefined) return null;
  const lines = (of: 'from' | 'into'): readonly PeerLine[] =>
    parts
      .flatMap((part) => recalled[of](part.index).map((pair) => ({ part, ...pair })))
      .toSorted((a, b) => a.index - b.index)
      .flatMap(({ part, index, ports }) => {
        const peer = classes[index];
        if (peer === undefined) return [];
        return [{ part: part.id, peer: peer.id, peerWorkload: peer.workload, ports: portsText(ports) }];
      });
  const rings = ringsOf(recalled, parts, id);
  return {
    id,
    workload: first.workload,
    pods: parts.reduce((sum, { pods }) => sum + pods, 0),
    parts: parts.map(({ id: part, pods, hostNetwork }) => ({ id: part, pods, hostNetwork })),
    others: new Set(classes.map(({ workloadId }) => workloadId)).size - 1,
    into: lines('into'),
    from: lines('from'),
    outside: directions.flatMap((direction) =>
      parts.flatMap((part) =>
        part[direction].outside.map(({ addresses, ports }) => ({ part: part.id, direction, addresses, ports: textOf(ports) })),
      ),
    ),
    fromInternet: parts.some(({ ingress }) => isOpenToInternet(ingress)),
    policies: directions.flatMap((direction) =>
      parts.map((part) => ({ part: part.id, direction, closed: part[direction].closed, policies: part[direction].policies })),
    ),
    entries: parts.flatMap((part) =>
      part.entries.map(({ ports, open, ...way }) => ({
        ...way,
        part: part.id,
        ports: textOf(ports),
        open: open === 'None' ? null : textOf(open),
      })),
    ),
    rings,
    places: placesOf(recalled, parts, rings, around),
  };
}
