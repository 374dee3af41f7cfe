import { stripVTControlCharacters } from 'node:util';

export type Align = 'left' | 'right';

const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length;

function padded(text: string, width: number, align: Align): string {
  const gap = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? `${gap}${text}` : `${text}${gap}`;
}

/** Cells as columns that stand below each other, two spaces apart, the last one as long as it is. Colours do not count as width. */
export function columns(rows: readonly (readonly string[])[], align: readonly Align[] = []): readonly string[] {
  const count = Math.max(0, ...rows.map(({ length }) => length));
  const widths = Array.from({ length: count }, (_, index) => Math.max(...rows.map((row) => widthOf(row[index] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index === count - 1 && align[index] !== 'right' ? cell : padded(cell, widths[index] ?? 0, align[index] ?? 'left'),
      )
      .join('  ')
      .trimEnd(),
  );
}
