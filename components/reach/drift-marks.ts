import type { DriftScan } from '#lib/store/read/drift-scans.ts';

/** One scan in the time line, or several that lie too close to each other to be told apart. */
export interface DriftMark {
  /** Where it stands, from 0 to 1. */
  readonly at: number;
  readonly first: DriftScan;
  readonly last: DriftScan;
  readonly scans: number;
  /** The scan that the first one with a change was compared with; null where none had one. */
  readonly against: number | null;
  /** Numbers of connections, as far as they are known. */
  readonly opened: number;
  readonly closed: number;
  readonly changed: number;
  /** Why not all of it is known; null where it is. */
  readonly reason: string | null;
}

/** Times are RFC 3339. */
export interface Axis {
  readonly from: string;
  readonly to: string;
}

/** The time to draw: all of it, or only from the first scan on. `scans` are the oldest first, with the last before that time. */
export function axisFrom(scans: readonly Pick<DriftScan, 'at'>[], { from, to }: Axis): Axis {
  const first = scans[0]?.at ?? from;
  return { from: first > from ? first : from, to };
}

/** Where a time (milliseconds since 1970) lies on the axis, from 0 to 1. */
export const placeOn = ({ from, to }: Axis) => {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  return (time: number): number => Math.min(1, Math.max(0, (time - begin) / Math.max(1, end - begin)));
};

/** More marks than this lie within a pixel of each other. */
const mostMarks = 180;

function markOf(scans: readonly [DriftScan, ...DriftScan[]], at: number): DriftMark {
  const sum = (name: 'opened' | 'closed' | 'changed') => scans.reduce((total, { counts }) => total + (counts?.[name] ?? 0), 0);
  return {
    at,
    first: scans[0],
    last: scans.at(-1) ?? scans[0],
    scans: scans.length,
    against: scans.find(({ against }) => against !== null)?.against ?? null,
    opened: sum('opened'),
    closed: sum('closed'),
    changed: sum('changed'),
    reason: scans.find(({ reason }) => reason !== null)?.reason ?? null,
  };
}

/** One mark for each scan on the axis; where there are many, one for all that lie in the same piece of it. */
export function driftMarks(scans: readonly DriftScan[], axis: Axis): readonly DriftMark[] {
  const place = placeOn(axis);
  const inside = scans.filter(({ at }) => at >= axis.from && at <= axis.to);
  const at = (scan: DriftScan): number => place(Date.parse(scan.at));
  if (inside.length <= mostMarks) return inside.map((scan) => markOf([scan], at(scan)));
  const pieces = Map.groupBy(inside, (scan) => Math.min(mostMarks - 1, Math.floor(at(scan) * mostMarks)));
  return [...pieces].flatMap(([piece, [first, ...rest]]) =>
    first === undefined ? [] : [markOf([first, ...rest], (piece + 0.5) / mostMarks)],
  );
}

/** `Scan 46, 2026-10-07 04:00 UTC: 1,282 opened, 0 closed, 54 on other ports.` */
export function markText({ first, last, scans, opened, closed, changed, reason }: DriftMark): string {
  const day = (scan: DriftScan): string => `${scan.at.slice(0, 16).replace('T', ' ')} UTC`;
  const who =
    scans === 1
      ? `Scan ${first.number}, ${day(first)}`
      : `Scans ${first.number} to ${last.number}, ${day(first)} to ${day(last)}`;
  const some = opened + closed + changed > 0;
  const counts = `${opened.toLocaleString('en')} opened, ${closed.toLocaleString('en')} closed, ${changed.toLocaleString('en')} on other ports`;
  if (reason === null) return `${who}: ${some ? counts : 'no connection changed'}.`;
  return `${who}: ${some ? `${counts}, and more that is not known` : 'what changed is not known'}, because ${reason}.`;
}
