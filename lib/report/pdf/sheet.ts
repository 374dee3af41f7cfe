import type { PdfDocument } from './document.ts';
import { Fonts } from './fonts.ts';
import { ink } from './ink.ts';
import { type Element, Pen } from './pen.ts';
import { Placeholder } from './placeholder.ts';
import { drawFooter, drawHeader, type Running, writeTotal } from './running.ts';
import { baselineIn, type Cell, type Strip, type TextLook, text } from './strips.ts';
import { lineOf, type Span } from './typeset.ts';
import { visible } from './visible.ts';

/** A place that the contents and other pages refer to. */
export interface Entry {
  readonly place: string;
  readonly page: number;
}

const margin = { left: 48, right: 48, top: 66, bottom: 62 };
const heading = {
  1: { size: 16, leading: 22, before: 18, after: 8 },
  2: { size: 11, leading: 15, before: 14, after: 4 },
  3: { size: 8.5, leading: 12, before: 9, after: 2 },
} as const;

/** A heading that waits for what comes below it, so that the two are never on different pages. */
interface Heading {
  readonly level: 1 | 2 | 3;
  readonly title: string;
  readonly strips: readonly Strip[];
  readonly section: Element;
  /** Set for headings that are bookmarks and targets of links. */
  readonly place: string | null;
}

export const heightOf = (strips: readonly Strip[]): number => strips.reduce((sum, { height }) => sum + height, 0);

/** The flow of a report over its pages: everything is put below what was put before, on the next page when this one is full. */
export class Sheet {
  readonly pen: Pen;
  readonly fonts: Fonts;
  readonly left = margin.left;
  readonly entries: Entry[] = [];
  y = margin.top;
  pages = 0;
  readonly #doc: PdfDocument;
  readonly #running: Running;
  readonly #pace: () => Promise<void>;
  readonly #total: Placeholder;
  readonly #root: Element;
  #section: Element;
  #chapter: PDFKit.PDFOutline | null = null;
  #pending: Heading[] = [];

  constructor(doc: PdfDocument, running: Running, pace: () => Promise<void>) {
    this.#doc = doc;
    this.#running = running;
    this.#pace = pace;
    this.fonts = new Fonts(doc);
    this.pen = new Pen(doc, this.fonts);
    this.#total = new Placeholder(this.pen);
    this.#root = doc.struct('Document');
    doc.addStructure(this.#root);
    this.#section = this.pen.element(this.#root, 'Sect');
  }

  get width(): number {
    return this.#doc.page.width - margin.left - margin.right;
  }

  get bottom(): number {
    return this.#doc.page.height - margin.bottom;
  }

  get height(): number {
    return this.bottom - margin.top;
  }

  get section(): Element {
    return this.#section;
  }

  /** Begins a page; waits until the reader of the report has taken enough of those before. */
  async nextPage(): Promise<void> {
    this.pen.endPage();
    await this.#pace();
    this.#doc.addPage();
    this.pages += 1;
    this.y = margin.top;
    const span = { left: this.left, right: this.left + this.width };
    if (this.pages > 1) drawHeader(this.pen, this.#running, span);
    drawFooter(this.pen, this.#running, span, this.pages, this.#total);
  }

  /** Makes sure that so many points are free on this page, going to the next if they are not, and writes the headings that waited. */
  async room(height: number): Promise<void> {
    const headings = this.#pending.reduce((sum, { level, strips }) => {
      const { leading, before, after } = heading[level];
      return sum + before + strips.length * leading + after;
    }, 0);
    if (this.pages === 0 || (this.y + headings + height > this.bottom && this.y > margin.top)) await this.nextPage();
    for (const next of this.#pending.splice(0)) this.#writeHeading(next);
  }

  /** The report's end: what had to wait for the number of pages is written. */
  async finish(): Promise<void> {
    await this.room(0);
    this.pen.endPage();
    writeTotal(this.#total, this.pages);
    this.#section.end();
    this.#root.end();
    this.#doc.end();
  }

  /** A new part of the report: a heading of the first level, a bookmark, a line of the contents. */
  async chapter(title: string, place: string, page: 'new' | 'same'): Promise<void> {
    await this.room(0);
    this.pen.lift();
    this.#section.end();
    this.#section = this.pen.element(this.#root, 'Sect', { title });
    if (page === 'new') await this.nextPage();
    this.#await(1, title, place);
  }

  /** A heading inside a chapter; with a `place` it is a bookmark and a target of links. */
  heading(level: 2 | 3, title: string, place: string | null = null): void {
    this.#await(level, title, place);
  }

  #await(level: 1 | 2 | 3, title: string, place: string | null): void {
    const { size, leading } = heading[level];
    const strips = text(title, { size, leading, style: 'bold' })(this.fonts, this.width);
    this.#pending.push({ level, title, strips, section: this.#section, place });
  }

  #writeHeading({ level, title, strips, section, place }: Heading): void {
    const { before, after } = heading[level];
    if (this.y > margin.top) this.y += before;
    if (place !== null) this.#remember(level, title, place);
    const element = this.pen.element(section, `H${level}`);
    this.pen.into(element, `H${level}`);
    for (const strip of strips) this.#paint(strip, this.left, this.width);
    this.pen.lift();
    element.end();
    this.y += after;
  }

  #remember(level: 1 | 2 | 3, title: string, place: string): void {
    const top = Math.max(0, this.y - 14);
    this.#doc.addNamedDestination(place, 'XYZ', null, top, null);
    this.entries.push({ place, page: this.pages });
    // pdfkit measures `left` from the right edge.
    const here = { top, left: this.#doc.page.width, zoom: 0, expanded: false };
    if (level === 1) this.#chapter = this.#doc.outline.addItem(visible(title), here);
    else (this.#chapter ?? this.#doc.outline).addItem(visible(title), here);
  }

  #paint(strip: Strip, x: number, width: number): void {
    strip.paint(this.pen, x, this.y, width);
    this.y += strip.height;
  }

  /** Lines below each other, tagged as one element. */
  async flow(cell: Cell, options: { tag?: string; after?: number } = {}): Promise<void> {
    const { tag = 'P', after = 6 } = options;
    const strips = cell(this.fonts, this.width);
    await this.room(heightOf(strips.slice(0, 2)));
    const element = this.pen.element(this.#section, tag);
    await this.#into(element, tag, strips, this.left, this.width);
    element.end();
    this.y += after;
  }

  /** Never leaves a single first or last line alone on a page. */
  async #into(element: Element, tag: string, strips: readonly Strip[], x: number, width: number): Promise<void> {
    for (const [index, strip] of strips.entries()) {
      const together = index === 0 || index === strips.length - 2 ? 2 : 1;
      await this.room(heightOf(strips.slice(index, index + together)));
      this.pen.into(element, tag);
      this.#paint(strip, x, width);
    }
    this.pen.lift();
  }

  paragraph(content: string | readonly Span[], look: TextLook & { after?: number } = {}): Promise<void> {
    const { after = 6, ...rest } = look;
    return this.flow(text(content, { size: 9, leading: 13, ...rest }), { after });
  }

  /** A list; `labels` gives each item's mark, a dot unless told. */
  async list(items: readonly (string | readonly Span[])[], options: { numbered?: boolean; size?: number } = {}): Promise<void> {
    const { numbered = false, size = 9 } = options;
    const leading = size * 1.45;
    const inset = numbered ? 16 : 11;
    await this.room(2 * leading);
    const list = this.pen.element(this.#section, 'L');
    for (const [index, item] of items.entries()) {
      const strips = text(item, { size, leading })(this.fonts, this.width - inset);
      await this.room(heightOf(strips.slice(0, 2)));
      const element = this.pen.element(list, 'LI');
      const label = this.pen.element(element, 'Lbl');
      this.pen.into(label, 'Lbl');
      const mark = lineOf(this.fonts, { text: numbered ? `${index + 1}` : '•', style: numbered ? 'bold' : 'regular' }, size);
      this.pen.line(mark, this.left, baselineIn(this.y, leading, size), numbered ? ink.muted : ink.rule);
      this.pen.lift();
      const body = this.pen.element(element, 'LBody');
      await this.#into(body, 'LBody', strips, this.left + inset, this.width - inset);
      element.end();
      this.y += 2.5;
    }
    list.end();
    this.y += 4;
  }

  /** Parts that stand beside each other in columns of the same width; they stay on one page, so they must be short. */
  async beside(parts: readonly { readonly title: string; readonly items: readonly Cell[] }[]): Promise<void> {
    const { size, leading, before, after } = heading[2];
    const [between, apart] = [24, 4];
    const width = (this.width - between * (parts.length - 1)) / parts.length;
    const columns = parts.map(({ title, items }) => ({
      title: text(title, { size, leading, style: 'bold' })(this.fonts, width),
      items: items.map((item) => item(this.fonts, width)),
    }));
    const height = columns.map(({ title, items }) =>
      items.reduce((sum, strips) => sum + heightOf(strips) + apart, before + heightOf(title) + after),
    );
    await this.room(Math.max(...height));
    const top = this.y === margin.top ? this.y : this.y + before;
    for (const [index, { title, items }] of columns.entries()) {
      const x = this.left + index * (width + between);
      let y = this.#putStrips(title, x, top, width, this.#section, 'H2') + after;
      const list = this.pen.element(this.#section, 'L');
      for (const strips of items) {
        const item = this.pen.element(list, 'LI');
        y = this.#putStrips(strips, x, y, width, item, 'LBody') + apart;
        item.end();
      }
      list.end();
    }
    this.y = top - before + Math.max(...height);
  }

  /** A drawing with the words that stand for it. */
  async figure(
    height: number,
    alternative: string,
    draw: (pen: Pen, x: number, y: number, width: number) => void,
  ): Promise<void> {
    await this.room(height);
    this.drawing(this.left, this.y, this.width, height, alternative, draw);
    this.y += height;
  }

  /** The same at a given place, off the flow. */
  drawing(
    x: number,
    y: number,
    width: number,
    height: number,
    alternative: string,
    draw: (pen: Pen, x: number, y: number, width: number) => void,
  ): void {
    this.pen.lift();
    const element = this.pen.element(this.#section, 'Figure', { alt: alternative, bbox: [x, y, x + width, y + height] });
    this.pen.into(element, 'Figure');
    draw(this.pen, x, y, width);
    this.pen.lift();
    element.end();
  }

  /** One cell's content at a given place, off the flow; returns where it ends. */
  put(cell: Cell, x: number, y: number, width: number): number {
    return this.#putStrips(cell(this.fonts, width), x, y, width, this.#section, 'P');
  }

  #putStrips(strips: readonly Strip[], x: number, y: number, width: number, parent: Element, tag: string): number {
    const element = this.pen.element(parent, tag);
    this.pen.into(element, tag);
    let at = y;
    for (const strip of strips) {
      strip.paint(this.pen, x, at, width);
      at += strip.height;
    }
    this.pen.lift();
    element.end();
    return at;
  }
}
