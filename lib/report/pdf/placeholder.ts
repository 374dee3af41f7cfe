import { type Pen, pointsOf, rgbOf } from './pen.ts';

/** A number that is drawn before it is known: a form object that pages refer to and that is written at the end. */
export class Placeholder {
  readonly #pen: Pen;
  readonly #form: PDFKit.PDFKitReference;
  readonly #name: string;

  constructor(pen: Pen) {
    this.#pen = pen;
    this.#form = pen.doc.ref({ Type: 'XObject', Subtype: 'Form', BBox: [-60, -12, 60, 6] });
    this.#name = `Later${this.#form.id}`;
  }

  /** `x` is where the text begins or, for `end`, ends; `y` its baseline. */
  place(x: number, y: number): void {
    this.#pen.doc.page.xobjects[this.#name] = this.#form;
    this.#pen.put(`q 1 0 0 1 ${pointsOf(x)} ${pointsOf(y)} cm /${this.#name} Do Q`);
  }

  /** Must be called once for each, or the document never ends. */
  write(text: string, size: number, colour: string, anchor: 'start' | 'end' = 'start'): void {
    const face = this.#pen.fonts.face('regular');
    const glyphs = Array.from(text).flatMap((char) => face.glyph(char.codePointAt(0) ?? 0) ?? []);
    const width = glyphs.reduce((sum, { advance }) => sum + (advance * size) / 1000, 0);
    Object.assign(this.#form.data, { Resources: { Font: { [face.font.id]: face.font.ref() } } });
    const x = anchor === 'start' ? 0 : -width;
    const hex = glyphs.map((glyph) => glyph.hex).join('');
    this.#form.end(`BT ${rgbOf(colour)} rg /${face.font.id} ${size} Tf 1 0 0 -1 ${pointsOf(x)} 0 Tm <${hex}> Tj ET`);
  }
}
