import { ink } from './ink.ts';
import type { Pen } from './pen.ts';
import type { Placeholder } from './placeholder.ts';
import { lineOf } from './typeset.ts';

/** What stands on every page. */
export interface Running {
  readonly title: string;
  readonly scope: string;
  readonly date: string;
  readonly product: string;
  /** The first digits of what the report rests on; null where there is nothing. */
  readonly digest: string | null;
  readonly sample: boolean;
}

/** The left and right ends of the text of a page. */
export interface Extent {
  readonly left: number;
  readonly right: number;
}

const size = 7.5;

/** Draws the mark of sample data so that it ends at `right`; returns where it begins. */
function sampleMark(pen: Pen, right: number, y: number): number {
  const mark = lineOf(pen.fonts, { text: 'SAMPLE DATA', style: 'bold' }, 6.5);
  const x = right - mark.width - 8;
  pen.frame(ink.text, x, y - 8, mark.width + 8, 11, 0.75);
  pen.line(mark, x + 4, y - 0.3, ink.text);
  return x;
}

/** Scope and date; not on the cover, which says them large. */
export function drawHeader(pen: Pen, { title, scope, date, sample }: Running, { left, right }: Extent): void {
  const y = 40;
  const draw = () => {
    const when = lineOf(pen.fonts, { text: date }, size);
    pen.line(when, right - when.width, y, ink.muted);
    let end = right - when.width - 12;
    if (sample) end = sampleMark(pen, end, y) - 12;
    const name = lineOf(pen.fonts, { text: title, style: 'bold' }, size);
    pen.line(name, left, y, ink.text);
    pen.line(lineOf(pen.fonts, { text: scope }, size, end - left - name.width - 8), left + name.width + 8, y, ink.muted);
    pen.stroke(ink.hairline, 0.5, [
      [left, y + 8],
      [right, y + 8],
    ]);
  };
  pen.artifact(draw, { type: 'Pagination' });
}

/** Product, digest and page number; `total` takes the place of the number of pages. */
export function drawFooter(pen: Pen, running: Running, { left, right }: Extent, page: number, total: Placeholder): void {
  const { product, digest, sample } = running;
  const y = pen.doc.page.height - 34;
  const draw = () => {
    pen.stroke(ink.hairline, 0.5, [
      [left, y - 12],
      [right, y - 12],
    ]);
    const made = lineOf(pen.fonts, { text: `${product}${digest === null ? '' : ' · digest'}` }, size);
    pen.line(made, left, y, ink.muted);
    if (digest !== null) pen.line(lineOf(pen.fonts, { text: digest, style: 'mono' }, 7), left + made.width + 3, y, ink.muted);
    if (sample && page === 1) sampleMark(pen, right - 90, y);
    const reserved = lineOf(pen.fonts, { text: 'of 000' }, size).width;
    const number = lineOf(pen.fonts, { text: `Page ${page}` }, size);
    pen.line(number, right - reserved - 3 - number.width, y, ink.muted);
    total.place(right - reserved, y);
  };
  pen.artifact(draw, { type: 'Pagination' });
}

export const writeTotal = (total: Placeholder, pages: number): void => total.write(`of ${pages}`, size, ink.muted);
