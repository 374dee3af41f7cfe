import { describe, expect, it } from 'vitest';
import { createDocument } from '#lib/report/pdf/document.ts';
import { Fonts } from '#lib/report/pdf/fonts.ts';
import { type Line, lineOf, linesOf, widthOf } from '#lib/report/pdf/typeset.ts';

const info = { title: 't', subject: 's', creator: 'c', madeAt: new Date(0) };
const fonts = new Fonts(createDocument('A4', info));

/** The text of a line as it stands, read back through the glyphs' numbers. */
const characters = new Map<string, string>();
for (let code = 0x20; code < 0x3000; code += 1)
  for (const style of ['regular', 'mono'] as const) {
    const char = String.fromCodePoint(code);
    if (!/[\p{L}\p{N}\p{P}\p{S} ]/u.test(char) || code > 0x7ff) continue;
    const glyph = fonts.glyph(code, style);
    if (glyph !== null) characters.set(`${glyph.face.font.id}${glyph.hex}`, char);
  }
const textOf = ({ runs }: Line): string =>
  runs
    .map(({ face, operand }) =>
      Array.from(operand.matchAll(/<([0-9a-f]+)>/g), ([, hex = '']) =>
        (hex.match(/.{4}/g) ?? []).map((glyph) => characters.get(face.font.id + glyph) ?? '?').join(''),
      ).join(''),
    )
    .join('');
const broken = (text: string, width: number) => linesOf(fonts, text, 10, width).map(textOf);

describe('breaking text into lines', () => {
  it('breaks at spaces', () => {
    expect(broken('No policy selects this workload', 60)).toEqual(['No policy', 'selects this', 'workload']);
  });

  it('moves a word that fits on a line of its own there, whatever joints it has', () => {
    expect(broken('Deployment payments/checkout-api', 120)).toEqual(['Deployment', 'payments/checkout-api']);
  });

  it('breaks a word longer than a line behind its joints, and without joints anywhere', () => {
    expect(broken('payments/checkout-api.internal', 70)).toEqual(['payments/', 'checkout-api.', 'internal']);
    for (const line of linesOf(fonts, 'x'.repeat(300), 10, 100)) expect(line.width).toBeLessThanOrEqual(100.01);
    expect(broken('x'.repeat(300), 100).join('')).toBe('x'.repeat(300));
  });

  it('loses nothing but the spaces at the ends of lines, at any width', () => {
    const text = 'spec.ingress[0].from: allows every source, kube-system/coredns included';
    for (let width = 8; width < 400; width += 7) {
      const lines = linesOf(fonts, text, 10, width);
      expect(lines.map(textOf).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      if (width > 12) for (const line of lines) expect(line.width).toBeLessThanOrEqual(width + 0.01);
    }
  });

  it('gives one empty line for no text', () => {
    expect(linesOf(fonts, '', 10, 100)).toEqual([{ runs: [], width: 0, size: 10, logical: null }]);
  });

  it('breaks between ideographs', () => {
    const lines = linesOf(fonts, '本番環境クラスタ', 10, 32);
    expect(lines.length).toBe(3);
    for (const line of lines) expect(line.width).toBeLessThanOrEqual(32.01);
  });
});

describe('what characters become', () => {
  it('spells out what has no shape, so that no two names look the same', () => {
    expect(broken('a\u0000b\u200bc\u202ed\n', 500)).toEqual(['a[U+0000]b[U+200B]c[U+202E]d[U+000A]']);
    expect(broken('lone \ud800', 500)).toEqual(['lone [U+D800]']);
  });

  it('takes the main font where it can, the fallback where it must', () => {
    const faces = linesOf(fonts, 'prod Продакшн Πρόγραμμα 本番', 10, 500)[0]?.runs.map(({ face }) => face.font.id) ?? [];
    expect(faces.length).toBe(2);
    expect(faces[0]).not.toBe(faces[1]);
  });

  it('turns words that are read from the right, and keeps the order for those who hear them', () => {
    const [line] = linesOf(fonts, 'a שלום b', 10, 500);
    expect(line?.logical).toBe('a שלום b');
    expect(line === undefined ? '' : textOf(line)).toBe('a םולש b');
    expect(linesOf(fonts, 'abc', 10, 500)[0]?.logical).toBeNull();
  });

  it('sets pairs of letters closer as the font asks', () => {
    expect(widthOf(fonts, 'AV', 10)).toBeLessThan(widthOf(fonts, 'A', 10) + widthOf(fonts, 'V', 10));
  });
});

describe('a text on one line', () => {
  it('loses its middle where it is too long', () => {
    const line = lineOf(fonts, { text: 'cluster-with-a-very-long-name-in-eu-west-1' }, 10, 90);
    expect(line.width).toBeLessThanOrEqual(90);
    expect(textOf(line).replace('?', '…')).toMatch(/^cluster.*….*west-1$/);
  });

  it('stays whole where it fits', () => expect(textOf(lineOf(fonts, { text: 'prod' }, 10, 90))).toBe('prod'));
});
