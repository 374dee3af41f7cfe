import { gatherContent, type PdfDocument } from './document.ts';
import type { Fonts } from './fonts.ts';
import type { Line, Run } from './typeset.ts';

export type Element = PDFKit.PDFStructureElement;

/** `scope` is for header cells; `bbox` (left, top, right, bottom) for figures. */
export interface ElementOptions extends PDFKit.Mixins.StructureElementOptions {
  readonly scope?: 'Column' | 'Row';
  readonly bbox?: readonly [number, number, number, number];
}

const colours = new Map<string, string>();

/** `#rrggbb` as operands of `rg` and `RG`. */
export function rgbOf(hex: string): string {
  const known = colours.get(hex);
  if (known !== undefined) return known;
  const value = Number.parseInt(hex.slice(1), 16);
  const operands = [16, 8, 0].map((shift) => (((value >> shift) & 0xff) / 255).toFixed(3)).join(' ');
  colours.set(hex, operands);
  return operands;
}

export const pointsOf = (value: number): string => String(Math.round(value * 100) / 100);
const n = pointsOf;

const utf16 = (text: string): string => `FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex')}`;

/**
 * Draws on the current page and keeps the tags: whatever is drawn belongs to the element that was last given to `into`, or, inside
 * `artifact`, to none (headers, rules, what repeats). Points from the top left corner.
 */
export class Pen {
  readonly doc: PdfDocument;
  readonly fonts: Fonts;
  #target: { element: Element; tag: string } | null = null;
  #open: Element | null = null;
  #untagged = false;
  readonly #flush: () => void;

  constructor(doc: PdfDocument, fonts: Fonts) {
    this.doc = doc;
    this.#flush = gatherContent(doc);
    this.fonts = fonts;
  }

  element(parent: Element, tag: string, options: ElementOptions = {}): Element {
    const element = this.doc.struct(tag, options);
    parent.add(element);
    return element;
  }

  into(element: Element, tag: string): void {
    this.#target = { element, tag };
  }

  artifact(draw: () => void, options: PDFKit.Mixins.MarkingOptions = { type: 'Layout' }): void {
    const outermost = !this.#untagged;
    if (outermost) {
      this.lift();
      this.doc.markContent('Artifact', options);
      this.#untagged = true;
    }
    draw();
    if (outermost) {
      this.#untagged = false;
      this.doc.endMarkedContent();
    }
  }

  /** Writes what was drawn to the page. */
  endPage(): void {
    this.lift();
    this.#flush();
  }

  /** Closes what is open: before the page ends, and before an element's parent is ended. */
  lift(): void {
    if (this.#open === null) return;
    this.doc.endMarkedContent();
    this.#open = null;
  }

  #touch(): void {
    if (this.#untagged || this.#target === null || this.#open === this.#target.element) return;
    this.lift();
    this.#open = this.#target.element;
    this.#open.add(this.doc.markStructureContent(this.#target.tag));
  }

  /** Content stream operators as they are. */
  put(operators: string): void {
    this.#touch();
    this.doc.addContent(operators);
  }

  /** `y` is the baseline. */
  line(line: Line, x: number, y: number, colour: string): void {
    if (line.logical !== null) this.put(`/Span <</ActualText <${utf16(line.logical)}>>> BDC`);
    for (const run of line.runs) {
      if (run.span.goTo === undefined || line.logical !== null) this.#run(run, line.size, x, y, colour);
      else this.#link(run, line.size, x, y, colour, run.span.goTo);
    }
    if (line.logical !== null) this.put('EMC');
  }

  #run({ face, operand, span, x }: Run, size: number, from: number, y: number, colour: string): void {
    const { font } = face;
    this.doc.page.fonts[font.id] ??= font.ref();
    const place = `1 0 0 -1 ${n(from + x)} ${n(y)} Tm`;
    this.put(`BT ${rgbOf(span.colour ?? colour)} rg /${font.id} ${n(size)} Tf ${place} ${operand} TJ ET`);
  }

  #link(run: Run, size: number, x: number, y: number, colour: string, goTo: string): void {
    const target = this.#target;
    if (target === null || this.#untagged) {
      this.#run(run, size, x, y, colour);
      return;
    }
    const link = this.element(target.element, 'Link');
    this.into(link, 'Link');
    this.#run(run, size, x, y, colour);
    this.lift();
    // pdfkit tells strings from names by the wrapper object; its types do not know that.
    const options: object = { structParent: link, Contents: new String(run.span.text) };
    this.doc.goTo(x + run.x, y - size, run.width, size * 1.3, goTo, options);
    link.end();
    this.#target = target;
  }

  fill(colour: string, x: number, y: number, width: number, height: number): void {
    this.put(`${rgbOf(colour)} rg ${n(x)} ${n(y)} ${n(width)} ${n(height)} re f`);
  }

  frame(colour: string, x: number, y: number, width: number, height: number, weight = 0.75): void {
    this.put(`${rgbOf(colour)} RG ${weight} w ${n(x)} ${n(y)} ${n(width)} ${n(height)} re S`);
  }

  /** An open line through the points. */
  stroke(
    colour: string,
    weight: number,
    points: readonly (readonly [x: number, y: number])[],
    dash: readonly number[] = [],
  ): void {
    const path = points.map(([x, y], index) => `${n(x)} ${n(y)} ${index === 0 ? 'm' : 'l'}`).join(' ');
    this.put(`q ${rgbOf(colour)} RG ${weight} w [${dash.join(' ')}] 0 d ${path} S Q`);
  }

  /** Diagonal hatching inside a rectangle. */
  hatch(colour: string, x: number, y: number, width: number, height: number, gap = 3): void {
    const lines: string[] = [];
    for (let at = -height; at < width; at += gap) lines.push(`${n(x + at)} ${n(y + height)} m ${n(x + at + height)} ${n(y)} l S`);
    this.put(`q ${n(x)} ${n(y)} ${n(width)} ${n(height)} re W n ${rgbOf(colour)} RG 0.5 w ${lines.join(' ')} Q`);
  }

  /** A part of a circle's line, clockwise from the top; `from` and `to` are 0–1. */
  arc(colour: string, weight: number, cx: number, cy: number, radius: number, from: number, to: number): void {
    const steps = Math.max(1, Math.ceil((to - from) * 8));
    const sweep = ((to - from) * 2 * Math.PI) / steps;
    const reach = (4 / 3) * Math.tan(sweep / 4) * radius;
    const at = (angle: number): readonly [number, number] => [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)];
    let angle = from * 2 * Math.PI - Math.PI / 2;
    const [x0, y0] = at(angle);
    let path = `${n(x0)} ${n(y0)} m`;
    for (let step = 0; step < steps; step++) {
      const [ax, ay] = at(angle);
      const [bx, by] = at(angle + sweep);
      const out = [ax - reach * Math.sin(angle), ay + reach * Math.cos(angle)];
      angle += sweep;
      const back = [bx + reach * Math.sin(angle), by - reach * Math.cos(angle)];
      path += ` ${[...out, ...back, bx, by].map(n).join(' ')} c`;
    }
    this.put(`${rgbOf(colour)} RG ${weight} w ${path} S`);
  }
}
