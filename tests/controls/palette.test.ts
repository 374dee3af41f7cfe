import { describe, expect, it } from 'vitest';
import { palette } from '#lib/controls/palette.ts';

/** Relative luminance of `#rrggbb`, as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const contrast = (a: string, b: string): number => {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
};

describe.each(Object.entries(palette))('the tone %s', (_, { light, dark, print, letter }) => {
  it('can be read on white, on the bands of tables and on paper', () => {
    for (const page of ['#ffffff', '#f4f6f8']) {
      expect(contrast(light, page)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(print, page)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('can be read on dark pages', () => {
    for (const page of ['#1a1b1e', '#242424', '#2e2e2e']) expect(contrast(dark, page)).toBeGreaterThanOrEqual(4.5);
  });

  it('is more than a colour', () => expect(letter).toMatch(/^\S$/u));
});

it('goes from deep red to amber as severity falls', () => {
  const ramp = [palette.critical, palette.high, palette.medium, palette.low].map(({ print }) =>
    Number.parseInt(print.slice(3, 5), 16),
  );
  expect(ramp).toEqual(ramp.toSorted((a, b) => a - b));
});

it('tells the severities apart by their letters', () => {
  const letters = [palette.critical, palette.high, palette.medium, palette.low, palette.pass, palette.unknown].map(
    ({ letter }) => letter,
  );
  expect(new Set(letters).size).toBe(letters.length);
});
