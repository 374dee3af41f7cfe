import { Readable } from 'node:stream';
import PDFDocument from 'pdfkit';
import { type FontName, fontData } from './font-files.ts';

/** A font as pdfkit embeds it: glyphs that are encoded become part of the file. Numbers are thousandths of the font size. */
export interface EmbeddedFont {
  readonly id: string;
  readonly font: { hasGlyphForCodePoint(codePoint: number): boolean };
  encode(text: string): readonly [hex: readonly string[], positions: readonly { xAdvance: number; advanceWidth: number }[]];
  ref(): PDFKit.PDFKitReference;
}

type Internals = PDFKit.PDFDocument & { readonly _font: EmbeddedFont };

export type PdfDocument = PDFKit.PDFDocument & Readable;

export interface DocumentInfo {
  readonly title: string;
  readonly subject: string;
  readonly creator: string;
  readonly madeAt: Date;
}

// pdfkit copies these into XMP as they are, so they must not be markup.
const markupFree = (text: string): string =>
  text
    .replaceAll('&', '＆')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll(/\p{Cc}/gu, ' ')
    .toWellFormed();

/** An empty tagged PDF 1.7, readable as a stream from the start; content goes in page by page. */
export function createDocument(size: 'A4' | 'Letter', info: DocumentInfo): PdfDocument {
  const doc: PDFKit.PDFDocument = new PDFDocument({
    size: size === 'A4' ? 'A4' : 'LETTER',
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: markupFree(info.title),
      Subject: markupFree(info.subject),
      Creator: info.creator,
      Producer: 'pdfkit',
      CreationDate: info.madeAt,
    },
  });
  if (!(doc instanceof Readable)) throw new TypeError('pdfkit is expected to make a readable stream');
  return doc;
}

/**
 * Collects what is drawn on a page and writes it at the page's end, as one piece: pdfkit by itself makes a buffer of every operator,
 * which for a long report is most of its garbage. Returns what ends the page; to be called before the next one is added.
 */
export function gatherContent(doc: PdfDocument): () => void {
  let operators: string[] = [];
  doc.addContent = (operator: string) => {
    operators.push(operator);
    return doc;
  };
  return () => {
    if (operators.length > 0) doc.page.write(operators.join('\n'));
    operators = [];
  };
}

/** Opens a font for the document; what is encoded with it gets embedded. */
export function embeddedFont(doc: PdfDocument, name: FontName): EmbeddedFont {
  doc.registerFont(name, fontData(name));
  return (doc.font(name) as Internals)._font;
}

/** How much may wait for a slow reader before the writing pauses, in bytes. */
const readAhead = 256 * 1024;

/**
 * Waits until the reader of the document wants more. Each call also gives the process's other work a turn. Rejects when the reader
 * went away, which is what ends the writing.
 */
export function pacer(doc: PdfDocument): () => Promise<void> {
  let wake: (() => void) | null = null;
  const resume = () => {
    wake?.();
    wake = null;
  };
  // pdfkit's own _read does nothing; the stream calls it whenever the reader has taken what there was.
  doc._read = resume;
  doc.once('close', resume);
  return async () => {
    await new Promise((resolve) => setImmediate(resolve));
    while (doc.readableLength > readAhead && !doc.destroyed) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (doc.destroyed) throw new Abandoned();
  };
}

/** The reader closed the stream before the report was complete. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}
