import { createTheme } from '@mantine/core';

const systemFonts = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif';

/** One accent, a ship's hull in steel blue; every other colour on a page is a verdict. */
export const theme = createTheme({
  primaryColor: 'steel',
  primaryShade: 7,
  colors: {
    steel: ['#eef4fa', '#dbe6f1', '#b5cbe3', '#8aadd4', '#6894c8', '#5384c1', '#467cbd', '#2f5f95', '#275583', '#1d3a5f'],
  },
  fontFamily: systemFonts,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontFamily: systemFonts,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.125rem', lineHeight: '1.3' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.35' },
    },
  },
  defaultRadius: 'sm',
  cursorType: 'pointer',
});
