import type { Severity } from './control.ts';

/** What a colour can mean; nothing else is ever coloured. */
export type Tone =
  | Severity
  | 'fail'
  | 'pass'
  | 'unknown'
  | 'notApplicable'
  | 'manual'
  | 'outOfReach'
  | 'accepted'
  | 'excluded'
  | 'stale';

/**
 * How a verdict looks, in pages and in print. Colour is never alone: each tone has a letter and a way of being filled. `light`,
 * `dark` and `print` are text-safe (WCAG AA, 4.5:1) on a white page, on a dark page and on paper, and white text is on `print`.
 */
export interface Look {
  readonly label: string;
  readonly letter: string;
  readonly fill: 'solid' | 'hatched' | 'outline';
  readonly light: string;
  readonly dark: string;
  readonly print: string;
}

const look = (label: string, letter: string, fill: Look['fill'], light: string, dark: string, print = light): Look => ({
  label,
  letter,
  fill,
  light,
  dark,
  print,
});

export const palette: Readonly<Record<Tone, Look>> = {
  critical: look('Critical', 'C', 'solid', '#9b1122', '#ff8585'),
  high: look('High', 'H', 'solid', '#c2340f', '#ff9b66'),
  medium: look('Medium', 'M', 'solid', '#a85800', '#f2b04a'),
  low: look('Low', 'L', 'solid', '#7d6608', '#dcc35a'),
  // A verdict without a severity of its own, as of a requirement.
  fail: look('Fail', '×', 'solid', '#9b1122', '#ff8585'),
  pass: look('Pass', '✓', 'solid', '#1b7a3a', '#5fd080'),
  unknown: look('Unknown', '?', 'hatched', '#5b6470', '#aab4c0'),
  notApplicable: look('Not applicable', '–', 'outline', '#646d78', '#9aa4b0'),
  manual: look('Manual', 'i', 'outline', '#1661b8', '#74b3ff'),
  outOfReach: look('Out of reach', '/', 'outline', '#646d78', '#9aa4b0'),
  accepted: look('Accepted', 'A', 'outline', '#7441c4', '#c09bff'),
  excluded: look('Left out', '·', 'outline', '#646d78', '#9aa4b0'),
  stale: look('Stale', '◷', 'outline', '#646d78', '#9aa4b0'),
};
