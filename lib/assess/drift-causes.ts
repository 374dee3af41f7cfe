import type { ChangedObject } from '#lib/reachability/change.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { type DriftGroup, joined } from './drift.ts';

/** A change of an object, and the scan that saw it. `at` is RFC 3339. */
export interface DatedChange extends ChangedObject {
  readonly scan: number;
  readonly at: string;
}

/** Connections of several scans that differ in the same way for the same reasons. */
export type DriftLines = DriftGroup<DatedChange>;

/** Numbers of connections. */
export interface DriftCounts {
  readonly opened: number;
  readonly closed: number;
  /** Open before and after, on other ports. */
  readonly changed: number;
}

/** What one change of an object did; `cause` is null for lines of which no object is known to have caused them. */
export interface CausedDrift extends DriftCounts {
  readonly cause: DatedChange | null;
  /** Changes that have a part in some of the lines, those with a part in the most connections first. */
  readonly together: readonly DatedChange[];
  /** Those that stand for the most connections first. */
  readonly lines: readonly DriftLines[];
}

export const connectionsIn = ({ src, dst }: DriftLines): number => src.length * dst.length;

export function driftCounts(lines: readonly DriftLines[]): DriftCounts {
  const sum = (type: DriftLines['type']) =>
    lines.reduce((total, line) => total + (line.type === type ? connectionsIn(line) : 0), 0);
  return { opened: sum('added'), closed: sum('removed'), changed: sum('changed') };
}

/** One change, and the lines that it has a part in. `open` counts the connections of those that are not listed yet. */
interface Part {
  readonly name: string;
  readonly cause: DatedChange;
  readonly lines: DriftLines[];
  open: number;
}

const nameOf = ({ scan, object, change, what }: DatedChange): string => JSON.stringify([refText(object), scan, change, what]);

function partsOf(lines: readonly DriftLines[]): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>();
  for (const line of lines) {
    for (const cause of line.causes) {
      const name = nameOf(cause);
      const part: Part = parts.get(name) ?? { name, cause, lines: [], open: 0 };
      part.lines.push(line);
      part.open += connectionsIn(line);
      parts.set(name, part);
    }
  }
  return parts;
}

const heaviest = (parts: Iterable<Part>): Part | null =>
  [...parts].reduce<Part | null>(
    (most, part) =>
      part.open > 0 && (most === null || part.open > most.open || (part.open === most.open && part.name < most.name))
        ? part
        : most,
    null,
  );

function groupOf(cause: DatedChange | null, lines: readonly DriftLines[]): CausedDrift {
  const others = [...partsOf(lines).values()].filter(({ name }) => cause === null || name !== nameOf(cause));
  return {
    cause,
    together: others.toSorted((a, b) => b.open - a.open || (a.name < b.name ? -1 : 1)).map((part) => part.cause),
    ...driftCounts(lines),
    lines: lines.toSorted((a, b) => connectionsIn(b) - connectionsIn(a)),
  };
}

/**
 * The lines of a drift below the changes that made them. Often several changes have a part in the same line: a default deny closes a
 * namespace together with the policies that open parts of it again. Each line is listed once: below the change that has a part in the
 * most connections, else below the one that has a part in the most of the rest, and so on.
 */
export function driftByCause(lines: readonly DriftLines[]): readonly CausedDrift[] {
  const parts = partsOf(lines);
  const listed = new Set<DriftLines>();
  const groups: CausedDrift[] = [];
  for (let part = heaviest(parts.values()); part !== null; part = heaviest(parts.values())) {
    const own = part.lines.filter((line) => !listed.has(line));
    for (const line of own) {
      listed.add(line);
      for (const cause of line.causes) {
        const other = parts.get(nameOf(cause));
        if (other !== undefined) other.open -= connectionsIn(line);
      }
    }
    groups.push(groupOf(part.cause, own));
  }
  const rest = lines.filter((line) => !listed.has(line));
  return rest.length === 0 ? groups : [...groups, groupOf(null, rest)];
}

/** The lines of one change in as few rectangles as there can be, whatever else had a part in them; the largest first. */
export function linesInShort({ cause, lines }: Pick<CausedDrift, 'cause' | 'lines'>): readonly DriftLines[] {
  const causes = cause === null ? [] : [cause];
  const connections = lines.flatMap(({ type, src: sources, dst: destinations, before, after }) =>
    sources.flatMap((src) => destinations.map((dst) => ({ type, src, dst, before, after, causes }))),
  );
  return joined(connections).toSorted((a, b) => connectionsIn(b) - connectionsIn(a));
}
