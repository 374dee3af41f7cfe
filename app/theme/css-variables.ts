import type { CSSVariablesResolver } from '@mantine/core';
import { palette } from '#lib/controls/palette.ts';

const verdicts = (scheme: 'light' | 'dark') =>
  Object.fromEntries(Object.entries(palette).map(([tone, look]) => [`--verdict-${tone}`, look[scheme]]));

/**
 * The verdicts' colours as `--verdict-critical` and so on, and secondary text dark (or light) enough to be read by everybody: 4.5:1,
 * which Mantine's own is not.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...verdicts('light'),
    '--mantine-color-error': palette.fail.light,
    '--mantine-color-dimmed': '#51585f',
    '--mantine-color-placeholder': '#6a7179',
  },
  dark: {
    ...verdicts('dark'),
    '--mantine-color-error': palette.fail.dark,
    '--mantine-color-dimmed': '#a6aab0',
    '--mantine-color-placeholder': '#9398a0',
  },
});
