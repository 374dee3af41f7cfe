'use client';

import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { theme } from './theme.ts';
import { verdictVariables } from './verdict-variables.ts';

/** What client components need around them. `nonce` goes on the style elements that Mantine writes, which the content security policy asks for. */
export function Providers({ nonce, children }: { readonly nonce: string; readonly children: ReactNode }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={verdictVariables} getStyleNonce={() => nonce}>
      {children}
      <Notifications position="bottom-right" />
    </MantineProvider>
  );
}
