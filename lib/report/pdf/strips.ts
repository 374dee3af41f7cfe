import { type Look, palette, type Tone } from '#lib/controls/palette.ts';
import { capHeight, type Fonts, type Style } from './fonts.ts';
import { ink } from './ink.ts';
import type { Pen } from './pen.ts';
import { type Line, lineOf, linesOf, type Span } from './typeset.ts';

/** A piece that pages never cut: what cells and paragraphs are made of, one below the other. */
export interface Strip {
  readonly height: number;
  readonly paint: (pen: Pen, x: number, y: number, width: number) => void;
}

/** What a table cell shows in the width it is given. */
export type Cell = (fonts: Fonts, width: number) => readonly Strip[];

export interface TextLook {
  readonly size?: number;
  /** Line height in points; 1.38 of the size unless told. */
  readonly leading?: number;
  readonly style?: Style;
  readonly colour?: string;
  readonly align?: 'left' | 'right';
}

/** The baseline that puts capitals into the middle of a line. */
export const baselineIn = (y: number, leading: number, size: number): number => y + leading / 2 + (capHeight * size) / 2;

const stripOf = (line: Line, leading: number, colour: string, align: 'left' | 'right'): Strip => ({
  height: leading,
  paint: (pen, x, y, width) =>
    pen.line(line, align === 'left' ? x : x + width - line.width, baselineIn(y, leading, line.size), colour),
});

/** Text of several looks or one, broken into lines. */
export const text =
  (content: string | readonly Span[], look: TextLook = {}): Cell =>
  (fonts, width) => {
    const { size = 8, leading = size * 1.38, style = 'regular', colour = ink.text, align = 'left' } = look;
    const spans = typeof content === 'string' ? [{ text: content, style }] : content.map((span) => ({ style, ...span }));
    return linesOf(fonts, spans, size, width).map((line) => stripOf(line, leading, colour, align));
  };

/** Several cells' content, one below the other. */
export const stack =
  (...cells: readonly Cell[]): Cell =>
  (fonts, width) =>
    cells.flatMap((cell) => cell(fonts, width));

export const gap =
  (height: number): Cell =>
  () => [{ height, paint: () => {} }];

/** Preformatted text in monospace; the rest of a line that is too long is indented below it. */
export const code =
  (content: string, size = 7): Cell =>
  (fonts, width) => {
    const leading = size * 1.36;
    const column = ((fonts.glyph(0x20, 'mono')?.advance ?? 600) * size) / 1000;
    return content.split('\n').flatMap((source) => {
      const line = source.replaceAll('\t', '  ');
      const hanging = Math.min((line.length - line.trimStart().length + 2) * column, width / 2);
      const whole = linesOf(fonts, [{ text: line, style: 'mono' }], size, width);
      const lines = whole.length === 1 ? whole : linesOf(fonts, [{ text: line, style: 'mono' }], size, width - hanging);
      return lines.map(
        (part, index): Strip => ({
          height: leading,
          paint: (pen, x, y) => pen.line(part, index === 0 ? x : x + hanging, baselineIn(y, leading, size), ink.text),
        }),
      );
    });
  };

/** The sign of a verdict: a small square with its letter, filled, hatched or outlined. */
function sign(pen: Pen, { letter, fill, print }: Look, x: number, y: number, size: number): void {
  pen.artifact(() => {
    if (fill === 'solid') pen.fill(print, x, y, size, size);
    else {
      pen.fill(ink.white, x, y, size, size);
      if (fill === 'hatched') pen.hatch('#c3c9d1', x, y, size, size);
      pen.frame(print, x + 0.4, y + 0.4, size - 0.8, size - 0.8, 0.8);
    }
    const line = lineOf(pen.fonts, { text: letter, style: 'bold' }, size * 0.72);
    pen.line(
      line,
      x + (size - line.width) / 2,
      y + size / 2 + (capHeight * size * 0.72) / 2,
      fill === 'solid' ? ink.white : print,
    );
  });
}

/** A cell's content with the sign of a verdict in front of its first line. */
export const signed =
  (tone: Tone, content: Cell, size = 8): Cell =>
  (fonts, width) => {
    const box = size + 1;
    return content(fonts, width - box - 4).map(
      ({ height, paint }, index): Strip => ({
        height,
        paint: (pen, x, y, whole) => {
          if (index === 0) sign(pen, palette[tone], x, y + (height - box) / 2, box);
          paint(pen, x + box + 4, y, whole - box - 4);
        },
      }),
    );
  };

/** A verdict's sign and its name. */
export const badge = (tone: Tone, { size = 8, label = palette[tone].label }: { size?: number; label?: string } = {}): Cell =>
  signed(tone, text(label, { size, style: 'bold', colour: palette[tone].print }), size);

/** Shares of a whole as one bar; the numbers stand beside it as text. */
export const bar =
  (parts: readonly { readonly tone: Tone; readonly count: number }[], height = 5): Cell =>
  () => {
    const whole = parts.reduce((sum, { count }) => sum + count, 0);
    return [
      {
        height: height + 3,
        paint: (pen, x, y, width) =>
          pen.artifact(() => {
            if (whole === 0) return pen.frame(ink.hairline, x, y + 1.5, width, height, 0.5);
            // The smallest share must still be seen.
            const least = 1.5;
            const present = parts.filter(({ count }) => count > 0);
            const free = width - least * present.length;
            let at = x;
            for (const { tone, count } of present) {
              const part = least + (free * count) / whole;
              if (palette[tone].fill === 'solid') pen.fill(palette[tone].print, at, y + 1.5, part, height);
              else {
                if (palette[tone].fill === 'hatched') pen.hatch(palette[tone].print, at, y + 1.5, part, height, 2.2);
                pen.frame(palette[tone].print, at + 0.2, y + 1.7, part - 0.4, height - 0.4, 0.4);
              }
              at += part;
            }
          }),
      },
    ];
  };
