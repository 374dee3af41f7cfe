import { palette } from '#lib/controls/palette.ts';

/** Colours that carry no verdict. Text colours are WCAG AA on white and on `band`. */
export const ink = {
  text: '#1c2128',
  muted: '#57606a',
  link: '#1a4f8b',
  hairline: '#d5dae0',
  rule: '#8b95a1',
  band: '#f4f6f8',
  white: '#ffffff',
  pass: palette.pass.print,
  fail: palette.critical.print,
} as const;
