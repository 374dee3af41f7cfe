'use client';

import { MantineProvider } from '@mantine/core';
import { setNonce } from 'get-nonce';
import { type ReactNode, useState } from 'react';
import { cssVariables } from './css-variables.ts';
import { theme } from './theme.ts';

/**
 * What client components need around them. `nonce` goes on every style element that they write, which the content security policy asks
 * for: Mantine takes it here, and what holds the page still behind a dialog takes it from get-nonce. It is that of the first answer for
 * as long as the document lives, because later answers refresh parts of the page and leave the document its policy.
 */
export function Providers({ nonce, children }: { readonly nonce: string; readonly children: ReactNode }) {
  const [first] = useState(() => {
    setNonce(nonce);
    return nonce;
  });
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={cssVariables} getStyleNonce={() => first}>
      {children}
    </MantineProvider>
  );
}
