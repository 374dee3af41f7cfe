import type { CSSVariablesResolver } from '@mantine/core';
import { palette } from '#lib/controls/palette.ts';

const variables = (scheme: 'light' | 'dark') =>
  Object.fromEntries(Object.entries(palette).map(([tone, look]) => [`--verdict-${tone}`, look[scheme]]));

/** The verdicts' colours as `--verdict-critical` and so on, for light and dark pages. */
export const verdictVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: variables('light'),
  dark: variables('dark'),
});
