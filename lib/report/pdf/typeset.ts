import bidiFactory, { type EmbeddingLevels } from 'bidi-js';
import type { Face, Fonts, Glyph, Style } from './fonts.ts';
import { codePointText, visible } from './visible.ts';

const bidi = bidiFactory();

/** A piece of text of one look. `goTo` names a place in the document that it links to. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
  readonly colour?: string;
  readonly goTo?: string;
}

/** Neighbouring characters of one font and look, as the operand of `TJ`. `x` and `width` are points from the line's begin. */
export interface Run {
  readonly face: Face;
  readonly operand: string;
  readonly span: Span;
  readonly x: number;
  readonly width: number;
}

/** `logical` is the text in reading order where it is drawn in another. */
export interface Line {
  readonly runs: readonly Run[];
  readonly width: number;
  readonly size: number;
  readonly logical: string | null;
}

/** A character in its place: `index` counts UTF-16 units of the paragraph, `kern` (points) comes before it. */
interface Atom {
  readonly glyph: Glyph;
  readonly span: Span;
  readonly index: number;
  readonly kern: number;
  readonly advance: number;
}

interface Paragraph {
  readonly atoms: readonly Atom[];
  readonly text: string;
}

const space = 0x20;
const joints = new Set(Array.from('/-._:,;=@&?|', (char) => char.codePointAt(0)));
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Extended_Pictographic}]/u;
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Every character as a glyph; one that no font has is spelled out. */
function paragraphOf(fonts: Fonts, spans: readonly Span[], size: number): Paragraph {
  const atoms: Atom[] = [];
  let text = '';
  const add = (char: string, span: Span): boolean => {
    const glyph = fonts.glyph(char.codePointAt(0) ?? space, span.style ?? 'regular');
    if (glyph === null) return false;
    const before = atoms.at(-1)?.glyph;
    const kern = before?.face === glyph.face ? glyph.face.kern(before.codePoint, glyph.codePoint) : 0;
    atoms.push({ glyph, span, index: text.length, kern: (kern * size) / 1000, advance: (glyph.advance * size) / 1000 });
    text += char;
    return true;
  };
  for (const span of spans) {
    for (const char of visible(span.text)) {
      if (add(char, span)) continue;
      for (const letter of codePointText(char)) add(letter, span);
    }
  }
  return { atoms, text };
}

/** A place inside a word where a line may end: behind `/`, `-`, `.` and their like, and between ideographs. */
const isJoint = ({ glyph }: Atom, next: Atom | undefined): boolean =>
  joints.has(glyph.codePoint)
    ? next !== undefined && !joints.has(next.glyph.codePoint)
    : glyph.codePoint > 0xdff && unspaced.test(String.fromCodePoint(glyph.codePoint));

function wordFits(atoms: readonly Atom[], from: number, width: number): boolean {
  let used = 0;
  for (let at = from; at < atoms.length && used <= width; at++) {
    const atom = atoms[at];
    if (atom === undefined || atom.glyph.codePoint === space) return true;
    used += atom.kern + atom.advance;
  }
  return used <= width;
}

/**
 * Where lines end, as indexes behind the last atom of each: at a space; inside a word only if it is longer than a whole line, at a
 * joint, and where it has none, anywhere.
 */
function lineEnds(atoms: readonly Atom[], width: number): readonly number[] {
  const ends: number[] = [];
  let [start, used, lastSpace, lastJoint] = [0, 0, 0, 0];
  for (const [at, atom] of atoms.entries()) {
    const isSpace = atom.glyph.codePoint === space;
    while (!isSpace && at > start && used + atom.kern + atom.advance > width + 0.01) {
      const wanted = wordFits(atoms, lastSpace, width) ? lastSpace : Math.max(lastSpace, lastJoint);
      start = wanted > start ? wanted : lastJoint > start ? lastJoint : at;
      ends.push(start);
      used = 0;
      for (let again = start; again < at; again++) used += (atoms[again]?.kern ?? 0) + (atoms[again]?.advance ?? 0);
    }
    used += atom.kern + atom.advance;
    if (isSpace) lastSpace = at + 1;
    else if (isJoint(atom, atoms[at + 1])) lastJoint = at + 1;
  }
  ends.push(atoms.length);
  return ends;
}

/** The atoms of one line from left to right, by the Unicode bidirectional algorithm (UAX #9). */
function visualOrder(fonts: Fonts, { text }: Paragraph, line: readonly Atom[], levels: EmbeddingLevels): readonly Atom[] {
  const [first, last] = [line[0], line.at(-1)];
  if (first === undefined || last === undefined) return line;
  const byIndex = new Map(line.map((atom) => [atom.index, atom]));
  const mirrored = bidi.getMirroredCharactersMap(text, levels.levels, first.index, last.index);
  return bidi.getReorderedIndices(text, levels, first.index, last.index).flatMap((index) => {
    const atom = byIndex.get(index);
    if (atom === undefined) return [];
    const mirror = mirrored.get(index)?.codePointAt(0);
    const glyph = mirror === undefined ? null : fonts.glyph(mirror, atom.span.style ?? 'regular');
    return [glyph === null ? atom : { ...atom, glyph }];
  });
}

function runsOf(atoms: readonly Atom[], size: number): Pick<Line, 'runs' | 'width'> {
  const runs: Run[] = [];
  let x = 0;
  let open: { first: Atom; from: number; operand: string } | null = null;
  const close = () => {
    if (open === null) return;
    runs.push({
      face: open.first.glyph.face,
      span: open.first.span,
      operand: `[${open.operand}>]`,
      x: open.from,
      width: x - open.from,
    });
    open = null;
  };
  for (const atom of atoms) {
    if (open !== null && (open.first.glyph.face !== atom.glyph.face || open.first.span !== atom.span)) close();
    if (open === null) {
      x += atom.kern;
      open = { first: atom, from: x, operand: `<${atom.glyph.hex}` };
    } else {
      const kern = atom.kern === 0 ? '' : `>${Math.round((-1000 * atom.kern) / size)}<`;
      open.operand += kern + atom.glyph.hex;
      x += atom.kern;
    }
    x += atom.advance;
  }
  close();
  return { runs, width: x };
}

function withoutSpaces(atoms: readonly Atom[]): readonly Atom[] {
  let end = atoms.length;
  while (end > 0 && atoms[end - 1]?.glyph.codePoint === space) end--;
  return atoms.slice(0, end);
}

const asSpans = (text: string | readonly Span[]): readonly Span[] => (typeof text === 'string' ? [{ text }] : text);

/** Breaks a text into lines of at most `width` points; at least one line, which may be empty. */
export function linesOf(fonts: Fonts, text: string | readonly Span[], size: number, width: number): readonly Line[] {
  const paragraph = paragraphOf(fonts, asSpans(text), size);
  const levels = rightToLeft.test(paragraph.text) ? bidi.getEmbeddingLevels(paragraph.text, 'ltr') : null;
  let start = 0;
  return lineEnds(paragraph.atoms, width).map((end) => {
    const atoms = withoutSpaces(paragraph.atoms.slice(start, end));
    start = end;
    const ordered = levels === null ? atoms : visualOrder(fonts, paragraph, atoms, levels);
    const logical = levels === null ? null : atoms.map(({ glyph }) => String.fromCodePoint(glyph.codePoint)).join('');
    return { ...runsOf(ordered, size), size, logical };
  });
}

export const widthOf = (fonts: Fonts, text: string | readonly Span[], size: number): number =>
  linesOf(fonts, text, size, Number.POSITIVE_INFINITY).reduce((widest, { width }) => Math.max(widest, width), 0);

/** The text on one line; too long a one loses its middle. */
export function lineOf(fonts: Fonts, span: Span, size: number, width = Number.POSITIVE_INFINITY): Line {
  const chars = Array.from(visible(span.text));
  const cut = (keep: number): Span =>
    keep >= chars.length
      ? span
      : {
          ...span,
          text: `${chars.slice(0, Math.ceil(keep / 2)).join('')}…${chars.slice(chars.length - Math.floor(keep / 2)).join('')}`,
        };
  let [fits, fails] = [0, chars.length + 1];
  if (widthOf(fonts, [span], size) <= width) fits = chars.length;
  else
    while (fails - fits > 1) {
      const middle = Math.floor((fits + fails) / 2);
      if (widthOf(fonts, [cut(middle)], size) <= width) fits = middle;
      else fails = middle;
    }
  const [line] = linesOf(fonts, [cut(fits)], size, Number.POSITIVE_INFINITY);
  return line ?? { runs: [], width: 0, size, logical: null };
}
