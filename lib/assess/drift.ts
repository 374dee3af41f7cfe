import { enforcementOf, reachOptionsOf } from '#lib/facts/enforcement.ts';
import { policyModel, unreadAmongHelpful, unreadAmongNeeded } from '#lib/policy/policies.ts';
import type { ChangedObject } from '#lib/reachability/change.ts';
import { type DriftLine, driftOf } from '#lib/reachability/drift.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';

/** One connection that differs, and why. */
type Line<Cause> = Pick<DriftLine, 'type' | 'src' | 'dst' | 'before' | 'after'> & { readonly causes: readonly Cause[] };

/** Connections that differ in the same way for the same reasons: every `src` with every `dst`. */
export interface DriftGroup<Cause = ChangedObject> extends Pick<DriftLine, 'type' | 'before' | 'after'> {
  readonly causes: readonly Cause[];
  readonly src: readonly string[];
  readonly dst: readonly string[];
}

export interface ConnectionDrift {
  /** Numbers of connections; null where not all were looked at. */
  readonly opened: number | null;
  readonly closed: number | null;
  readonly changed: number | null;
  /** There are more than are told. */
  readonly truncated: boolean;
  readonly groups: readonly DriftGroup[];
}

/** More lines than this say that everything changed, and nothing besides. */
const mostLines = 20_000;

/** Rows of the same targets as one. */
const sameTargets = (rows: readonly { readonly src: string; readonly dst: readonly string[] }[]) =>
  [...Map.groupBy(rows, ({ dst }) => JSON.stringify(dst)).values()].flatMap((same) => {
    const dst = same[0]?.dst ?? [];
    return dst.length === 0 ? [] : [{ src: same.map(({ src }) => src).toSorted(), dst }];
  });

/**
 * The lines in few rectangles: sources that have the same targets are joined. Targets that are sources, too, are apart from the others:
 * no workload is its own target, so that those differ where the others do not.
 */
export function joined<Cause>(lines: readonly Line<Cause>[]): readonly DriftGroup<Cause>[] {
  const alike = Map.groupBy(lines, ({ type, before, after, causes }) => JSON.stringify([type, before, after, causes]));
  return [...alike.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { type, before, after, causes } = first;
    const bySource = Map.groupBy(own, ({ src }) => src);
    const rows = (isSource: boolean) =>
      [...bySource].map(([src, each]) => ({
        src,
        dst: each.flatMap(({ dst }) => (bySource.has(dst) === isSource ? [dst] : [])).toSorted(),
      }));
    return [...sameTargets(rows(false)), ...sameTargets(rows(true))].map((rectangle) => ({
      type,
      before,
      after,
      causes,
      ...rectangle,
    }));
  });
}

/** Why two snapshots cannot be compared; undefined where they can. */
export function incomparable(before: Snapshot, after: Snapshot): string | undefined {
  const unread = [...unreadAmongNeeded(before), ...unreadAmongNeeded(after)][0];
  if (unread !== undefined) return `${unread.object} ${unread.reason}`;
  // What only one of them tells would seem to have come or gone.
  const [was, is] = [unreadAmongHelpful(before), unreadAmongHelpful(after)];
  const onlyOne = [...was, ...is].find(({ object }) => !(has(was, object) && has(is, object)));
  return onlyOne === undefined ? undefined : `${onlyOne.object} could be read in only one of the two scans`;
}

const has = (list: readonly { readonly object: string }[], name: string): boolean => list.some(({ object }) => object === name);

/**
 * What changed in who reaches whom between two snapshots, and what did it, or why that cannot be told. It comes in steps, which say
 * nothing: it can take seconds, and its process may have other things to do.
 */
export function* connectionDriftInSteps(
  before: Snapshot,
  after: Snapshot,
): Generator<void, ConnectionDrift | { readonly reason: string }> {
  const reason = incomparable(before, after);
  if (reason !== undefined) return { reason };
  const was = reachability(policyModel(before), reachOptionsOf(enforcementOf(before)));
  yield;
  const is = reachability(policyModel(after), reachOptionsOf(enforcementOf(after)));
  yield;
  const lines: DriftLine[] = [];
  let truncated = false;
  for (const line of driftOf(was, is)) {
    if (lines.length === mostLines) {
      truncated = true;
      break;
    }
    lines.push(line);
    yield;
  }
  const count = (type: DriftLine['type']): number | null =>
    truncated ? null : lines.filter((line) => line.type === type).length;
  return { opened: count('added'), closed: count('removed'), changed: count('changed'), truncated, groups: joined(lines) };
}
