/** Neighbours on an axis that have something in common; the heading is empty where that is nothing. */
export interface Band {
  readonly title: string;
  readonly length: number;
}

export interface Axis {
  readonly names: readonly string[];
  /** Of all names, in their order; none where there is nothing to tell. */
  readonly bands: readonly Band[];
}

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Neighbours with the same title become one band. No bands where no name has a title. */
export function bandsOf(titles: readonly string[]): readonly Band[] {
  if (titles.every((title) => title === '')) return [];
  const bands: { readonly title: string; length: number }[] = [];
  for (const title of titles) {
    const last = bands.at(-1);
    if (last?.title === title) last.length++;
    else bands.push({ title, length: 1 });
  }
  return bands;
}

// What a page holds beside the names of the rows.
const mostWidth = 960;
const sideOf = (count: number): number => Math.max(3, Math.min(44, Math.floor(mostWidth / count)));

/** In pixels, as large as the page is wide for the longer axis. `roomy`: a few letters fit into a cell. */
export function cellSizes(
  rows: Axis,
  columns: Axis,
): { readonly width: number; readonly height: number; readonly roomy: boolean } {
  const width = sideOf(columns.names.length);
  // A narrow map of one row would else be a line of dots.
  const height = Math.max(Math.min(width, sideOf(rows.names.length)), Math.min(24, sideOf(rows.names.length)));
  return { width, height, roomy: width >= 34 && height >= 20 };
}

/** Where a key leads from a cell; null for keys that lead nowhere. */
export function placeAfter(key: string, { row, column }: Place, rows: number, columns: number): Place | null {
  switch (key) {
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column };
    case 'ArrowDown':
      return { row: Math.min(rows - 1, row + 1), column };
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) };
    case 'ArrowRight':
      return { row, column: Math.min(columns - 1, column + 1) };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: columns - 1 };
    default:
      return null;
  }
}
