import { type AddressRange, addressOf, rangesText, unionOfAddresses } from '#lib/policy/addresses.ts';
import type { Allowed } from '#lib/reachability/reach.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { type DriftGroup, joined } from './drift.ts';
import type { DatedChange, DriftLines } from './drift-causes.ts';
import { type RecordedEnds, recordedChanges } from './drift-of-records.ts';

/** What one scan saw change. `at` is RFC 3339. */
export interface ScanLines {
  readonly scan: number;
  readonly at: string;
  readonly groups: readonly DriftGroup[];
}

type Family = 'v4' | 'v6';

/** An end of a connection that is a range of addresses; undefined for one that is not. */
function rangeOf(end: string): { readonly family: Family; readonly range: AddressRange } | undefined {
  if (end.includes('[')) return undefined;
  const [first = '', last = first] = end.split('-');
  const family = first.includes(':') ? 'v6' : 'v4';
  const [from, to] = [addressOf(first)?.[family][0]?.from, addressOf(last)?.[family][0]?.to];
  return from === undefined || to === undefined ? undefined : { family, range: { from, to } };
}

const textOf = (family: Family, range: AddressRange): string => {
  const [text = ''] = rangesText({ v4: [], v6: [], [family]: [range] });
  return text;
};

/** Of an edge among all edges, which rise. */
function positionOf(edges: readonly bigint[], edge: bigint): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? 0n) < edge) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where ranges that a workload has to do with overlap without being the same, they are cut at each other's edges. */
function cutter(ends: ReadonlySet<string>): (end: string) => readonly string[] {
  const edges: Record<Family, Set<bigint>> = { v4: new Set(), v6: new Set() };
  for (const end of ends) {
    const found = rangeOf(end);
    if (found !== undefined) edges[found.family].add(found.range.from).add(found.range.to + 1n);
  }
  const sorted = {
    v4: [...edges.v4].sort((a, b) => (a < b ? -1 : 1)),
    v6: [...edges.v6].sort((a, b) => (a < b ? -1 : 1)),
  };
  const known = new Map<string, readonly string[]>();
  return (end) => {
    const done = known.get(end);
    if (done !== undefined) return done;
    const found = rangeOf(end);
    let parts: readonly string[] = [end];
    if (found !== undefined) {
      const { family, range } = found;
      const own = sorted[family];
      const starts = own.slice(positionOf(own, range.from), positionOf(own, range.to + 1n));
      parts = starts.map((from, index) => textOf(family, { from, to: (starts[index + 1] ?? range.to + 1n) - 1n }));
    }
    known.set(end, parts);
    return parts;
  };
}

/** Ranges that touch are one again. */
function merged(ends: readonly string[]): readonly string[] {
  const ranges = ends.flatMap((end) => rangeOf(end) ?? []);
  if (ranges.length < 2) return ends;
  const whole = unionOfAddresses(ranges.map(({ family, range }) => ({ v4: [], v6: [], [family]: [range] })));
  return [...ends.filter((end) => rangeOf(end) === undefined), ...rangesText(whole)];
}

const dated = ({ causes }: DriftGroup, { scan, at }: Pick<ScanLines, 'scan' | 'at'>): readonly DatedChange[] =>
  causes.map((cause) => ({ ...cause, scan, at }));

interface Folded {
  readonly src: string;
  readonly dst: string;
  readonly before: Allowed;
  after: Allowed;
  readonly causes: DatedChange[];
}

const isSame = (a: Allowed, b: Allowed): boolean => JSON.stringify(a) === JSON.stringify(b);

/** By the other end of each connection that has an address at one: the ranges that are there in any scan. */
function rangesByPeer(scans: readonly ScanLines[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const add = (peer: string, end: string): void => {
    if (rangeOf(end) === undefined) return;
    const own = found.get(peer) ?? new Set();
    found.set(peer, own.add(end));
  };
  for (const { groups } of scans) {
    for (const { src, dst } of groups) {
      for (const from of src)
        for (const to of dst) {
          add(`> ${from}`, to);
          add(`< ${to}`, from);
        }
    }
  }
  return found;
}

const workloadOf = (end: string): string => end.replace(/\{.*\}$/s, '');

/**
 * Workloads whose pods are told apart, by their ids. Another scan may have told them apart in another way, or not at all: then what one
 * says of a part cannot be held against what another says of the whole, where a change of one part may not even have shown.
 */
function workloadsInParts(connections: readonly Pick<Folded, 'src' | 'dst'>[], ends: RecordedEnds): ReadonlySet<string> {
  const recorded = [ends.before, ends.after].flatMap(({ classes }) =>
    classes.flatMap(({ id, workloadId }) => (id === workloadId ? [] : [workloadId])),
  );
  const found = new Set(recorded);
  for (const { src, dst } of connections)
    for (const end of [src, dst]) {
      const workload = workloadOf(end);
      if (workload !== end) found.add(workload);
    }
  return found;
}

const haveCommon = (one: string, other: string): boolean => {
  const [a, b] = [rangeOf(one), rangeOf(other)];
  if (a === undefined || b === undefined) return workloadOf(one) === workloadOf(other);
  return a.family === b.family && a.range.from <= b.range.to && b.range.from <= a.range.to;
};

/** What is different at both ends for workloads in parts, with the causes of all that changed between the same ends. */
function linesOfParts(
  connections: readonly Pick<Folded, 'src' | 'dst' | 'causes'>[],
  parts: ReadonlySet<string>,
  ends: RecordedEnds,
): readonly Readonly<Folded>[] {
  const placeOf = (end: string): string => (rangeOf(end) === undefined ? workloadOf(end) : '');
  const keyOf = ({ src, dst }: Pick<Folded, 'src' | 'dst'>): string => JSON.stringify([placeOf(src), placeOf(dst)]);
  const byPlaces = Map.groupBy(connections, keyOf);
  return recordedChanges(ends, parts).map((change) => {
    const own = (byPlaces.get(keyOf(change)) ?? []).filter(
      ({ src, dst }) => haveCommon(src, change.src) && haveCommon(dst, change.dst),
    );
    const causes = new Map(
      own
        .flatMap((one) => one.causes)
        .map((cause) => [JSON.stringify([refText(cause.object), cause.scan, cause.change, cause.what]), cause]),
    );
    return { ...change, causes: [...causes.values()].toSorted((a, b) => a.scan - b.scan) };
  });
}

/**
 * What several scans, one after the other, saw change, as one: what was before the first change of a connection, and what is after the
 * last. What came back to what it was is left out. Causes are those of all changes of a connection. `ends`, where they are known, are what
 * is recorded of both ends of the time: they decide about workloads in parts.
 */
export function foldedDrift(scans: readonly ScanLines[], ends: RecordedEnds | null = null): readonly DriftLines[] {
  const [only, ...more] = scans;
  if (only !== undefined && more.length === 0 && ends === null)
    return only.groups.map((group) => ({ ...group, causes: dated(group, only) }));
  const cutters = new Map([...rangesByPeer(scans)].map(([peer, ends]) => [peer, cutter(ends)]));
  const whole = (end: string): readonly string[] => [end];
  const connections = new Map<string, Folded>();
  for (const { scan, at, groups } of scans) {
    for (const group of groups) {
      const { src, dst, before, after } = group;
      const causes = dated(group, { scan, at });
      for (const from of src) {
        for (const to of dst) {
          const [sources, targets] = [(cutters.get(`< ${to}`) ?? whole)(from), (cutters.get(`> ${from}`) ?? whole)(to)];
          for (const one of sources)
            for (const other of targets) {
              const key = `${one} ${other}`;
              const known = connections.get(key);
              if (known === undefined) connections.set(key, { src: one, dst: other, before, after, causes: [...causes] });
              else {
                known.after = after;
                known.causes.push(...causes);
              }
            }
        }
      }
    }
  }
  const all = [...connections.values()];
  const parts = ends === null ? new Set<string>() : workloadsInParts(all, ends);
  const isOfParts = ({ src, dst }: Folded): boolean => parts.has(workloadOf(src)) || parts.has(workloadOf(dst));
  const left = all.filter((connection) => !isSame(connection.before, connection.after) && !isOfParts(connection));
  const lines = [...left, ...(ends === null || parts.size === 0 ? [] : linesOfParts(all, parts, ends))].map((line) => ({
    ...line,
    type: line.before === 'None' ? ('added' as const) : line.after === 'None' ? ('removed' as const) : ('changed' as const),
  }));
  return joined(lines).map((group) => ({ ...group, src: merged(group.src), dst: merged(group.dst) }));
}
