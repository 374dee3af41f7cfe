import { blockOrder, nameOrder } from '#components/reach/block-order.ts';
import { type Axis, bandsOf } from '#components/reach/heat-places.ts';
import { packCells } from '#components/reach/packed-cells.ts';
import type { MatrixCell } from '#lib/reachability/matrix.ts';
import type { RecordedMatrix } from '#lib/reachability/recorded-matrix.ts';
import type { MapFields } from './query.ts';

/** The part of a matrix that an address asks for. */
export interface ChosenMap {
  readonly rows: Axis;
  readonly columns: Axis;
  /** For the map, by `packCells`. */
  readonly packed: string;
  /** The open ones among them. */
  readonly cells: readonly MatrixCell[];
  /** Namespaces that no chosen one connects to, or is connected to from; they have no row, or column, of their own. */
  readonly left: number;
}

/** Which cells to show: namespaces by the text that their names hold, and where only one side is narrowed, those it is open to. */
export function chosenMap(matrix: RecordedMatrix, { order, from, to }: MapFields): ChosenMap {
  const { groups, sizes, environments, cells } = matrix;
  const named = (text: string) => (group: number) => groups[group]?.includes(text) === true;
  const open = cells.filter(([row, column]) => named(from)(row) && named(to)(column));
  const linked = { rows: new Set(open.map(([row]) => row)), columns: new Set(open.map(([, column]) => column)) };
  const inOrder = order === 'name' ? nameOrder(groups) : blockOrder(matrix);
  const candidates = { rows: inOrder.filter(named(from)), columns: inOrder.filter(named(to)) };
  const rows = to !== '' && from === '' ? candidates.rows.filter((row) => linked.rows.has(row)) : candidates.rows;
  const columns =
    from !== '' && to === '' ? candidates.columns.filter((column) => linked.columns.has(column)) : candidates.columns;

  const width = groups.length;
  const byPlace = new Map(open.map((cell) => [cell[0] * width + cell[1], cell]));
  // Where nothing is open it does not matter how many pairs there are, only whether there are any.
  const pairsWithout = (row: number, column: number): number => ((row === column ? (sizes[row] ?? 0) - 1 : 1) > 0 ? 1 : 0);
  const axis = (chosen: readonly number[]): Axis => ({
    names: chosen.map((group) => groups[group] ?? ''),
    bands: bandsOf(chosen.map((group) => environments[group] ?? '')),
  });
  return {
    rows: axis(rows),
    columns: axis(columns),
    packed: packCells(
      rows.flatMap((row) =>
        columns.map((column) => {
          const [, , openPairs = 0, of = pairsWithout(row, column)] = byPlace.get(row * width + column) ?? [];
          return [openPairs, of] as const;
        }),
      ),
    ),
    cells: open.map(([row, column, openPairs, of]) => ({
      from: groups[row] ?? '',
      to: groups[column] ?? '',
      open: openPairs,
      of,
    })),
    left: candidates.rows.length - rows.length + candidates.columns.length - columns.length,
  };
}
