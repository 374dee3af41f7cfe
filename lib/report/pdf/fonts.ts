import { type EmbeddedFont, embeddedFont, type PdfDocument } from './document.ts';

export type Style = 'regular' | 'bold' | 'mono';

/** One character ready to be drawn. Widths are thousandths of the font size. */
export interface Glyph {
  readonly face: Face;
  readonly hex: string;
  readonly advance: number;
  readonly codePoint: number;
}

/** The part of the height of a capital letter in the font size: what lines are centred by. */
export const capHeight = 0.698;

export class Face {
  readonly font: EmbeddedFont;
  readonly #kerned: boolean;
  readonly #glyphs = new Map<number, Glyph | null>();
  readonly #kerns = new Map<number, number>();

  constructor(font: EmbeddedFont, kerned: boolean) {
    this.font = font;
    this.#kerned = kerned;
  }

  /** Null where the font does not have the character. */
  glyph(codePoint: number): Glyph | null {
    const known = this.#glyphs.get(codePoint);
    if (known !== undefined) return known;
    const glyph = this.font.font.hasGlyphForCodePoint(codePoint) ? this.#encode(codePoint) : null;
    this.#glyphs.set(codePoint, glyph);
    return glyph;
  }

  #encode(codePoint: number): Glyph {
    const [hex, positions] = this.font.encode(String.fromCodePoint(codePoint));
    return { face: this, hex: hex.join(''), advance: positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0), codePoint };
  }

  /** How much closer (negative) or further apart two characters stand than their widths say. */
  kern(left: number, right: number): number {
    if (!this.#kerned || left > 0x24f || right > 0x24f) return 0;
    const pair = left * 0x400 + right;
    const known = this.#kerns.get(pair);
    if (known !== undefined) return known;
    const [hex, positions] = this.font.encode(String.fromCodePoint(left, right));
    const [first] = positions;
    const kern = hex.length === 2 && first !== undefined ? first.xAdvance - first.advanceWidth : 0;
    this.#kerns.set(pair, kern);
    return kern;
  }
}

/** The fonts of one document. The last resort is opened only if a character needs it. */
export class Fonts {
  readonly #doc: PdfDocument;
  readonly #chains: Readonly<Record<Style, readonly Face[]>>;
  #everything: Face | null = null;

  constructor(doc: PdfDocument) {
    this.#doc = doc;
    const face = (style: Style) => new Face(embeddedFont(doc, style), style !== 'mono');
    const [regular, bold, mono] = [face('regular'), face('bold'), face('mono')];
    this.#chains = { regular: [regular], bold: [bold], mono: [mono, regular] };
  }

  face(style: Style): Face {
    const [face] = this.#chains[style];
    if (face === undefined) throw new Error(`no font for ${style}`);
    return face;
  }

  /** Null where no font has the character. */
  glyph(codePoint: number, style: Style): Glyph | null {
    for (const face of this.#chains[style]) {
      const glyph = face.glyph(codePoint);
      if (glyph !== null) return glyph;
    }
    this.#everything ??= new Face(embeddedFont(this.#doc, 'everything'), false);
    return this.#everything.glyph(codePoint);
  }
}
