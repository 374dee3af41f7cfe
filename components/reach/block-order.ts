import type { Environment } from '#lib/facts/environments.ts';

/** How much of what could be open is open from one group to another. Cells with nothing open are left out. */
interface OpenShares {
  readonly groups: readonly string[];
  /** Row, column, open pairs, and of how many. */
  readonly cells: readonly (readonly [number, number, number, number])[];
  /** Groups of one environment stay together; null is none. */
  readonly environments: readonly (string | null)[];
}

// The most protected first; what is in none comes last.
const environmentOrder: readonly (string | null)[] = ['production', 'staging', 'development'] satisfies readonly Environment[];
const rankOf = (environment: string | null): number => {
  const rank = environmentOrder.indexOf(environment);
  return rank < 0 ? environmentOrder.length : rank;
};

/** Comparing each with each grows with the cube: more than so many groups of one environment stay in the order of their names. */
const mostCompared = 400;

/** What each group lets out, and behind it what it lets in. */
function profilesOf({ groups, cells }: OpenShares): readonly Float32Array[] {
  const profiles = groups.map(() => new Float32Array(2 * groups.length));
  for (const [from, to, open, of] of cells) {
    const share = of === 0 ? 0 : open / of;
    profiles[from]?.set([share], to);
    profiles[to]?.set([share], groups.length + from);
  }
  return profiles;
}

function distance(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += Math.abs((left[index] ?? 0) - (right[index] ?? 0));
  return sum;
}

/** From the group with the most open, each time on to the one most like the last. */
function chained(members: readonly number[], profiles: readonly Float32Array[]): readonly number[] {
  const none = new Float32Array(0);
  const profileOf = (member: number | undefined): Float32Array => profiles[member ?? -1] ?? none;
  const left = [...members];
  const nearest = (far: (member: number) => number): number =>
    left.reduce(
      (best, member, at) => {
        const other = far(member);
        return other < best.far ? { at, far: other } : best;
      },
      { at: 0, far: Number.POSITIVE_INFINITY },
    ).at;
  const order: number[] = [];
  while (left.length > 0) {
    const last = order.at(-1);
    const at = nearest((member) =>
      last === undefined
        ? -profileOf(member).reduce((sum, share) => sum + share, 0)
        : distance(profileOf(last), profileOf(member)),
    );
    order.push(...left.splice(at, 1));
  }
  return order;
}

/**
 * An order of the groups in which those that open to the same others stand side by side, so that a map of them shows blocks: by
 * environment, and the most open first in each. Returns indices of groups; where nothing tells groups apart, they are by name.
 */
export function blockOrder(shares: OpenShares): readonly number[] {
  const { groups, environments } = shares;
  const profiles = profilesOf(shares);
  const byName = nameOrder(groups);
  const byEnvironment = Map.groupBy(byName, (group) => environments[group] ?? null);
  return [...byEnvironment]
    .toSorted(([a], [b]) => rankOf(a) - rankOf(b))
    .flatMap(([, members]) => (members.length > mostCompared ? members : chained(members, profiles)));
}

/** Indices of the groups, by name. */
export const nameOrder = (groups: readonly string[]): readonly number[] =>
  [...groups.keys()].toSorted((a, b) => ((groups[a] ?? '') < (groups[b] ?? '') ? -1 : 1));
