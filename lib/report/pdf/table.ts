import { ink } from './ink.ts';
import type { Element } from './pen.ts';
import { heightOf, type Sheet } from './sheet.ts';
import { type Cell, type Strip, text } from './strips.ts';

export interface Column {
  readonly header: string;
  /** Points, or, below 10, a share of what the other columns leave. */
  readonly width: number;
  readonly align?: 'left' | 'right';
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: Iterable<readonly Cell[]>;
  /** What the table shows, for those who do not see it. */
  readonly summary: string;
  /** False where the first column's cells are the headers. */
  readonly headed?: boolean;
}

const gutter = 10;
const padding = 3.2;

interface Place {
  readonly x: number;
  readonly width: number;
}

function placesOf(columns: readonly Column[], left: number, width: number): readonly Place[] {
  const isShare = (column: Column) => column.width < 10;
  const free =
    width - gutter * (columns.length - 1) - columns.reduce((sum, column) => sum + (isShare(column) ? 0 : column.width), 0);
  const shares = columns.reduce((sum, column) => sum + (isShare(column) ? column.width : 0), 0);
  let x = left;
  return columns.map((column) => {
    const place = { x, width: isShare(column) ? (free * column.width) / shares : column.width };
    x += place.width + gutter;
    return place;
  });
}

/** How many strips from `from` on fit into the height. */
function fitting(strips: readonly Strip[], from: number, height: number): number {
  let used = 0;
  let to = from;
  for (let strip = strips[to]; strip !== undefined && used + strip.height <= height + 0.01; strip = strips[to]) {
    used += strip.height;
    to += 1;
  }
  return to;
}

/**
 * A table in the flow. Pages break between rows and repeat the header; only a row that is higher than a page is cut, between its lines.
 */
export async function table(sheet: Sheet, { columns, rows, summary, headed = true }: Table): Promise<void> {
  const { pen, fonts } = sheet;
  const places = placesOf(columns, sheet.left, sheet.width);
  const headers = columns.map(({ header, align = 'left' }, column) =>
    text(header, { size: 7, style: 'bold', colour: ink.muted, align })(fonts, places[column]?.width ?? 0),
  );
  const headerHeight = headed ? Math.max(...headers.map(heightOf)) + 2 * padding : 0;

  const rule = (colour: string, weight: number) =>
    pen.artifact(() =>
      pen.stroke(colour, weight, [
        [sheet.left, sheet.y],
        [sheet.left + sheet.width, sheet.y],
      ]),
    );

  const paint = (strips: readonly Strip[], column: number) => {
    const place = places[column];
    if (place === undefined) return;
    let y = sheet.y + padding;
    for (const strip of strips) {
      strip.paint(pen, place.x, y, place.width);
      y += strip.height;
    }
  };

  const header = (row: Element | null) => {
    if (!headed) return rule(ink.hairline, 0.5);
    pen.artifact(() => pen.fill(ink.band, sheet.left, sheet.y, sheet.width, headerHeight));
    for (const [column, strips] of headers.entries()) {
      if (row === null) pen.artifact(() => paint(strips, column), { type: 'Pagination' });
      else cellInto(row, 'TH', { scope: 'Column' }, () => paint(strips, column));
    }
    sheet.y += headerHeight;
    rule(ink.rule, 0.6);
  };

  const cellInto = (row: Element, tag: 'TH' | 'TD', options: { scope?: 'Column' | 'Row' }, draw: () => void) => {
    const cell = pen.element(row, tag, options);
    pen.into(cell, tag);
    draw();
    pen.lift();
    cell.end();
  };

  const breakPage = async () => {
    await sheet.nextPage();
    header(null);
  };

  let element: Element | null = null;
  for (const cells of rows) {
    const strips = cells.map((cell, column) => cell(fonts, places[column]?.width ?? 0));
    const height = Math.max(...strips.map(heightOf)) + 2 * padding;
    if (element === null) {
      await sheet.room(headerHeight + Math.min(height, sheet.height / 3));
      element = pen.element(sheet.section, 'Table', { title: summary });
      if (headed) {
        const row = pen.element(element, 'TR');
        header(row);
        row.end();
      } else header(null);
    }
    if (sheet.y + height > sheet.bottom && (height <= sheet.height - headerHeight || sheet.bottom - sheet.y < 60))
      await breakPage();

    const row = pen.element(element, 'TR');
    const elements = strips.map((_, column) =>
      headed || column > 0 ? pen.element(row, 'TD') : pen.element(row, 'TH', { scope: 'Row' }),
    );
    let from = strips.map(() => 0);
    for (;;) {
      // At least one line a page, or a table whose header leaves no room would never end.
      const tallest = Math.max(...strips.map((each, column) => each[from[column] ?? 0]?.height ?? 0));
      const free = Math.max(sheet.bottom - sheet.y - 2 * padding, tallest);
      const to = strips.map((each, column) => fitting(each, from[column] ?? 0, free));
      let used = 0;
      for (const [column, each] of strips.entries()) {
        const part = each.slice(from[column], to[column]);
        const cell = elements[column];
        if (cell !== undefined) pen.into(cell, headed || column > 0 ? 'TD' : 'TH');
        paint(part, column);
        used = Math.max(used, heightOf(part));
      }
      pen.lift();
      sheet.y += used + 2 * padding;
      rule(ink.hairline, 0.5);
      if (strips.every((each, column) => (to[column] ?? 0) >= each.length)) break;
      from = to;
      await breakPage();
    }
    row.end();
  }
  element?.end();
  sheet.y += 8;
}
