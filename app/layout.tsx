import '@mantine/core/styles.css';
import '@mantine/charts/styles.css';
import '@mantine/spotlight/styles.css';
import './globals.css';
import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { ActionButton } from '#components/form/action-button.tsx';
import { CommandPalette } from '#components/shell/command-palette.tsx';
import { Footer } from '#components/shell/footer.tsx';
import { Header } from '#components/shell/header.tsx';
import { SampleBanner } from '#components/shell/sample-banner.tsx';
import classes from '#components/shell/shell.module.css';
import { SkipLink } from '#components/shell/skip-link.tsx';
import { version } from '#lib/version.ts';
import { removeSampleAction } from './settings/actions.ts';
import { clustersForShell, destinationsOf } from './shell-data.ts';
import { Providers } from './theme/providers.tsx';

export const metadata: Metadata = {
  title: { default: 'Bulkhead', template: '%s · Bulkhead' },
  description: 'How well the network of each of your Kubernetes clusters is segmented.',
};

export const viewport: Viewport = { colorScheme: 'light dark' };

/** Every page, rendered anew for each request: its scripts carry the nonce that proxy.ts made for it. */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const [nonce, clusters] = await Promise.all([headers().then((given) => given.get('x-nonce') ?? ''), clustersForShell()]);
  const samples = clusters.filter(({ sample }) => sample).length;
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} />
      </head>
      <body>
        <Providers nonce={nonce}>
          <SkipLink />
          <Header />
          {samples > 0 && (
            <SampleBanner
              clusters={samples}
              remove={
                <ActionButton action={removeSampleAction} size="compact-xs" variant="default">
                  Remove the sample
                </ActionButton>
              }
            />
          )}
          <main id="main" tabIndex={-1} className={classes.main}>
            {children}
          </main>
          <Footer version={version} />
          <CommandPalette destinations={destinationsOf(clusters)} />
        </Providers>
      </body>
    </html>
  );
}
