import type { NamespaceModel } from '#lib/policy/policies.ts';
import { matrixOf } from './matrix.ts';
import type { Reachability } from './reachability.ts';

/** Open pairs between namespaces, which go by their position in `groups`. */
export interface RecordedMatrix {
  /** Namespaces with running workloads, by name; the next two say something of each. */
  readonly groups: readonly string[];
  /** How many classes it has. */
  readonly sizes: readonly number[];
  /** What it is for, as far as its labels or its name say so. */
  readonly environments: readonly (string | null)[];
  /** Those with an open pair only, by rows: from, to, how many pairs of classes are open on any port, and of how many. */
  readonly cells: readonly MatrixEntry[];
}

export type MatrixEntry = readonly [from: number, to: number, open: number, of: number];

export function recordedMatrix(
  reachability: Reachability,
  environmentOf: (namespace: NamespaceModel) => string | null,
): RecordedMatrix {
  const { groups, cells } = matrixOf(reachability);
  const numbers = new Map(groups.map((group, index) => [group, index]));
  const own = Map.groupBy(reachability.engine.classes, ({ namespace }) => namespace.name);
  const numberOf = (group: string): number => numbers.get(group) ?? -1;
  return {
    groups,
    sizes: groups.map((group) => own.get(group)?.length ?? 0),
    environments: groups.map((group) => {
      const [first] = own.get(group) ?? [];
      return first === undefined ? null : environmentOf(first.namespace);
    }),
    cells: cells.map(({ from, to, open, of }) => [numberOf(from), numberOf(to), open, of]),
  };
}

/** The cells of a row: bounds of stretches in which all pairs are open, each up to before its end; then column and number, in turn. */
type PackedRow = readonly [whole: readonly number[], partly: readonly number[]];

/** A matrix as it is kept: where everyone reaches everyone, a row takes two numbers. */
export interface PackedMatrix extends Omit<RecordedMatrix, 'cells'> {
  /** Pairs within the namespace that are none, because both are of one workload; known where the namespace has an open cell of its own. */
  readonly own: readonly number[];
  readonly rows: readonly PackedRow[];
}

export function packed({ cells, ...matrix }: RecordedMatrix): PackedMatrix {
  const own = matrix.groups.map(() => 0);
  const rows = matrix.groups.map((): [number[], number[]] => [[], []]);
  for (const [from, to, open, of] of cells) {
    if (from === to) own[from] = (matrix.sizes[from] ?? 0) ** 2 - of;
    const [whole, partly] = rows[from] ?? [[], []];
    if (open < of) partly.push(to, open);
    else if (whole.at(-1) === to) whole[whole.length - 1] = to + 1;
    else whole.push(to, to + 1);
  }
  return { ...matrix, own, rows };
}

export function unpacked({ own, rows, ...matrix }: PackedMatrix): RecordedMatrix {
  const pairs = (from: number, to: number): number =>
    (matrix.sizes[from] ?? 0) * (matrix.sizes[to] ?? 0) - (from === to ? (own[from] ?? 0) : 0);
  const cells = rows.flatMap(([whole, partly], from) => {
    const row: MatrixEntry[] = [];
    for (let at = 0; at < whole.length; at += 2)
      for (let to = whole[at] ?? 0; to < (whole[at + 1] ?? 0); to++) row.push([from, to, pairs(from, to), pairs(from, to)]);
    for (let at = 0; at < partly.length; at += 2) {
      const to = partly[at] ?? 0;
      row.push([from, to, partly[at + 1] ?? 0, pairs(from, to)]);
    }
    return row.sort(([, a], [, b]) => a - b);
  });
  return { ...matrix, cells };
}
