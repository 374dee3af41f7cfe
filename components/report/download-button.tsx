'use client';

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';

/** A file to save. A plain link: the browser, not the app, follows it. */
export function DownloadButton({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <Button component="a" href={href} download variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
      {children}
    </Button>
  );
}
